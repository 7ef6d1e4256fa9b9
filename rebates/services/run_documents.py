"""A run as JSON knows it (INTERFACES: `settle`): the same facts, the same bytes."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from channels_mgmt.core.money import NOTHING

from ..choices import Measure
from ..fines import wording as fines_wording
from ..models import SettlementRun
from ..wording import why

FIELDS = (
    "dealer__code", "programme__code", "version__number", "period", "version__target",
    "version__earning", "target_measure", "earning_measure", "step", "due", "already_posted",
    "amount", "explanation",
)  # fmt: skip
FINE_FIELDS = (
    "dealer__code", "case__number", "part", "due", "already_posted", "amount", "explanation",
)  # fmt: skip


def run_document(run: SettlementRun) -> dict[str, Any]:
    """The run with all its lines, by dealer, programme and period; its fines, where it has some.

    Sorted here: databases do not agree on the order of letters.
    """
    rows = run.lines.order_by().values_list(*FIELDS).iterator(chunk_size=2000)
    lines = sorted(
        (line_document(*row) for row in rows),
        key=lambda line: (line["dealer"], line["programme"], line["period"]),
    )
    document = {
        "run": run.pk,
        "status": run.status,
        "from": run.date_from.isoformat(),
        "to": run.date_to.isoformat(),
        "as_of": timezone.localtime(run.as_of).isoformat(),
        "input_digest": run.input_digest,
        "lines": lines,
        "totals": {
            "dealers": len({line["dealer"] for line in lines}),
            "due": total(lines, "due"),
            "amount": total(lines, "amount"),
        },
    }
    if fines := fine_documents(run):
        document["fines"] = fines
        document["totals"]["fines"] = total(fines, "amount")
    return document


def fine_documents(run: SettlementRun) -> list[dict[str, Any]]:
    """What the run means for cases, by dealer, case and part."""
    rows = run.fine_lines.order_by().values_list(*FINE_FIELDS)
    lines = [
        {
            "dealer": dealer,
            "case": case,
            "part": part,
            "due": str(due),
            "already_posted": str(already),
            "amount": str(amount),
            "why": fines_wording.why(explanation),
        }
        for dealer, case, part, due, already, amount, explanation in rows
    ]
    return sorted(lines, key=lambda line: (line["dealer"], line["case"], line["part"]))


def line_document(
    dealer: str, programme: str, version: int, period: str, target_of: str, earning_of: str,
    target: Decimal, earning: Decimal, step: int, due: Decimal, already_posted: Decimal,
    amount: Decimal, explanation: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    return {
        "dealer": dealer,
        "programme": programme,
        "version": version,
        "period": period,
        "target_measure": measure_text(target, target_of),
        "earning_measure": measure_text(earning, earning_of),
        "step": step,
        "due": str(due),
        "already_posted": str(already_posted),
        "amount": str(amount),
        "why": why(explanation),
    }


def measure_text(value: Decimal, measure: str) -> str:
    """Whole pieces; yuan with two decimals, or with up to four where it has them."""
    if measure == Measure.QUANTITY:
        return str(int(value))
    whole, decimals = f"{value:.4f}".split(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def total(lines: list[dict[str, Any]], name: str) -> str:
    return str(sum((Decimal(line[name]) for line in lines), NOTHING))
