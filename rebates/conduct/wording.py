"""A ladder in words, as a contract would put it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.money import format_money

from .choices import Severity, Termination, ViolationKind
from .models import PenaltyRuleVersion


def legal_note() -> str:
    """What is printed wherever a fine is."""
    return _(
        "A fine is liquidated damages under the contract: its basis and the clause it rests on "
        "are kept with every decision."
    )


def price_note() -> str:
    """What is printed besides wherever a price carries money."""
    return _(
        "Resale prices: fixing them, or fining dealers over them, falls under Art. 18 of the "
        "Anti-Monopoly Law. Only a price control whose legal basis is on record carries money."
    )


def notes(kind: str) -> list[str]:
    """What the law asks to be said beside a rule, a case or a fine of this kind."""
    return [legal_note()] + [price_note()] * (kind == ViolationKind.PRICE_BREACH)


def ladder(version: PenaltyRuleVersion) -> list[tuple[str, str, str]]:
    """For each step: which offence, of which severity, and what it costs."""
    steps = list(version.steps.order_by("severity", "number"))
    last = {step.severity: step.number for step in steps}
    return [
        (
            offence(step.number, is_last=last[step.severity] == step.number),
            str(Severity(step.severity).label) if step.severity else _("every severity"),
            "; ".join(step_words(step)),
        )
        for step in steps
    ]


def offence(number: int, *, is_last: bool) -> str:
    if is_last:
        return _("Offence %(number)s and each further one") % {"number": number}
    return _("Offence %(number)s") % {"number": number}


def step_words(step: Any) -> Iterator[str]:
    """What a step, or a decision that follows it, brings; without what it leaves out."""
    for name, words in _amounts():
        value = getattr(step, name)
        if value is not None:
            money = name in ("fixed", "per_unit")
            yield words % {"value": sum_words(value) if money else without_zeros(value)}
    if step.suspension_days:
        yield _("suspended for %(days)s days") % {"days": step.suspension_days}
    if step.buy_back:
        yield _("the goods are bought back")
    if step.termination:
        yield str(Termination(step.termination).label)


def _amounts() -> tuple[tuple[str, str], ...]:
    return (
        ("fixed", _("%(value)s yuan")),
        ("per_unit", _("%(value)s yuan a piece")),
        ("multiple", _("%(value)s times the supply price")),
        ("deposit_percent", _("%(value)s %% of the deposit")),
        ("rebate_percent", _("%(value)s %% of the period's rebate forfeited")),
        ("plan_cut_percent", _("the plan cut by %(value)s %%")),
    )


def sum_words(value: Decimal) -> str:
    """100,000.00: yuan to the fen, to four places where they say more."""
    return format_money(value, 2 if value == round(value, 2) else 4)


def without_zeros(value: Decimal) -> str:
    """1,200.5 for 1200.5000: no zeros that say nothing."""
    return f"{value.normalize():,f}"
