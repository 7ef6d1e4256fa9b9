"""The words of every fault that a programme can have, in the reader's language."""

import json
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from ..rules.faults import Fault

# The first part repeats the msgids of rules.faults.MESSAGES (which may not know Django), so that
# they are found for translation; a test holds the two together.
MESSAGES: dict[str, str] = {
    "missing": _("%(path)s is missing."),
    "empty": _("%(path)s must name at least one."),
    "unknown_key": _("%(path)s is not known here."),
    "not_a_mapping": _("%(path)s must be an object with named values."),
    "not_a_list": _("%(path)s must be a list."),
    "not_a_code": _("%(path)s must be a code, written as text: %(value)s."),
    "not_a_choice": _("%(path)s is %(value)s, but must be one of: %(choices)s."),
    "not_a_boolean": _("%(path)s must be true or false, not %(value)s."),
    "not_a_number": _("%(path)s is not a number: %(value)s."),
    "not_exact": _('%(path)s must be written as text, "%(value)s": a bare decimal is not exact.'),
    "too_precise": _("%(path)s has more than %(places)s decimals: %(value)s."),
    "too_large": _("%(path)s is larger than %(limit)s: %(value)s."),
    "negative": _("%(path)s must not be negative: %(value)s."),
    "not_positive": _("%(path)s must be above zero: %(value)s."),
    "above_100": _("%(path)s is above 100 percent: %(value)s."),
    "not_ascending": _(
        "%(path)s is %(value)s, but must be above the step before it (%(previous)s)."
    ),
    "no_benefit": _("%(path)s pays nothing; if that is meant, set its percent to 0."),
    "percent_of_pieces": _("%(path)s: a percentage of pieces is no money; let net_amount earn."),
    "not_a_gate": _("%(path)s must name one of: %(choices)s."),
    "not_a_pair": _("%(path)s must be a pair of days and a factor: %(value)s."),
    "not_whole": _("%(path)s must be a whole number: %(value)s."),
    "not_a_date": _("%(path)s is not a date: %(value)s; write it as 2012-01-31."),
    "ends_before_start": _("%(path)s is %(value)s, but must be later than %(start)s."),
    "above_1": _("%(path)s is %(value)s, but a gate never pays more than everything (1)."),
    "progressive_needs_a_year": _(
        "%(path)s: given days are no part of a year to date; let each period count by itself."
    ),
    "progressive_minimum": _(
        "%(path)s: a year to date carries over already; let each period count by itself to"
        " guarantee a minimum."
    ),
    "nothing_to_carry_into": _("%(path)s: given days have no later period to carry over into."),
    "above_the_cap": _("%(path)s is %(value)s, above the cap on the benefit (%(cap)s)."),
    "share_of_what": _("%(path)s is missing: it says what is to have a share in all that counts."),
    "two_scales": _(
        "%(path)s: slices cannot be measured against last year and against the agreed target at"
        " once; choose whole or stacked."
    ),
    # of the programme around the terms
    "not_an_object": _("The file must hold an object with a list “programmes”."),
    "no_such_code": _("%(path)s: %(value)s does not exist."),
    "no_facts": _("%(path)s: nobody records what %(value)s is measured by yet."),
    "name_the_dealers": _("%(path)s: name the dealers, your right does not reach all of them."),
    "not_a_name": _("%(path)s must be a text of 1 to %(limit)s characters."),
    "not_an_integer": _("%(path)s must be a whole number from 0 to %(limit)s, not %(value)s."),
    "invalid": _("%(path)s: %(value)s"),
    "named_twice": _("%(path)s: %(value)s stands in the file twice."),
    "ends_by_successor": _(
        "An approved version is not ended by a file. Propose the version that follows it: when"
        " somebody else approves that, this one ends."
    ),
    "approved_differs": _(
        "%(path)s: %(version)s is approved, and this differs: %(parts)s. Approved terms do not "
        "change: a change is a new version with another valid_from."
    ),
    "overlaps": _(
        "%(path)s: %(value)s overlaps %(version)s (valid from %(start)s to %(end)s). "
        "Versions of a programme follow each other."
    ),
    "cuts_a_period": _(
        "%(path)s is %(value)s, but %(version)s settles otherwise (%(period)s, %(cumulation)s): one"
        " may follow the other only where no period of either is under way, as on %(free)s. Choose"
        " such a day, or make it a programme of its own."
    ),
    "ended_otherwise": _(
        "%(path)s: %(version)s is approved and ends on %(end)s; "
        "that cannot be changed to %(value)s."
    ),
    "already_settled": _(
        "%(path)s: %(version)s cannot end on %(value)s, because %(period)s is posted with it. "
        "Choose %(free)s or later."
    ),
}


def fault_message(fault: Fault) -> str:
    """One sentence that says what is wrong, where, and with which value."""
    return gettext(MESSAGES[fault.code]) % {**fault.words, "value": _shown(fault.value)}


def _shown(value: Any) -> str:
    """A value of the document as it stood there."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
