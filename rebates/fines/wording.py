"""A fine line in words: what it is, and why it is what it is."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.money import format_money
from rebates.conduct.choices import DrawsOn, Severity, ViolationKind
from rebates.conduct.wording import without_zeros

from ..choices import FinePart
from .explaining import REVERSED


def what(part: str, case: str) -> str:
    """The name of a line, as a statement prints it."""
    names = {
        FinePart.FINE: _("Fine, case %(case)s"),
        FinePart.FORFEIT: _("Rebate forfeited, case %(case)s"),
        FinePart.SHARE: _("Share for goods sold into the territory, case %(case)s"),
    }
    return names[FinePart(part)] % {"case": case}


def why(told: dict[str, Any]) -> str:
    """The first and most important sentence."""
    return sentences(told)[0]


def sentences(told: dict[str, Any]) -> list[str]:
    """All that decides a line, step by step."""
    if told["outcome"] == REVERSED:
        words = {"run": told["run"], "reason": told["reason"]}
        return [_("What run %(run)s posted is taken back: %(reason)s") % words]
    if told["outcome"] == FinePart.SHARE:
        return [_share(told)]
    return [sentence for sentence in _of_accused(told) if sentence]


def _share(told: dict[str, Any]) -> str:
    if not told["counts"]:
        return _("The decision of the case gives no share, or no longer.")
    words = {name: without_zeros(Decimal(told[name])) for name in ("goods_value", "share_percent")}
    text = _(
        "On %(day)s goods worth %(goods_value)s yuan were found sold into the territory: "
        "%(share_percent)s %% of that."
    )
    return text % (words | {"day": told["day"]})


def _of_accused(told: dict[str, Any]) -> Iterator[str]:
    words = {"kind": ViolationKind(told["kind"]).label, "day": told["day"]}
    severity = Severity(told["severity"]).label
    if told["offence"] is None:
        yield _("%(kind)s of %(day)s no longer counts as an offence.") % words
        return
    words |= {"number": told["offence"], "severity": severity}
    yield _("%(kind)s of %(day)s (%(severity)s): offence %(number)s within its window.") % words
    if told["outcome"] == FinePart.FORFEIT:
        yield from _forfeited(told)
    else:
        yield from _parts(told)
        yield from _basis(told["basis"])
    yield _("By rule %(rule)s.") % told
    yield told["clause"] and _("Clause of the contract: %(clause)s") % told


def _parts(told: dict[str, Any]) -> Iterator[str]:
    if not told["parts"]:
        yield _("It costs no money.")
    figures = {
        name: without_zeros(Decimal(value))
        for name, value in told["basis"].items()
        if name in NUMBERS
    }
    for name, amount in told["parts"].items():
        yield _reckoned()[name] % (figures | {"amount": format_money(Decimal(amount))})


def _reckoned() -> dict[str, str]:
    return {
        "fixed": _("Fixed sum: %(amount)s yuan."),
        "per_unit": _("%(quantity)s pieces at %(step_per_unit)s yuan: %(amount)s yuan."),
        "multiple": _(
            "%(step_multiple)s times the value at the supply price, %(supply_value)s yuan: "
            "%(amount)s yuan."
        ),
        "deposit_part": _(
            "%(step_deposit_percent)s %% of the deposit, %(deposit)s yuan: %(amount)s yuan."
        ),
    }


NUMBERS = (
    "quantity", "goods_value", "supply_value", "seller_profit", "deposit", "step_per_unit",
    "step_multiple", "step_deposit_percent",
)  # fmt: skip


def _basis(basis: dict[str, Any]) -> Iterator[str]:
    if "goods_value" in basis:
        words = {
            "quantity": without_zeros(Decimal(basis["quantity"])),
            "value": without_zeros(Decimal(basis["goods_value"])),
        }
        yield _("Basis: %(quantity)s pieces worth %(value)s yuan.") % words
    if "seller_profit" in basis:
        words = {"profit": without_zeros(Decimal(basis["seller_profit"]))}
        yield _("The seller's profit: %(profit)s yuan.") % words


def _forfeited(told: dict[str, Any]) -> Iterator[str]:
    listed = "; ".join(
        f"{code} {period} {format_money(Decimal(amount))}"
        for code, period, amount in told["rebates"]
    )
    words = {
        "percent": without_zeros(Decimal(told["percent"])),
        "rebates": listed or _("none so far"),
    }
    text = _("%(percent)s %% of the rebates of the periods that hold this day: %(rebates)s.")
    yield text % words


def drawn_words(line: dict[str, Any]) -> str:
    """What of a stated fine the deposit bore, or got back; nothing where it was left alone."""
    drawn = Decimal(line["draw"]["drawn"]) if line["draw"] else Decimal(0)
    if not drawn:
        return ""
    if drawn < 0:
        return _("%(amount)s yuan went back to the deposit.") % {"amount": format_money(-drawn)}
    source = DrawsOn(line["explanation"]["draws_on"]).label
    text = _("%(amount)s yuan was drawn from the deposit (drawn from: %(source)s).")
    return text % {"amount": format_money(drawn), "source": source}
