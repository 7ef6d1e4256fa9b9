"""What happens to a benefit after the scale: minimum, carry-over, budget, exclusion group."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules.sharing import Precedence
from .numbers import told, yuan

Facts = Mapping[str, Any]


def last_word(explanation: Facts) -> str:
    """What made the amount, where that is none of the scale's doing; "" where it is."""
    if explanation["outcome"] == "excluded":
        return _another_pays(explanation["exclusion"])
    if "budget" in explanation:
        return _budget(explanation)
    carried = explanation.get("carried_over")
    if carried and Decimal(carried["carried"]):
        return _netted(carried)
    if explanation.get("raised_from") is not None:
        return _("%(before)s earned, raised to the guaranteed minimum of %(after)s") % {
            "before": told(explanation, "raised_from"),
            "after": told(explanation, "exact"),
        }
    return ""


def sentences(explanation: Facts) -> Iterator[str]:
    """One after the other, in the order in which it happens."""
    carried = explanation.get("carried_over")
    if carried and Decimal(carried["carried"]):
        yield _("%(text)s.") % {"text": _netted(carried)}
    elif explanation.get("raised_from") is not None:
        yield _("The guaranteed minimum raises %(before)s to %(after)s.") % {
            "before": told(explanation, "raised_from"),
            "after": told(explanation, "exact"),
        }
    if carried and Decimal(carried["left"]):
        yield _("%(left)s of what the minimum added is left to be made good later in the year.") % {
            "left": yuan(carried["left"])
        }
    if "budget" in explanation:
        yield _("%(text)s.") % {"text": _budget(explanation)}
    if "exclusion" in explanation:
        yield _("%(text)s.") % {"text": _exclusion(explanation)}


def before_rounding(explanation: Facts) -> str | None:
    """The name of the exact amount that is rounded; None where what is paid is not made of it."""
    carried = explanation.get("carried_over")
    netted = carried and Decimal(carried["carried"])
    if "budget" in explanation or explanation["outcome"] == "excluded" or netted:
        return None
    return "exact"


def _netted(carried: Facts) -> str:
    """What the minimum added before is taken from what is earned now, down to the minimum."""
    words = {"earned": yuan(carried["earned"]), "carried": yuan(carried["carried"])}
    left, before, earned = (Decimal(carried[name]) for name in ("left", "carried", "earned"))
    granted = left - before + earned
    words["granted"] = yuan(granted)
    if granted > earned - before:
        return _("%(earned)s earned, less %(carried)s that the minimum added earlier in the year,"
                 " but at least the guaranteed %(granted)s") % words  # fmt: skip
    return _("%(earned)s earned, less %(carried)s that the minimum added earlier in the year:"
             " %(granted)s") % words  # fmt: skip


def _budget(explanation: Facts) -> str:
    words = {name: yuan(value) for name, value in explanation["budget"].items()}
    words["paid"] = yuan(explanation["amount"])
    if explanation["outcome"] == "excluded":
        return _("All dealers together are due %(asked)s, but the budget is %(amount)s: it is"
                 " shared in proportion") % words  # fmt: skip
    return _("All dealers together are due %(asked)s, but the budget is %(amount)s: of the"
             " %(claim)s due here %(paid)s is paid") % words  # fmt: skip


def _exclusion(explanation: Facts) -> str:
    told_of = explanation["exclusion"]
    if explanation["outcome"] == "excluded":
        return _another_pays(told_of)
    if told_of["chosen"] is None:
        return _("No programme of the exclusion group %(group)s pays anything") % told_of
    return _("Of the exclusion group %(group)s, %(chosen)s alone pays") % told_of


def _another_pays(told_of: Facts) -> str:
    if told_of["precedence"] == Precedence.BEST:
        return _("Of the exclusion group %(group)s only %(chosen)s pays: it grants most") % told_of
    return _(
        "Of the exclusion group %(group)s only %(chosen)s pays: it comes first by priority"
    ) % (told_of)
