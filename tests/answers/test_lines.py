"""Answers line by line: each with its reason and file, each with its own state."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from channels_mgmt.core.attachments import take_in
from channels_mgmt.core.audit import history_of
from rebates.choices import AnswerKind
from rebates.models import LineAnswer, Statement, StatementAnswer
from rebates.services.answers import answer_statement
from rebates.services.books import verify
from rebates.services.line_answers import LineWord, keys_of, line_states
from tests import factories as make
from tests.answers.conftest import a_pdf, upload


@pytest.fixture
def statement(brand, dealers) -> Statement:
    """A fine, a fee and a deposit: three lines."""
    for amount, account in (("-500", "fines"), ("60", "service_fees"), ("1000", "deposit")):
        make.make_entry(amount, dealer=dealers.guangzhou, account=account)
    return make.make_statement(dealers.guangzhou)


@pytest.fixture
def keys(statement) -> list:
    return keys_of(statement.content)


@pytest.fixture
def say(statement, dealer_user, hq):
    """``say("disputed", {key: text})``; a text of None agrees with the line."""

    def said(kind, lines, *, text="", by=None, file=None):
        def word(key, text):
            if kind == "replied":
                return LineWord(*key, AnswerKind.REPLIED, text, file)
            agreed = text is None
            what = AnswerKind.CONFIRMED if agreed else AnswerKind.DISPUTED
            return LineWord(*key, what, text or "", file)

        return answer_statement(
            statement=statement,
            kind=AnswerKind(kind),
            access=by or (hq if kind == "replied" else dealer_user),
            text=text,
            lines=[word(key, words) for key, words in lines.items()],
        )

    return said


def states(statement) -> list[str]:
    found = Statement.objects.with_answer().get(pk=statement.pk)
    return [state.value for state in line_states(found).values()]


def whole(statement) -> tuple[str, int]:
    found = Statement.objects.with_answer().with_lines_in_dispute().get(pk=statement.pk)
    return found.answer, found.lines_in_dispute


def test_it_works(statement, keys, say, hq):
    assert [part for part, _ in keys] == ["movement", "movement", "deposit"]
    assert states(statement) == ["open"] * 3
    answer = say("disputed", {keys[0]: "没有窜货", keys[1]: None}, file=take_in(upload(a_pdf())))
    assert states(statement) == ["disputed", "confirmed", "open"]
    assert whole(statement) == ("disputed", 1)
    first = answer.lines.get(reference=keys[0][1])
    assert (first.text, first.kind, first.media_type) == (
        "没有窜货", "disputed", "application/pdf",
    )  # fmt: skip
    say("replied", {keys[0]: "查实后冲回"})
    assert states(statement) == ["replied", "confirmed", "open"]
    assert whole(statement) == ("replied", 0)
    assert "没有窜货" in str([entry.after for entry in history_of(statement)])


def test_a_reply_in_general_is_one_to_every_disputed_line(statement, keys, say):
    say("disputed", {keys[0]: "错", keys[2]: "也错"})
    say("replied", {}, text="我们再核对")
    assert states(statement) == ["replied", "open", "replied"]
    say("disputed", {keys[2]: "仍然错"})
    assert states(statement) == ["replied", "open", "disputed"]
    assert whole(statement) == ("disputed", 1)


def test_disputed_twice_is_one_line_in_dispute(statement, keys, say):
    say("disputed", {keys[0]: "错"})
    say("disputed", {keys[0]: "再说一次", keys[1]: "这也错"})
    assert whole(statement) == ("disputed", 2)
    say("disputed", {keys[0]: None, keys[1]: "这也错"})
    assert whole(statement) == ("disputed", 1)


def test_a_confirmed_statement_has_only_confirmed_lines(statement, keys, say, dealer_user):
    say("disputed", {keys[0]: "错"})
    answer_statement(statement=statement, kind=AnswerKind.CONFIRMED, access=dealer_user)
    assert states(statement) == ["confirmed"] * 3
    assert whole(statement) == ("confirmed", 0)


def test_the_whole_can_be_disputed_without_a_line(statement, keys, say):
    say("disputed", {}, text="全部不对")
    assert states(statement) == ["open"] * 3
    assert whole(statement) == ("disputed", 0)


@pytest.mark.parametrize(("lines", "text", "words"), [
    ({0: ""}, "", "Say what is wrong"),
    ({0: " \n"}, "", "Say what is wrong"),
    ({0: "长" * 2001}, "", "put the rest into a file"),
    ({0: None}, "", "No line is disputed"),
    ({}, "", "Say what is wrong"),
    ({("movement", 10**9): "错"}, "", "no such line"),
    ({("rebate", None): "错"}, "", "no such line"),
])  # fmt: skip
def test_what_a_dispute_of_lines_needs(statement, keys, say, lines, text, words):
    named = {keys[key] if isinstance(key, int) else key: said for key, said in lines.items()}
    with pytest.raises(ValidationError) as refused:
        say("disputed", named, text=text)
    assert words in " ".join(refused.value.messages)
    assert not StatementAnswer.objects.exists()


def test_a_settled_line_is_not_disputed_again(statement, keys, say):
    say("disputed", {keys[0]: "错", keys[1]: None})
    with pytest.raises(ValidationError) as refused:
        say("disputed", {keys[1]: "还是错"})
    name = "-".join(map(str, keys[1]))
    assert refused.value.message_dict == {name: ["This line is confirmed, and that is final."]}


def test_a_reply_answers_what_is_disputed_and_all_of_it(statement, keys, say):
    say("disputed", {keys[0]: "错", keys[1]: "错"})
    with pytest.raises(ValidationError, match="Reply to every line"):
        say("replied", {keys[0]: "好"})
    with pytest.raises(ValidationError, match="nothing to reply to"):
        say("replied", {keys[2]: "好"})
    with pytest.raises(ValidationError, match="Say what you reply"):
        say("replied", {keys[0]: " ", keys[1]: "好"})
    assert states(statement) == ["disputed", "disputed", "open"]
    say("replied", {keys[0]: "好"}, text="另一笔再查")
    assert states(statement) == ["replied", "replied", "open"]


def test_a_line_named_twice_and_a_confirmation_by_line_are_refused(statement, keys, dealer_user):
    word = LineWord(*keys[0], AnswerKind.DISPUTED, "错")
    more = {"statement": statement, "access": dealer_user}
    with pytest.raises(ValidationError, match="named twice"):
        answer_statement(kind=AnswerKind.DISPUTED, lines=[word, word], **more)
    with pytest.raises(ValidationError, match="as a whole"):
        answer_statement(kind=AnswerKind.CONFIRMED, lines=[word], **more)
    reply = LineWord(*keys[0], AnswerKind.REPLIED, "我自己")
    with pytest.raises(ValidationError, match="cannot be said"):
        answer_statement(kind=AnswerKind.DISPUTED, lines=[reply], **more)


def test_the_deadline_holds_for_lines_too(statement, keys, say, monkeypatch):
    later = timezone.localdate() + timezone.timedelta(days=16)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    with pytest.raises(ValidationError, match="The last day to answer was"):
        say("disputed", {keys[0]: "错"})


def test_only_who_may_answer_the_statement_answers_its_lines(say, keys, hq, dealer_user, finance):
    for kind, by in (("disputed", hq), ("disputed", finance), ("replied", dealer_user)):
        with pytest.raises(PermissionDenied):
            say(kind, {keys[0]: "错"}, by=by)


def test_a_refused_answer_leaves_no_file(say, keys, settings):
    with pytest.raises(ValidationError):
        say("disputed", {keys[0]: ""}, file=take_in(upload(a_pdf())))
    assert not [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()]


def test_the_books_prove_the_files(say, keys):
    say("disputed", {keys[0]: "错"}, file=take_in(upload(a_pdf())))
    assert "answers" not in [finding.check for finding in verify()]
    kept = LineAnswer.objects.get().file
    kept.storage.delete(kept.name)
    assert "answers" in [finding.check for finding in verify()]
