"""Why a fine line is what it is: facts free of language, from which it can be worked out again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rebates.conduct.services.settling import FineDue

from ..choices import FinePart
from .forfeits import Rebate

REVERSED = "reversed"


def explain(due: FineDue, part: FinePart, rebates: Sequence[Rebate]) -> dict[str, Any]:
    """What decides a part of a case. Who is fined, and what for, a share does not tell."""
    told = {"outcome": part.value, "case": due.number, "day": str(due.offence_date)}
    if part == FinePart.SHARE:
        return told | {
            "counts": bool(due.share),
            "goods_value": due.basis.get("goods_value", "0"),
            "share_percent": due.basis.get("share_percent", "0"),
        }
    told |= {
        "kind": due.kind,
        "severity": due.severity,
        "offence": due.offence,
        "rule": due.rule,
        "clause": due.clause,
    }
    if part == FinePart.FORFEIT:
        return told | {
            "percent": _text(due.rebate_percent or Decimal(0)),
            "rebates": [[r.programme, r.period, _text(r.amount)] for r in rebates],
        }
    figures = {name: value for name, value in due.basis.items() if name not in HIDDEN}
    return told | {
        "parts": {name: _text(value) for name, value in due.parts.items() if value},
        "basis": figures,
        "draws_on": due.draws_on,
    }


HIDDEN = ("share_percent", "clause")
"""Of the basis: the accused does not read of a share, and the clause stands by itself."""


def taken_back(run: int, reason: str, told: dict[str, Any]) -> dict[str, Any]:
    """Of the line of a run that takes another one back."""
    kept = {name: told[name] for name in ("case", "day", "kind") if name in told}
    return kept | {"outcome": REVERSED, "run": run, "reason": reason}


def _text(number: Decimal) -> str:
    return f"{number:f}"
