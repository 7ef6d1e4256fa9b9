"""How a statement stands and what was said of it, for its page."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import badge
from channels_mgmt.core.scopes import Access, Scope
from dealers.models import Brand

from ..choices import AnswerKind, AnswerState
from ..models import LineAnswer, Statement, StatementAnswer
from ..services.answers import answers_of, author_of, days_left, sayable
from ..services.line_answers import said_of_lines
from .line_answers import names_of, stated_lines


@dataclass(frozen=True, slots=True)
class Asking:
    """How a page asks for an answer, and what it says afterwards."""

    name: str  # the last part of the address
    label: Any
    tone: str
    hint: Any
    done: Any
    text: Any = ""  # the label of the words; without one there are none, and no file


ASKING = {
    AnswerKind.CONFIRMED: Asking(
        "confirm",
        _("Confirm"),
        "success",
        _(
            "You agree with every amount of this statement. That is final: it cannot be disputed "
            "afterwards."
        ),
        _("The statement is confirmed."),
    ),
    AnswerKind.DISPUTED: Asking(
        "dispute",
        _("Dispute"),
        "danger",
        _("The brand reads it and replies here. You can still confirm the statement later."),
        _("The dispute is sent. You will find the reply here."),
        _("What is wrong, and what would be right?"),
    ),
    AnswerKind.REPLIED: Asking(
        "reply",
        _("Reply"),
        "primary",
        _("The dealer reads it, from the brand and not from you by name."),
        _("The reply is sent."),
        _("Reply"),
    ),
}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What an answer says of a line."""

    said: LineAnswer
    what: str
    badge: SafeString


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as somebody reads it."""

    answer: StatementAnswer
    author: str
    tone: str
    lines: list[ToldLine]


def told(statement: Statement, scope: Scope) -> list[Told]:
    """What was said so far, from the first to the last."""
    lines = told_lines(statement)
    return [
        Told(
            answer,
            author_of(answer, scope),
            AnswerState(answer.kind).tone,
            lines.get(answer.pk, []),
        )
        for answer in answers_of(statement)
    ]


def told_lines(statement: Statement) -> dict[int, list[ToldLine]]:
    """What was said of lines, by answer."""
    found: dict[int, list[ToldLine]] = {}
    rows = list(LineAnswer.objects.filter(answer__statement=statement).order_by("pk"))
    names = names_of(statement) if rows else {}
    for row in rows:
        what, _amount = names.get((row.part, row.reference), (row.key, ""))
        told = ToldLine(row, what, badge(AnswerState(row.kind)))
        found.setdefault(row.answer_id, []).append(told)
    return found


def answer_context(statement: Statement, access: Access) -> dict[str, Any]:
    """How the statement stands, what was said, and what this person can say to it."""
    state, can_say = AnswerState(statement.answer), sayable(statement, access)
    turn = AnswerKind.REPLIED if state == AnswerState.DISPUTED else AnswerKind.CONFIRMED
    return {
        "answer_state": badge(state),
        "answers": told(statement, access.scope),
        "askings": [ASKING[kind] for kind in can_say],
        "by_line": by_line(can_say),
        "line_badges": line_badges(statement),
        "reminder_days": Brand.current().reminder_days,
        "is_silent": state == AnswerState.SILENT,
        "is_accepted": state == AnswerState.ACCEPTED,
        "is_open": state == AnswerState.OPEN,
        "days_left": days_left(statement),
        "waits_for_me": turn in can_say,
    }


def line_badges(statement: Statement) -> dict[str, SafeString]:
    """How the lines stand of which something was said."""
    said = said_of_lines(statement)
    if not said:
        return {}
    named = {line.key for line in said}
    return {line.key: line.badge for line in stated_lines(statement) if line.key in named}


def by_line(can_say: list[AnswerKind]) -> Any:
    """How the button that leads to the lines is called; nothing where nothing can be said."""
    if AnswerKind.DISPUTED in can_say:
        return _("Dispute line by line")
    return _("Reply line by line") if AnswerKind.REPLIED in can_say else ""
