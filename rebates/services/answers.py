"""What the dealer says to a statement, and what the brand replies; nothing of it is taken back.

The dealer confirms, which is final, or disputes with its reasons; the brand replies to a dispute.
A dispute begins by the day that the statement names; who disputed in time may add to it later.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import Attachment, fault_of, kept
from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Brand

from ..choices import AnswerKind, AnswerState
from ..models import LineAnswer, Statement, StatementAnswer
from .line_answers import LineWord, checked_lines, rows_of

VERBS = {
    AnswerKind.CONFIRMED: Verb.ANSWER_STATEMENTS,
    AnswerKind.DISPUTED: Verb.ANSWER_STATEMENTS,
    AnswerKind.REPLIED: Verb.REPLY_TO_ANSWERS,
}
FILE = StatementAnswer._meta.get_field("file")
LINE_FILE = LineAnswer._meta.get_field("file")
TEXT_LENGTH = StatementAnswer._meta.get_field("text").max_length


def answer_statement(
    *,
    statement: Statement,
    kind: AnswerKind,
    access: Access,
    text: str = "",
    file: Attachment | None = None,
    lines: Sequence[LineWord] = (),
    seen: str = "",
) -> StatementAnswer:
    """Confirm or dispute a statement, or reply to a dispute, for good.

    ``lines`` is what is said of single lines; with them the whole needs no words of its own.
    ``seen`` is ``seen_of`` the statement when the person opened it: what was said since must be
    read first. Raises PermissionDenied, and ValidationError when it is confirmed already, when the
    day to answer has passed, when there is nothing to reply to, or when the words are missing.
    """
    with ExitStack() as stack:
        # Outside of the transaction: when it fails, the files are removed again.
        name = stack.enter_context(kept(file, FILE))
        names = [stack.enter_context(kept(word.file, LINE_FILE)) for word in lines]
        stack.enter_context(transaction.atomic())
        statement = _locked(statement)
        if not may_say(kind, statement, access):
            raise PermissionDenied
        if seen and seen != seen_of(statement):
            raise ValidationError(
                _("Somebody has answered since you opened this page. Read it, then send yours."),
                "stale",
            )
        _check_state(kind, statement)
        text = _checked_text(kind, text, needed=not lines)
        words = checked_lines(kind, statement, lines, in_general=bool(text))
        answer = StatementAnswer.objects.create(
            statement=statement,
            kind=kind,
            text=text,
            file=name,
            file_name=file.name if file else "",
            file_sha256=file.sha256 if file else "",
            media_type=file.media_type if file else "",
            by=access.user,
        )
        LineAnswer.objects.bulk_create(rows_of(answer, words, names))
        _record(answer, words, access)
        return answer


def may_say(kind: AnswerKind, statement: Statement, access: Access) -> bool:
    """Whether the person has the right, whatever was said so far."""
    return access.reaches(VERBS[kind], statement)


def sayable(statement: Statement, access: Access) -> list[AnswerKind]:
    """What the person can say to a statement as it stands; it comes ``with_answer``."""
    state = AnswerState(statement.answer)
    return [
        kind
        for kind in AnswerKind
        if state.can_become(AnswerState(kind)) and may_say(kind, statement, access)
    ]


def why_not(kind: AnswerKind, statement: Statement) -> str:
    """Why this cannot be said to the statement as it stands; nothing when it can."""
    state = AnswerState(statement.answer)
    if state.can_become(AnswerState(kind)):
        return ""
    if state == AnswerState.CONFIRMED:
        return _(
            "This statement is confirmed, and that is final. An error that is found later is "
            "corrected in a later statement."
        )
    if kind == AnswerKind.REPLIED:
        return _("The dealer has not disputed this statement: there is nothing to reply to.")
    if state == AnswerState.ACCEPTED:
        return _(
            "The last day to answer was %(day)s: by the distribution contract this statement "
            "counts as accepted. If you have found an error, tell the brand: it is corrected in a "
            "later statement."
        ) % {"day": statement.answer_by}
    return _(
        "The last day to answer was %(day)s. What no answer by then means is set out in the "
        "distribution contract. If you have found an error, tell the brand: it is corrected in a "
        "later statement."
    ) % {"day": statement.answer_by}


def days_left(statement: Statement) -> int:
    """Until the last day to answer, which counts: 0 on that day itself, below zero afterwards."""
    last = datetime.date.fromisoformat(statement.answer_by)
    return (last - timezone.localdate()).days


def seen_of(statement: Statement) -> str:
    """How many answers there are: whoever answers has seen so many."""
    return str(statement.answers.count())


def answers_of(statement: Statement) -> QuerySet[StatementAnswer]:
    """From the first to the last, with who gave them."""
    return statement.answers.select_related("by").order_by("pk")


def author_of(answer: StatementAnswer, scope: Scope) -> str:
    """Who said it. To a dealer, the people of the brand are the brand."""
    if answer.kind == AnswerKind.REPLIED and not scope.brand_side:
        return Brand.current().label
    return str(answer.by)


def file_problems() -> Iterator[str]:
    """Every file that came with an answer is still the one that was sent."""
    answers = StatementAnswer.objects.exclude(file="").select_related("statement")
    for answer in answers.defer("statement__content").iterator(chunk_size=200):
        yield from _file_problem(answer, answer.statement)
    lines = LineAnswer.objects.exclude(file="").select_related("answer__statement")
    for line in lines.defer("answer__statement__content").iterator(chunk_size=200):
        yield from _file_problem(line, line.answer.statement)


def _file_problem(row: StatementAnswer | LineAnswer, statement: Statement) -> Iterator[str]:
    if fault := fault_of(row.file, row.file_sha256):
        yield _("%(statement)s, “%(file)s”: %(fault)s.") % {
            "statement": statement.number,
            "file": row.file_name,
            "fault": fault,
        }


def _locked(statement: Statement) -> Statement:
    """The statement as it stands once nobody else can answer it."""
    rows = Statement.objects.filter(pk=statement.pk)
    rows.select_for_update().only("pk").get()
    # In a query of its own: PostgreSQL would show the answers of before the wait.
    return rows.with_answer().defer("content").get()


def _check_state(kind: AnswerKind, statement: Statement) -> None:
    if reason := why_not(kind, statement):
        raise ValidationError(reason, "not_now")


def _checked_text(kind: AnswerKind, text: str, *, needed: bool) -> str:
    text = text.strip()
    if not text and needed and kind != AnswerKind.CONFIRMED:
        missing = _("Say what is wrong and what would be right.")
        if kind == AnswerKind.REPLIED:
            missing = _("Say what you reply.")
        raise ValidationError({"text": ValidationError(missing, "required")})
    if len(text) > TEXT_LENGTH:
        too_long = _("At most %(max)s characters; put the rest into a file.")
        raise ValidationError({"text": ValidationError(too_long % {"max": TEXT_LENGTH}, "length")})
    return text


def _record(answer: StatementAnswer, lines: Sequence[LineWord], access: Access) -> None:
    told = {"text": answer.text, "file": answer.file_name, "SHA-256": answer.file_sha256}
    for word in lines:
        told[word.name] = f"{word.kind.label}: {word.text}" if word.text else word.kind.label
        told[f"{word.name} SHA-256"] = word.file.sha256 if word.file else ""
    after = {name: str(value) for name, value in told.items() if value}
    record(str(answer.kind), answer.statement, by=access.user, after=after)
