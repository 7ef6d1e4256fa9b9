"""What of a deposit is required, held and to be given back: read from contracts and the ledger."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Scope

from .choices import Account, EntryKind, ManualEntryStatus
from .contracts.spans import Span, later
from .contracts.stages import Stage, planned, still_open
from .models import Contract, Dealer, LedgerEntry, ManualEntry

FEN = FenField(null=True)


@dataclass(frozen=True, slots=True)
class Refund:
    """A stage of the refund: ``planned`` at the end of the contract, ``amount`` not given back yet.

    ``proposed`` is the entry that waits for a second person, if there is one.
    """

    contract: Contract
    stage: Stage
    due_on: datetime.date
    planned: Decimal
    amount: Decimal
    is_due: bool
    proposed: ManualEntry | None = None

    @property
    def reference(self) -> str:
        """By which an entry names its stage."""
        return reference_of(self.contract, self.stage)


@dataclass(frozen=True, slots=True)
class Deposit:
    """How a dealer's deposit stands on a day; amounts are in yuan to the fen."""

    held: Decimal
    contract: Contract | None  # the one in force, which says what is required
    refunds: list[Refund]

    @property
    def required(self) -> Decimal:
        return self.contract.deposit_required if self.contract else NOTHING

    @property
    def missing(self) -> Decimal:
        return max(self.required - self.held, NOTHING)

    @property
    def surplus(self) -> Decimal:
        """What is held beyond what a contract in force requires."""
        return max(self.held - self.required, NOTHING) if self.contract else NOTHING


def deposit_of(
    dealer: Dealer, day: datetime.date, scope: Scope, held: Decimal | None = None
) -> Deposit:
    """As somebody of this scope may know it; ``held`` as the ledger has it, unless it is named.

    It is given back in stages once the dealer's newest signed contract has ended: until then it
    secures the next one.
    """
    contracts = list(
        Contract.objects.visible_to(scope).signed().filter(dealer=dealer).order_by("-valid_from")
    )
    if held is None:
        held = ledger_of(dealer.pk).balance([Account.DEPOSIT])
    current = next((contract for contract in contracts if contract.valid_on(day)), None)
    ended = contracts[0] if contracts and over(contracts[0], day) else None
    return Deposit(held, current, refunds_of(ended, day, held) if ended else [])


def over(contract: Contract, day: datetime.date) -> bool:
    return contract.valid_to is not None and contract.valid_to <= day


def ledger_of(dealer: int) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(dealer=dealer)


def refunds_of(contract: Contract, day: datetime.date, held: Decimal) -> list[Refund]:
    """The stages of a contract that has ended, from the first to the last."""
    rows = contract.deposit_stages.order_by("months").values_list("months", "percent")
    stages = [Stage(*row) for row in rows]
    if not stages:
        return []
    entries = ledger_of(contract.dealer_id)
    at_the_end = entries.filter(date__lt=contract.valid_to).balance([Account.DEPOSIT])
    parts = planned(at_the_end, stages)
    rest = still_open(parts, refunded_since(entries, contract.valid_to), held)
    waiting = proposals(contract, stages)
    return [
        Refund(
            contract,
            stage,
            due_on := later(contract.valid_to, Span(months=stage.months)),
            part,
            amount,
            due_on <= day,
            waiting.get(reference_of(contract, stage)),
        )
        for stage, part, amount in zip(stages, parts, rest, strict=True)
    ]


def reference_of(contract: Contract, stage: Stage) -> str:
    return f"{contract.number} +{stage.months}"


def refunded_since(entries: QuerySet[LedgerEntry], day: datetime.date) -> Decimal:
    """What was given back of the deposit from a day on, but for what was reversed."""
    given = entries.filter(
        debit=Account.DEPOSIT,
        credit=Account.BRAND_CASH,
        date__gte=day,
        reverses=None,
        reversed_by=None,
    )
    return given.aggregate(total=Sum("amount"))["total"] or NOTHING


def proposals(contract: Contract, stages: Sequence[Stage]) -> dict[str, ManualEntry]:
    """The refunds that wait for a second person, by their references."""
    references = [reference_of(contract, stage) for stage in stages]
    rows = ManualEntry.objects.filter(
        dealer=contract.dealer_id,
        kind=EntryKind.DEPOSIT_REFUNDED,
        status=ManualEntryStatus.PROPOSED,
        reference__in=references,
    )
    return {entry.reference: entry for entry in rows}


def with_deposits(rows: QuerySet[Dealer], day: datetime.date) -> QuerySet[Dealer]:
    """Each dealer with ``deposit_held``, ``deposit_required`` (None where no contract is in force)
    and ``deposit_missing``, which is below zero where more is held than required."""
    contracts = Contract.objects.signed().valid_on(day).filter(dealer=OuterRef("pk"))
    held = Coalesce(Subquery(_moved().values("total")), Value(0), output_field=FEN)
    required = Subquery(contracts.order_by("valid_from").values("deposit_required")[:1])
    missing = ExpressionWrapper(F("deposit_required") - F("deposit_held"), output_field=FEN)
    rows = rows.annotate(deposit_held=held, deposit_required=required)
    return rows.annotate(deposit_missing=missing)


def _moved() -> QuerySet:
    """What the dealer of the outer row lodged less what was taken, in one row."""
    received = When(credit=Account.DEPOSIT, then=F("amount"))
    given = When(debit=Account.DEPOSIT, then=F("amount") * Value(-1))
    effect = Sum(Case(received, given, default=Value(0), output_field=FEN))
    rows = LedgerEntry.objects.filter(dealer=OuterRef("pk")).order_by()
    return rows.values("dealer").annotate(total=effect)


def short(rows: QuerySet[Dealer], day: datetime.date) -> QuerySet[Dealer]:
    """Those whose deposit is below what their contract requires."""
    return with_deposits(rows, day).filter(deposit_missing__gt=0)
