"""What is said of single lines of a statement: which lines there are, and how each one stands.

The dealer disputes lines, each with its reason, and may agree with others in the same answer; the
brand replies to every disputed line, or to all of them in general. A line that the dealer has
agreed with is settled. Nothing of it is taken back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import Attachment

from ..choices import AnswerKind, AnswerState, LinePart
from ..models import LineAnswer, Statement, StatementAnswer

Key = tuple[str, int]  # where the line stands (a LinePart), and its key in the content
TEXT_LENGTH = LineAnswer._meta.get_field("text").max_length
# What the dealer may say of a line; the brand replies.
BY_DEALER = (AnswerKind.CONFIRMED, AnswerKind.DISPUTED)


@dataclass(frozen=True, slots=True)
class LineWord:
    """What somebody says of a line."""

    part: str
    reference: int
    kind: AnswerKind
    text: str = ""
    file: Attachment | None = None

    @property
    def key(self) -> Key:
        return self.part, self.reference

    @property
    def name(self) -> str:
        """How forms name the line; an error is put beside it."""
        return f"{self.part}-{self.reference}"


def keys_of(content: dict[str, Any]) -> list[Key]:
    """The lines of which something can be said, in the order of the statement."""
    rebates = [(LinePart.REBATE.value, line["id"]) for line in content["lines"]]
    fines = [(LinePart.FINE.value, line["id"]) for line in content.get("fines", ())]
    others = [(LinePart.MOVEMENT.value, entry["entry"]) for entry in content["others"]]
    deposit = content["deposit"]["entries"]
    lodged = [(LinePart.DEPOSIT.value, entry["entry"]) for entry in deposit]
    return rebates + fines + others + lodged


def said_of_lines(statement: Statement) -> QuerySet[LineAnswer]:
    """From the first to the last, each with the answer that it belongs to and who gave it."""
    rows = LineAnswer.objects.filter(answer__statement=statement)
    return rows.select_related("answer", "answer__by").order_by("pk")


def line_states(statement: Statement) -> dict[Key, AnswerState]:
    """How every line stands; the statement comes ``with_answer``.

    A line of which nothing was said stands as the statement does, where that is not in dispute.
    """
    whole = AnswerState(statement.answer)
    unsaid = AnswerState.OPEN if whole in (AnswerState.DISPUTED, AnswerState.REPLIED) else whole
    states = dict.fromkeys(keys_of(statement.content), unsaid)
    if whole != AnswerState.CONFIRMED:
        said = said_states(statement.answers.order_by("pk"), said_of_lines(statement))
        states |= {key: state for key, state in said.items() if key in states}
    return states


def said_states(
    answers: Iterable[StatementAnswer], lines: Iterable[LineAnswer]
) -> dict[Key, AnswerState]:
    """How the lines stand of which something was said, both from the first to the last."""
    of_answer: dict[int, list[LineAnswer]] = {}
    for line in lines:
        of_answer.setdefault(line.answer_id, []).append(line)
    states: dict[Key, AnswerState] = {}
    for answer in answers:
        if answer.kind == AnswerKind.REPLIED:  # what it does not name it answers in general
            states = {key: _replied(state) for key, state in states.items()}
        for line in of_answer.get(answer.pk, ()):
            states[line.part, line.reference] = AnswerState(line.kind)
    return states


def _replied(state: AnswerState) -> AnswerState:
    return AnswerState.REPLIED if state == AnswerState.DISPUTED else state


def checked_lines(
    kind: AnswerKind, statement: Statement, lines: Sequence[LineWord], *, in_general: bool
) -> list[LineWord]:
    """The words about lines as they are kept; ``in_general``: something is said of them all.

    Raises ValidationError, beside each line, when a line is none of the statement's or is named
    twice, is settled, or lacks its words; and when a dispute disputes no line, a reply leaves one
    out.
    """
    if lines and kind == AnswerKind.CONFIRMED:
        raise ValidationError(_("A statement is confirmed as a whole."), "lines")
    states = line_states(statement) if lines or kind == AnswerKind.REPLIED else {}
    errors: dict[str, ValidationError] = {}
    for word in lines:
        if text := _fault(kind, word, states):
            errors[word.name] = ValidationError(text, "line")
    names = [word.name for word in lines]
    for name in {name for name in names if names.count(name) > 1}:
        errors[name] = ValidationError(_("This line is named twice."), "line")
    if errors:
        raise ValidationError(errors)
    _check_whole(kind, lines, states, in_general=in_general)
    return [
        LineWord(word.part, word.reference, AnswerKind(word.kind), word.text.strip(), word.file)
        for word in lines
    ]


def _fault(kind: AnswerKind, word: LineWord, states: dict[Key, AnswerState]) -> str:
    """What is wrong with the words about a line; nothing when they can be kept."""
    allowed = (AnswerKind.REPLIED,) if kind == AnswerKind.REPLIED else BY_DEALER
    if word.key not in states:
        return _("This statement has no such line.")
    if word.kind not in allowed:
        return _("That cannot be said of a line here.")
    state = states[word.key]
    if kind == AnswerKind.REPLIED:
        if state not in (AnswerState.DISPUTED, AnswerState.REPLIED):
            return _("The dealer has not disputed this line: there is nothing to reply to.")
    elif state == AnswerState.CONFIRMED:
        return _("This line is confirmed, and that is final.")
    if not word.text.strip() and word.kind != AnswerKind.CONFIRMED:
        if kind == AnswerKind.REPLIED:
            return _("Say what you reply.")
        return _("Say what is wrong and what would be right.")
    if len(word.text.strip()) > TEXT_LENGTH:
        return _("At most %(max)s characters; put the rest into a file.") % {"max": TEXT_LENGTH}
    return ""


def _check_whole(
    kind: AnswerKind,
    lines: Sequence[LineWord],
    states: dict[Key, AnswerState],
    *,
    in_general: bool,
) -> None:
    named = {word.key for word in lines}
    if not lines or in_general:
        return
    if kind == AnswerKind.DISPUTED and all(word.kind == AnswerKind.CONFIRMED for word in lines):
        text = _("No line is disputed. If you agree with all of them, confirm the statement.")
        raise ValidationError(text, "nothing_disputed")
    if kind == AnswerKind.REPLIED:
        open_ones = {key for key, state in states.items() if state == AnswerState.DISPUTED}
        if open_ones - named:
            text = _("Reply to every line that is disputed, or write a reply to all of them.")
            raise ValidationError(text, "line_left_out")


def rows_of(
    answer: StatementAnswer, lines: Sequence[LineWord], names: Sequence[str]
) -> Iterator[LineAnswer]:
    """The rows to write; ``names`` are those under which the files are kept."""
    for word, name in zip(lines, names, strict=True):
        yield LineAnswer(
            answer=answer,
            part=word.part,
            reference=word.reference,
            kind=word.kind,
            text=word.text,
            file=name,
            file_name=word.file.name if word.file else "",
            file_sha256=word.file.sha256 if word.file else "",
            media_type=word.file.media_type if word.file else "",
        )
