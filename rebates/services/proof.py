"""Prove a run line: add up the sales lines that its filter yields, and compare."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.periods import Period
from rebates.sales.models import SalesLine

from ..engine.counting import AskedSums, Sum, sums_over
from ..engine.lines import lines_of
from ..engine.schedule import Version
from ..models import RunLine
from ..rules.documents import scope_document
from ..rules.reading import plain
from ..rules.terms import Measure
from ..wording import sentences, why
from .calculating import engine_version


@dataclass(frozen=True, slots=True)
class Proof:
    """One measure of a line: which sales lines it stands for, and what they add up to."""

    version: int
    role: str  # target, earning, base, earning_base, whole
    measure: str
    filter: dict[str, Any]
    lines: int
    sum: str
    stated: str
    equal: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """The sales lines that a version added up, as its target, for earning, or as both."""

    version: int
    window: Period
    rows: models.QuerySet[SalesLine]
    stated: dict[str, tuple[Measure, Decimal]]  # by role: the unit, and what the line says of it


def behind(line: RunLine) -> Iterator[Behind]:
    """The sales lines behind a line, each time once where several roles count the same."""
    for told in line.explanation["slices"]:
        if "target_window" not in told:  # nothing was measured on sales
            continue
        version = version_told(line, told)
        found: dict[Sum, Behind] = {}
        for role, asked in sums_told(version, told)._asdict().items():
            if asked is not None:
                rows = lines_of(asked, dealer=line.dealer, as_of=line.run.as_of)
                same = found.setdefault(asked, Behind(told["version"], asked.window, rows, {}))
                same.stated[role] = unit_of(version, role), Decimal(told.get(role) or "0")
        yield from found.values()


def proofs_of(line: RunLine) -> Iterator[Proof]:
    """One for each sum of each version in the period. Not equal means that what the filter refers
    to (a tier, a region, a product line) was changed after the run."""
    for told in line.explanation["slices"]:
        version = version_told(line, told)
        for role, asked in sums_told(version, told)._asdict().items():
            if asked is not None:
                yield _proof(line, version, told, role, asked)


def version_told(line: RunLine, told: dict[str, Any]) -> Version:
    """The version that a part of an explanation tells of."""
    versions = line.programme.versions.select_related("programme").prefetch_related("steps")
    return engine_version(versions.get(number=told["version"]))


def sums_told(version: Version, told: dict[str, Any]) -> AskedSums:
    """The sums that a part of an explanation tells of."""
    windows = (told[f"{role}_window"] for role in ("target", "earning"))
    return sums_over(version, *(Period(*map(date.fromisoformat, window)) for window in windows))


def unit_of(version: Version, role: str) -> Measure:
    """Pieces or yuan: what a sum of a version is counted in."""
    terms = version.terms
    measure = terms.earning if role.startswith("earning") else terms.target
    return Measure.QUANTITY if measure is Measure.QUANTITY else Measure.NET_AMOUNT


def _proof(line: RunLine, version: Version, told: dict[str, Any], role: str, asked: Sum) -> Proof:
    measure = unit_of(version, role)
    found = lines_of(asked, dealer=line.dealer, as_of=line.run.as_of).aggregate(
        lines=Count("pk"), quantity=models.Sum("quantity"), net_amount=models.Sum("amount")
    )
    added = Decimal(found[measure.value] or NOTHING)
    stated = told.get(role) or "0"
    return Proof(
        version=told["version"],
        role=role,
        measure=measure.value,
        filter={
            "dealer": line.dealer.code,
            "from": str(asked.window.start),
            "to": str(asked.window.end),
            "known_by": line.run.as_of.isoformat(),
            **_filter(asked, line),
        },
        lines=found["lines"],
        sum=plain(added),
        stated=stated,
        equal=added == Decimal(stated),
    )


def _filter(asked: Sum, line: RunLine) -> dict[str, Any]:
    """What the lines have in common, without what is left open."""
    scope = scope_document(asked.counted.scope)
    found: dict[str, Any] = {
        "kinds": scope["kinds"],
        "include": {name: codes for name, codes in scope["include"].items() if codes},
        "exclude": {name: codes for name, codes in scope["exclude"].items() if codes},
    }
    if asked.counted.below:
        found["sold_by"] = "dealers directly below"
    if asked.counted.joined is not None:
        found["contract_joins"] = line.programme.code
    return found


def explained(line: RunLine) -> dict[str, Any]:
    """Everything behind one line of a run."""
    return {
        "period": line.period,
        "version": line.version.number,
        "due": str(line.due),
        "already_posted": str(line.already_posted),
        "amount": str(line.amount),
        "why": why(line.explanation),
        "reasoning": sentences(line.explanation),
        "explanation": line.explanation,
        "lines": [asdict(proof) for proof in proofs_of(line)],
    }
