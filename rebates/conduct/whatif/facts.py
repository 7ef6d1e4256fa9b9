"""The cases of both sides: those that there are, and those that detectors would have made."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from dealers.models import Contract

from ..choices import NoCase, ViolationKind, ViolationStatus
from ..models import Finding, Violation
from ..rules.penalty import Basis
from ..services.cases import common, sums_of
from ..services.entities import Entities
from ..services.ruling import penalises
from .reckoning import Fact

Groups = Mapping[str, list[Finding]]
PENDING = "pending"
"""Why a case outside the days does not count: nobody has decided it."""


@dataclass(frozen=True)
class Sides:
    """All cases of the kinds looked at, by the rules in force and by those tried."""

    before: list[Fact]
    after: list[Fact]


class Gathering:
    """Reads what there is, once; then puts both sides together.

    Within ``start ≤ day < end`` what is not decided counts as if it were confirmed; what a person
    dismissed or overturned does not. Outside of them cases count as they do now.
    """

    def __init__(self, start: datetime.date, end: datetime.date, kinds: Collection[str]) -> None:
        self.start, self.end = start, end
        self.entities = Entities()
        rows = Violation.objects.filter(kind__in=kinds).select_related("control").order_by("pk")
        self.cases = list(rows)
        self.by_group = {case.group: case for case in self.cases if case.group}
        self._contracts: dict[int, list[Contract]] = {}

    def sides(self, before: Groups, after: Groups) -> Sides:
        """A case falls away where the change alone makes it fall away; one that no detector finds
        any more on either side is there on both."""
        would_be = sorted({*before, *after} - set(self.by_group))
        last = self.cases[-1].pk if self.cases else 0
        order = {group: last + place for place, group in enumerate(would_be, start=1)}
        there = [self._there(case) for case in self.cases]
        gone = {group for group in before if group not in after and self._within(group)}
        return Sides(
            [*there, *(self._would_be(g, before[g], order[g]) for g in would_be if g in before)],
            [
                *(
                    self._as_tried(fact, case, before, after)
                    for fact, case in zip(there, self.cases, strict=True)
                    if case.group not in gone
                ),
                *(self._would_be(g, after[g], order[g]) for g in would_be if g in after),
            ],
        )

    def _within(self, group: str) -> bool:
        case = self.by_group.get(group)
        return case is None or self.start <= case.offence_date < self.end

    def _there(self, case: Violation) -> Fact:
        contract = self._contract(case.dealer_id, case.offence_date)
        known = case.confirmed_at is not None
        deposit = case.deposit
        if deposit is None and not known:
            deposit = contract and contract.deposit_required
        return Fact(
            key=case.number,
            order=case.pk,
            dealer=case.dealer_id,
            entity=self.entities.of(case.dealer_id),
            kind=case.kind,
            day=case.offence_date,
            basis=Basis(case.quantity, case.goods_value, case.supply_value, deposit),
            severity=case.severity,
            why=self._why(case),
            violation=case.pk,
            invaded=case.invaded_id,
            contract=case.contract_id if known else contract and contract.pk,
            pinned=case.rule_version_id if known else None,
        )

    def _why(self, case: Violation) -> str:
        """Why a case does not count; "" where it does, or would if it were confirmed."""
        if case.overturned_at is not None:
            return ViolationStatus.OVERTURNED.value
        if case.confirmed_at is not None:
            return ""
        if case.status == ViolationStatus.DISMISSED:
            return ViolationStatus.DISMISSED.value
        if not self.start <= case.offence_date < self.end:
            return PENDING
        priced = case.kind == ViolationKind.PRICE_BREACH
        if priced and not penalises(case.control, case.offence_date):
            return NoCase.NO_LEGAL_BASIS.value
        return ""

    def _as_tried(self, fact: Fact, case: Violation, before: Groups, after: Groups) -> Fact:
        """With the figures of other findings, where the change makes it rest on others."""
        if case.group not in after or _keys(before.get(case.group)) == _keys(after[case.group]):
            return fact
        found = self._would_be(case.group, after[case.group], fact.order)
        basis = replace(found.basis, deposit=fact.basis.deposit)
        return replace(fact, basis=basis, day=found.day, invaded=found.invaded)

    def _would_be(self, group: str, findings: list[Finding], order: int) -> Fact:
        first = min(findings, key=lambda one: (one.day, one.key))
        contract = self._contract(first.dealer_id, first.day)
        sums = sums_of(findings)
        return Fact(
            key=group,
            order=order,
            dealer=first.dealer_id,
            entity=self.entities.of(first.dealer_id),
            kind=first.kind,
            day=first.day,
            basis=Basis(**sums, deposit=contract and contract.deposit_required),
            invaded=common([one.invaded_id for one in findings]),
            contract=contract and contract.pk,
        )

    def _contract(self, dealer: int, day: datetime.date) -> Contract | None:
        """The signed contract of the day, as ``deciding.contract_of`` has it."""
        if not self._contracts:
            for row in Contract.objects.signed().order_by("-valid_from", "-pk"):
                self._contracts.setdefault(row.dealer_id, []).append(row)
            self._contracts.setdefault(0, [])
        held = self._contracts.get(dealer, ())
        return next((one for one in held if one.valid_on(day)), None)


def _keys(findings: Iterable[Finding] | None) -> set[str]:
    return {one.key for one in findings or ()}
