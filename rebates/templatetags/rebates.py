from django import template

from .. import wording
from ..models import RunLine
from ..rules.terms import Measure
from ..wording.numbers import measured as write

register = template.Library()


@register.filter
def why(line: RunLine) -> str:
    """The reason for a line's amount, in one sentence."""
    return wording.why(line.explanation)


@register.filter
def next_step(line: RunLine) -> str:
    """What a line that pays is short of the next step, in one sentence; nothing on the last."""
    return wording.next_step(line.explanation)


@register.filter
def measured(line: RunLine) -> str:
    """What picked the step, in its unit."""
    return write(line.target_measure, Measure(line.version.target))
