"""What the explanation of a fine line gives when it is worked out again: books need no trust."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING, to_fen
from rebates.conduct.rules.ladder import Step
from rebates.conduct.rules.penalty import Basis, penalty_of

from ..choices import FinePart
from .drawing import Change, Funds, drawn_by
from .explaining import REVERSED
from .forfeits import Rebate, forfeited

UNREADABLE = (KeyError, TypeError, ValueError, ArithmeticError)
MONEY = ("fixed", "per_unit", "multiple", "deposit_percent")


def due_again(told: dict[str, Any]) -> Decimal:
    """Yuan in the dealer's favour. Raises one of ``UNREADABLE`` where it does not say enough."""
    if told["outcome"] == REVERSED:
        return NOTHING
    match told["outcome"]:
        case FinePart.SHARE:
            goods, percent = Fraction(told["goods_value"]), Fraction(told["share_percent"])
            return to_fen(goods * percent / 100) if told["counts"] else NOTHING
        case FinePart.FORFEIT:
            rebates = [Rebate(code, period, Decimal(a)) for code, period, a in told["rebates"]]
            return -forfeited(Decimal(told["percent"]), rebates) or NOTHING
    parts = sum((Decimal(part) for part in told["parts"].values()), NOTHING)
    fine = fine_again(told)
    if fine != parts:
        raise ValueError(f"{fine} is not {parts}")
    return -fine or NOTHING


def fine_again(told: dict[str, Any]) -> Decimal:
    """What the step of the ladder costs, from the figures that the decision was reckoned from."""
    if told["offence"] is None:
        return NOTHING
    known = {name: Decimal(value) for name, value in told["basis"].items() if _figure(name)}
    step = Step(told["offence"], **{name: known.get(f"step_{name}") for name in MONEY})
    basis = Basis(
        int(known["quantity"]),
        known.get("goods_value", NOTHING),
        known.get("supply_value"),
        known.get("deposit"),
    )
    return penalty_of(step, basis, NOTHING, invaded=False).fine


def _figure(name: str) -> bool:
    figures = ("quantity", "goods_value", "supply_value", "deposit")
    return name in figures or name.removeprefix("step_") in MONEY


def wrong_line(name: str, due: Decimal, told: dict[str, Any]) -> Iterator[str]:
    """Where a due does not follow from its explanation; ``name`` is how it is told."""
    try:
        right = due_again(told)
    except UNREADABLE as error:
        words = {"line": name, "error": repr(error)}
        yield _("%(line)s: its explanation cannot be read (%(error)s).") % words
        return
    if right != due:
        words = {"line": name, "due": due, "right": right}
        yield _("%(line)s: due is %(due)s, but its figures give %(right)s.") % words


def content_problems(content: dict[str, Any]) -> list[str]:
    """What is wrong with the fines that a statement tells of, in words."""
    problems = []
    for line in content.get("fines", ()):
        problems += wrong_line(line["case"], Decimal(line["due"]), line["explanation"])
        if line["draw"] and drawn_again(line) != Decimal(line["draw"]["drawn"]):
            words = {"case": line["case"], "right": drawn_again(line)}
            problems.append(_("%(case)s should have drawn %(right)s from the deposit.") % words)
    return problems


def drawn_again(line: dict[str, Any]) -> Decimal:
    """What the fine of a statement draws from the deposit, by what there was before it."""
    told = {name: Decimal(value) for name, value in line["draw"].items()}
    change = Change(
        Decimal(line["amount"]),
        line["explanation"]["draws_on"],
        -Decimal(line["already_posted"]),
        told["before"],
    )
    return drawn_by(change, Funds(told["free"], told["held"]))
