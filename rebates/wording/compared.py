"""What a slice of an explanation compares its sales with: the year before, a target, the whole."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules.terms import AGAINST_BASE, AGAINST_GOAL, Measure
from .measures import goal_unit, stands_at
from .numbers import measured, told

Facts = Mapping[str, Any]


def compared(facts: Facts) -> Iterator[str]:
    """One sentence for each; nothing where the sales themselves decide."""
    if facts.get("without"):
        return
    if facts["target_measure"] in AGAINST_BASE:
        yield _growth(facts)
    if facts.get("goal") is not None and _asks_for_goal(facts):
        yield _attained(facts)
    if facts["target_measure"] == Measure.MIX_PERCENT:
        yield _mix(facts)
    if facts.get("earning_value") is not None:
        yield _above(facts)


def _asks_for_goal(facts: Facts) -> bool:
    return bool(AGAINST_GOAL & {facts["target_measure"], facts["earning_measure"]})


def _growth(facts: Facts) -> str:
    if not _sold(facts, "base"):
        return _without_base(facts)
    words = {"value": stands_at(facts), "base": _sum(facts, "base")}
    if facts["target_measure"] == Measure.GROWTH_PERCENT:
        return _("In the same days of the year before it was %(base)s; now it is %(value)s of that."
                 ) % words  # fmt: skip
    if Decimal(facts["target_value"]) >= 0:
        return _("In the same days of the year before it was %(base)s; now it is %(value)s more."
                 ) % words  # fmt: skip
    words["value"] = measured(facts["target_value"].removeprefix("-"), Measure.NET_AMOUNT)
    return _("In the same days of the year before it was %(base)s; now it is %(value)s less."
             ) % words  # fmt: skip


def _without_base(facts: Facts) -> str:
    """All is growth, or the programme sets a base."""
    value = facts["target_value"]
    if value is None or (
        facts["target_measure"] == Measure.GROWTH_AMOUNT and value == facts["target"]
    ):
        return _("Nothing was sold in the same days of the year before: all is growth.")
    return _("Nothing was sold in the same days of the year before; compared with the base that the"
             " programme sets, it is %(value)s.") % {"value": stands_at(facts)}  # fmt: skip


def _attained(facts: Facts) -> str:
    unit = goal_unit(facts)
    words = {"goal": told(facts, "goal", unit), "attained": told(facts, "attained", unit)}
    if facts["target_measure"] == Measure.ATTAINMENT_PERCENT:
        words["value"] = stands_at(facts)
        return _("Of the target of %(goal)s, %(attained)s is reached: %(value)s.") % words
    return _("Of the target of %(goal)s, %(attained)s is reached.") % words


def _mix(facts: Facts) -> str:
    words = {"value": stands_at(facts), "whole": _sum(facts, "whole")}
    return _("That is %(value)s of all that counts, %(whole)s.") % words


def _above(facts: Facts) -> str:
    words = {"value": told(facts, "earning_value", facts["earning_measure"])}
    if facts["earning_measure"] == Measure.EXCESS_OVER_TARGET:
        return _("The benefit is worked out on what lies above the target: %(value)s.") % words
    if not _sold(facts, "earning_base"):
        return _("The benefit is worked out on %(value)s.") % words
    words["base"] = _sum(facts, "earning_base")
    return _("The benefit is worked out on what lies above the year before (%(base)s): %(value)s."
             ) % words  # fmt: skip


def _sold(facts: Facts, name: str) -> bool:
    return facts.get(name) is not None and Decimal(facts[name]) > 0


def _sum(facts: Facts, name: str) -> str:
    return told(facts, name) if facts.get(name) is not None else ""
