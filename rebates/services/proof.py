"""Prove a run line: add up the sales lines that its filter yields, and compare."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.periods import Period

from ..engine.lines import lines_in
from ..models import RunLine
from ..rules.parsing import terms_document
from ..rules.reading import plain
from ..rules.terms import Measure, Terms
from ..wording import sentences, why
from .terms import terms_of


@dataclass(frozen=True, slots=True)
class Proof:
    """One measure of a line: which sales lines it stands for, and what they add up to."""

    version: int
    role: str  # target or earning
    measure: str
    filter: dict[str, Any]
    lines: int
    sum: str
    stated: str
    equal: bool


def proofs_of(line: RunLine) -> Iterator[Proof]:
    """Two for each version in the period. Not equal means that what the filter refers to (a tier,
    a region, a product line) was changed after the run."""
    for told in line.explanation["slices"]:
        version = line.programme.versions.prefetch_related("steps").get(number=told["version"])
        terms = terms_of(version)
        for role, measure in (("target", terms.target), ("earning", terms.earning)):
            yield _proof(line, terms, told, role, measure)


def _proof(line: RunLine, terms: Terms, told: dict[str, Any], role: str, measure: Measure) -> Proof:
    window = Period(*map(date.fromisoformat, told[f"{role}_window"]))
    found = lines_in(
        scope=terms.scope, dealer=line.dealer, window=window, as_of=line.run.as_of
    ).aggregate(lines=Count("pk"), quantity=Sum("quantity"), net_amount=Sum("amount"))
    added = Decimal(found[measure.value] or NOTHING)
    return Proof(
        version=told["version"],
        role=role,
        measure=measure.value,
        filter={
            "dealer": line.dealer.code,
            "from": told[f"{role}_window"][0],
            "to": told[f"{role}_window"][1],
            "known_by": line.run.as_of.isoformat(),
            **_scope_document(terms),
        },
        lines=found["lines"],
        sum=plain(added),
        stated=told[role],
        equal=added == Decimal(told[role]),
    )


def _scope_document(terms: Terms) -> dict[str, Any]:
    """What the scope names, without what it leaves open."""
    scope = terms_document(terms)["scope"]
    return {
        "kinds": scope["kinds"],
        "include": {name: codes for name, codes in scope["include"].items() if codes},
        "exclude": {name: codes for name, codes in scope["exclude"].items() if codes},
    }


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
