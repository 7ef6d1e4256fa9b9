"""An open period in words and as a bar."""

from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from channels_mgmt.core.display import badge, period_name

from ..choices import AnswerState
from ..engine.ahead import Standing
from ..models import Statement
from ..rules.exact import as_text, plain
from ..services.next_steps import NextStep
from ..services.progress import Progress
from ..wording import progress as words
from ..wording.numbers import measured

register = template.Library()
register.filter("period_name", period_name)
for told in (
    words.so_far,
    words.compared,
    words.reached,
    words.held_back,
    words.ahead,
    words.due,
):
    register.filter(told.__name__, told)


@dataclass(frozen=True, slots=True)
class Bar:
    """Numbers as HTML has them, and as people read them."""

    value: str
    max: str
    value_text: str
    max_text: str

    @property
    def text(self) -> str:
        return _("%(value)s of %(max)s") % {"value": self.value_text, "max": self.max_text}


@register.filter
def bar(standing: Standing) -> Bar | None:
    """From nothing to the next bound; on the last step it is full."""
    terms, ahead = standing.terms, standing.ahead
    bound = ahead.bound if ahead else terms.steps[-1].lower
    if not bound or standing.result.last.without:
        return None
    value = min(max(standing.so_far, 0), bound)
    return Bar(
        as_text(value)[0],
        plain(bound),
        measured(standing.so_far, terms.target),
        measured(bound, terms.target),
    )


@register.filter
def so_far_of(step: NextStep) -> str:
    return measured(step.so_far, step.standing.terms.target)


@register.filter
def bound_of(step: NextStep) -> str:
    return measured(step.standing.ahead.bound, step.standing.terms.target)


@register.filter
def missing_of(step: NextStep) -> str:
    """To the next step; where it takes more than that, it says so."""
    missing = measured(step.missing, step.standing.terms.target)
    return f"> {missing}" if step.standing.ahead.beyond else missing


@register.filter
def anchor(progress: Progress) -> str:
    """The name of its place in a page."""
    return f"progress-{progress.programme.pk}-{progress.period.key}"


@register.filter
def answer_badge(statement: Statement) -> SafeString:
    """How a statement that comes `with_answer` stands."""
    return badge(AnswerState(statement.answer))
