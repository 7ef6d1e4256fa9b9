"""What can be wrong with the terms of a programme, each fault by path, code and words.

`MESSAGES` are the English msgids; a layer that knows languages translates them by the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MESSAGES: dict[str, str] = {
    "missing": "%(path)s is missing.",
    "empty": "%(path)s must name at least one.",
    "unknown_key": "%(path)s is not known here.",
    "not_a_mapping": "%(path)s must be an object with named values.",
    "not_a_list": "%(path)s must be a list.",
    "not_a_code": "%(path)s must be a code, written as text: %(value)s.",
    "not_a_choice": "%(path)s is %(value)s, but must be one of: %(choices)s.",
    "not_a_boolean": "%(path)s must be true or false, not %(value)s.",
    "not_a_number": "%(path)s is not a number: %(value)s.",
    "not_exact": '%(path)s must be written as text, "%(value)s": a bare decimal is not exact.',
    "too_precise": "%(path)s has more than %(places)s decimals: %(value)s.",
    "too_large": "%(path)s is larger than %(limit)s: %(value)s.",
    "negative": "%(path)s must not be negative: %(value)s.",
    "not_positive": "%(path)s must be above zero: %(value)s.",
    "above_100": "%(path)s is above 100 percent: %(value)s.",
    "not_ascending": "%(path)s is %(value)s, but must be above the step before it (%(previous)s).",
    "no_benefit": "%(path)s pays nothing; if that is meant, set its percent to 0.",
    "percent_of_pieces": "%(path)s: a percentage of pieces is no money; let net_amount earn.",
    "not_a_gate": "%(path)s must name one of: %(choices)s.",
    "not_a_pair": "%(path)s must be a pair of days and a factor: %(value)s.",
    "not_whole": "%(path)s must be a whole number: %(value)s.",
    "not_a_date": "%(path)s is not a date: %(value)s; write it as 2012-01-31.",
    "ends_before_start": "%(path)s is %(value)s, but must be later than %(start)s.",
    "above_1": "%(path)s is %(value)s, but a gate never pays more than everything (1).",
    "progressive_needs_a_year": "%(path)s: given days are no part of a year to date; let each"
    " period count by itself.",
    "progressive_minimum": "%(path)s: a year to date carries over already; let each period count by"
    " itself to guarantee a minimum.",
    "nothing_to_carry_into": "%(path)s: given days have no later period to carry over into.",
    "above_the_cap": "%(path)s is %(value)s, above the cap on the benefit (%(cap)s).",
    "share_of_what": "%(path)s is missing: it says what is to have a share in all that counts.",
    "two_scales": "%(path)s: slices cannot be measured against last year and against the agreed"
    " target at once; choose whole or stacked.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` is where (steps[1].from), `value` what stood there, None where nothing."""

    path: str
    code: str
    value: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Any]:
        """What the placeholders of the message stand for."""
        return {"path": self.path, "value": self.value, **self.params}

    @property
    def message(self) -> str:
        return MESSAGES[self.code] % self.words


class TermsError(ValueError):
    """Every fault of one version, together."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in faults))
