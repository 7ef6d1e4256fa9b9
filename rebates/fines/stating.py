"""Fines on a statement: the facts that are printed, free of language, and proved later.

The accused reads what its own case cost and why; the dealer whose territory was sold into reads
what its goods were worth and its share, and nothing of who sold them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from rebates.conduct.choices import ViolationStatus
from rebates.conduct.models import Appeal, Violation

from ..choices import FinePart
from ..models import FineLine, TopUpDemand
from .planning import Draw

APPEALABLE = (ViolationStatus.CONFIRMED, ViolationStatus.SETTLED)


def fine_facts(lines: Sequence[FineLine], draws: Iterable[Draw]) -> list[dict[str, Any]]:
    """The fines, forfeits and shares of a run for one dealer, by case."""
    drawn = {draw.line.pk: draw for draw in draws}
    appeals = appeal_days(lines)
    return [_facts(line, drawn.get(line.pk), appeals) for line in lines]


def appeal_days(lines: Sequence[FineLine]) -> dict[int, str]:
    """By case: the last day to appeal, where the dealer of the lines still can."""
    own = {line.case_id for line in lines if line.part != FinePart.SHARE}
    rows = Violation.objects.filter(
        pk__in=own, status__in=APPEALABLE, appeal_by__gte=timezone.localdate()
    )
    rows = rows.exclude(pk__in=Appeal.objects.filter(violation__in=own).values("violation"))
    return {pk: str(day) for pk, day in rows.values_list("pk", "appeal_by")} if own else {}


def _facts(line: FineLine, draw: Draw | None, appeals: dict[int, str]) -> dict[str, Any]:
    own = line.part != FinePart.SHARE
    return {
        "id": line.pk,
        "case": line.case.number,
        "part": line.part,
        "due": f"{line.due:f}",
        "already_posted": f"{line.already_posted:f}",
        "amount": f"{line.amount:f}",
        "appeal_by": appeals.get(line.case_id) if own and line.due else None,
        "draw": draw and draw_facts(draw),
        "explanation": line.explanation,
    }


def draw_facts(draw: Draw) -> dict[str, str]:
    """What there was before the fine, and what of it the deposit bore (below zero: got back)."""
    return {
        "free": f"{draw.funds.free:f}",
        "held": f"{draw.funds.held:f}",
        "before": f"{draw.before:f}",
        "drawn": f"{draw.drawn:f}",
    }


def demand_facts(demand: TopUpDemand | None) -> dict[str, str] | None:
    return demand and {
        "contract": demand.contract.number,
        "required": f"{demand.required:f}",
        "held": f"{demand.held:f}",
        "amount": f"{demand.amount:f}",
        "due_on": str(demand.due_on),
    }
