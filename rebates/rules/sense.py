"""Combinations of terms that cannot mean anything, each refused with its reason."""

from channels_mgmt.core.periods import Period

from .exact import plain
from .reading import Reader
from .terms import AGAINST_BASE, AGAINST_GOAL, CapOn, Cumulation, Measure, Method, Terms


def note_nonsense(reader: Reader, terms: Terms) -> None:
    """Add a fault for every contradiction among terms that are sound one by one."""
    progressive = terms.cumulation is Cumulation.PROGRESSIVE
    if progressive and isinstance(terms.period, Period):
        reader.fault("cumulation", "progressive_needs_a_year", terms.cumulation.value)
    if progressive and terms.minimum:
        reader.fault("minimum", "progressive_minimum", plain(terms.minimum.amount))
    if terms.carries_over and isinstance(terms.period, Period):
        reader.fault("minimum.carry_over", "nothing_to_carry_into", True)
    cap = terms.cap_on(CapOn.BENEFIT)
    if terms.minimum and cap is not None and terms.minimum.amount > cap:
        reader.fault("minimum.amount", "above_the_cap", plain(terms.minimum.amount), cap=plain(cap))
    if terms.target is Measure.MIX_PERCENT and terms.target_scope is None:
        reader.fault("target_measure.scope", "share_of_what", terms.target.value)
    measures = {terms.target, terms.earning}
    graduated = terms.method is Method.GRADUATED
    if graduated and measures & AGAINST_BASE and measures & AGAINST_GOAL:
        reader.fault("method", "two_scales", terms.method.value)
