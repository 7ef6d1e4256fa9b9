"""The fines of a statement's content in the reader's language, for sheet and page."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING, format_money
from dealers.choices import Account

from ..choices import FinePart, LinePart
from .wording import drawn_words, sentences, what


@dataclass(frozen=True, slots=True)
class StatedFine:
    """A fine line as printed; amounts are text."""

    id: int
    what: str
    due: str
    already_posted: str
    amount: str
    reasons: list[str]

    @property
    def key(self) -> str:
        return f"{LinePart.FINE}-{self.id}"


def present_fines(content: dict[str, Any]) -> dict[str, Any]:
    """What a statement's templates show of fines; of contents of before there is nothing."""
    lines = content.get("fines", ())
    fined = any(line["part"] != FinePart.SHARE for line in lines)
    return {
        "fines": [_stated(line) for line in lines],
        "fined": format_money(Decimal(content.get("fined", NOTHING))),
        "legal_note": legal_note() if fined else "",
        "demand": demand_words(content.get("demand")),
    }


def drawing_words(entry: dict[str, Any]) -> str:
    """What an entry is called by which a run had the deposit bear a fine, or gave it back; other
    entries have no such words."""
    drawn = entry["debit"] == Account.DEPOSIT
    between = {entry["debit"], entry["credit"]} == {Account.DEPOSIT, Account.FINES}
    if not between or not entry["source"].startswith("settlement:"):
        return ""
    text = _("Drawn from the deposit for the fine of case %(case)s")
    back = _("Given back to the deposit: fine of case %(case)s")
    return (text if drawn else back) % {"case": entry["memo"]}


def legal_note() -> str:
    return _(
        "Fines are liquidated damages agreed in the contract, not penalties of law. Each one "
        "states its basis and the clause it rests on."
    )


def demand_words(demand: dict[str, Any] | None) -> str:
    if not demand:
        return ""
    figures = {name: _money(demand[name]) for name in ("held", "required", "amount")}
    text = _(
        "The deposit held is %(held)s yuan; contract %(contract)s requires %(required)s. Please "
        "lodge %(amount)s yuan by %(day)s."
    )
    return text % (figures | {"contract": demand["contract"], "day": _day(demand["due_on"])})


def _stated(line: dict[str, Any]) -> StatedFine:
    reasons = [*sentences(line["explanation"]), drawn_words(line), appeal_words(line)]
    return StatedFine(
        id=line["id"],
        what=what(line["part"], line["case"]),
        due=_money(line["due"]),
        already_posted=_money(line["already_posted"]),
        amount=_money(line["amount"]),
        reasons=[reason for reason in reasons if reason],
    )


def appeal_words(line: dict[str, Any]) -> str:
    if not line["appeal_by"]:
        return ""
    text = _("An appeal is possible until %(day)s, on the page of the case.")
    return text % {"day": _day(line["appeal_by"])}


def _money(amount: str) -> str:
    return format_money(Decimal(amount))


def _day(iso: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), "DATE_FORMAT")
