"""The dealer confirms or disputes a statement, the brand replies; nothing of it is taken back."""

import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.choices import Role
from rebates.choices import AnswerKind
from rebates.models import Statement, StatementAnswer
from rebates.services.answers import sayable, seen_of, why_not
from rebates.services.statements import issue_statement
from tests import factories as make
from tests.answers.conftest import a_pdf, a_photo
from tests.conftest import person


def state(statement: Statement, day: datetime.date | None = None) -> str:
    return Statement.objects.with_answer(day).get(pk=statement.pk).answer


def refusal(say, *args, **more) -> str:
    with pytest.raises(ValidationError) as refused:
        say(*args, **more)
    return " ".join(refused.value.messages)


def stored(settings) -> list:
    return [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()]


def test_it_works(statement, say, dealer_user):
    assert state(statement) == "open"
    said = say("disputed", file=a_photo(), text="  少算了100元\n")
    assert (said.kind, said.text, said.by) == ("disputed", "少算了100元", dealer_user.user)
    assert (said.file_name, said.media_type) == ("送货单.jpg", "image/jpeg")
    assert said.file_sha256 == hashlib.sha256(said.file.read()).hexdigest()
    assert state(statement) == "disputed"


@pytest.mark.parametrize(("said", "expected"), [
    ([], "open"),
    (["confirmed"], "confirmed"),
    (["disputed"], "disputed"),
    (["disputed", "disputed"], "disputed"),
    (["disputed", "confirmed"], "confirmed"),
    (["disputed", "replied"], "replied"),
    (["disputed", "replied", "replied"], "replied"),
    (["disputed", "replied", "disputed"], "disputed"),
    (["disputed", "replied", "confirmed"], "confirmed"),
])  # fmt: skip
def test_the_last_answer_says_how_it_stands(statement, say, said, expected):
    for kind in said:
        say(kind)
    assert state(statement) == expected


@pytest.mark.parametrize(("said", "kind", "words"), [
    (["confirmed"], "confirmed", "is confirmed, and that is final"),
    (["confirmed"], "disputed", "is confirmed, and that is final"),
    (["confirmed"], "replied", "is confirmed, and that is final"),
    (["disputed", "confirmed"], "disputed", "is confirmed, and that is final"),
    ([], "replied", "there is nothing to reply to"),
])  # fmt: skip
def test_what_cannot_be_said_is_refused_with_the_reason(statement, say, said, kind, words):
    for earlier in said:
        say(earlier)
    before = StatementAnswer.objects.count()
    assert words in refusal(say, kind)
    assert StatementAnswer.objects.count() == before


@pytest.mark.parametrize("kind", ["disputed", "replied"])
@pytest.mark.parametrize("text", ["", "  \n "])
def test_without_words_nothing_is_disputed_or_replied(say, kind, text):
    if kind == "replied":
        say("disputed")
    with pytest.raises(ValidationError) as refused:
        say(kind, text=text)
    assert list(refused.value.error_dict) == ["text"]


def test_more_words_than_fit_belong_into_a_file(say):
    assert "put the rest into a file" in refusal(say, "disputed", text="长" * 2001)
    assert say("disputed", text="长" * 2000)


class TestTheLastDay:
    @pytest.fixture
    def issued(self, brand, dealers):
        """Ten days ago, with so many days to answer."""

        def issue(days: int) -> Statement:
            brand.answer_days = days
            brand.save()
            moment = timezone.now() - datetime.timedelta(days=10)
            return issue_statement(run=make.make_run(), dealer=dealers.guangzhou, issued_at=moment)

        return issue

    @pytest.mark.parametrize(("days", "expected"), [(11, "open"), (10, "open"), (9, "silent")])
    def test_is_one_to_answer_on(self, issued, say, days, expected):
        statement = issued(days)
        assert state(statement) == expected
        if expected == "open":
            assert say("disputed", statement=statement)

    def test_afterwards_nothing_is_disputed_and_the_contract_says_what_that_means(
        self, issued, say
    ):
        late = issued(9)
        words = refusal(say, "disputed", statement=late)
        assert late.content["answer_by"] in words
        assert "What no answer by then means is set out in the distribution contract." in words
        assert "nothing to reply" in refusal(say, "replied", statement=late)

    def test_afterwards_it_can_still_be_confirmed(self, issued, say):
        late = issued(9)
        say("confirmed", statement=late)
        assert state(late) == "confirmed"

    def test_who_disputed_in_time_goes_on_afterwards(self, statement, say, monkeypatch):
        say("disputed")
        later = timezone.localdate() + datetime.timedelta(days=400)
        monkeypatch.setattr(timezone, "localdate", lambda *args: later)
        for kind in ("replied", "disputed", "replied", "confirmed"):
            say(kind)
            assert state(statement) == kind

    def test_is_the_one_that_is_printed_whatever_the_brand_changes(self, statement, brand):
        printed = datetime.date.fromisoformat(statement.content["answer_by"])
        brand.answer_days = 1
        brand.save()
        assert state(statement, printed) == "open"
        assert state(statement, printed + datetime.timedelta(days=1)) == "silent"


class TestWho:
    def who(self, name: str, dealers, regions) -> Access:
        return {
            "principal": lambda: person("p", Role.PRINCIPAL, dealer=dealers.guangzhou),
            "clerk": lambda: person("c", Role.CLERK, dealer=dealers.guangzhou),
            "upper dealer": lambda: person("u", Role.PRINCIPAL, dealer=dealers.guangdong),
            "stranger": lambda: person("s", Role.PRINCIPAL, dealer=dealers.hangzhou),
            "headquarters": lambda: person("h", Role.HEADQUARTERS),
            "province": lambda: person("g", Role.PROVINCE, region=regions.guangdong),
            "other province": lambda: person("z", Role.PROVINCE, region=regions.zhejiang),
            "city": lambda: person("x", Role.CITY, region=regions.guangzhou),
            "finance": lambda: person("f", Role.FINANCE),
            "auditor": lambda: person("a", Role.AUDITOR),
            "nobody": Access,
        }[name]()

    PEOPLE = [
        "principal", "clerk", "upper dealer", "stranger", "headquarters", "province",
        "other province", "city", "finance", "auditor", "nobody",
    ]  # fmt: skip

    @pytest.mark.parametrize("name", PEOPLE)
    @pytest.mark.parametrize("kind", AnswerKind.values)
    def test_may_say_what(self, name, kind, say, statement, dealers, regions):
        if kind == "replied":
            say("disputed")
        allowed = {"replied": {"headquarters", "province"}}.get(kind, {"principal"})
        access = self.who(name, dealers, regions)
        before = StatementAnswer.objects.count()
        if name in allowed:
            assert say(kind, by=access).by == access.user
        else:
            with pytest.raises(PermissionDenied):
                say(kind, by=access, file=a_photo())
            assert StatementAnswer.objects.count() == before

    @pytest.mark.parametrize(("said", "dealer_says", "brand_says"), [
        ([], ["confirmed", "disputed"], []),
        (["disputed"], ["confirmed", "disputed"], ["replied"]),
        (["disputed", "replied"], ["confirmed", "disputed"], ["replied"]),
        (["confirmed"], [], []),
    ])  # fmt: skip
    def test_is_offered_what_can_be_said(
        self, said, dealer_says, brand_says, say, statement, dealer_user, hq, finance
    ):
        for kind in said:
            say(kind)
        found = Statement.objects.with_answer().get(pk=statement.pk)
        assert sayable(found, dealer_user) == dealer_says
        assert sayable(found, hq) == brand_says
        assert sayable(found, finance) == []
        for kind in AnswerKind:
            assert bool(why_not(kind, found)) == (kind not in [*dealer_says, *brand_says])

    def test_a_right_over_one_dealer_is_none_over_what_she_only_sees(self, say, dealers, statement):
        own = frozenset({Verb.ANSWER_STATEMENTS}), Scope(dealers=frozenset({dealers.guangdong.pk}))
        seen = frozenset(), Scope(dealers=frozenset({dealers.guangzhou.pk}))
        access = Access(make.make_user(), (own, seen))
        assert Statement.objects.visible_to(access.scope).filter(pk=statement.pk).exists()
        with pytest.raises(PermissionDenied):
            say("confirmed", by=access)


def test_whoever_has_not_read_the_last_answer_reads_it_first(statement, say):
    opened = seen_of(statement)
    say("disputed", seen=opened)
    words = refusal(say, "confirmed", seen=opened)
    assert "Somebody has answered since you opened this page" in words
    say("confirmed", seen=seen_of(statement))


def test_it_is_in_the_trail_of_the_statement(statement, say, dealer_user, hq):
    say("disputed", file=a_pdf())
    say("replied", text="已核实")
    replied, disputed = history_of(statement)
    assert (disputed.action, disputed.by) == ("disputed", dealer_user.user)
    assert disputed.after["text"] == "少算了100元"
    assert disputed.after["SHA-256"] == hashlib.sha256(a_pdf()).hexdigest()
    assert (replied.action, replied.by, replied.after) == ("replied", hq.user, {"text": "已核实"})


@pytest.mark.parametrize("sql", [
    "UPDATE rebates_statementanswer SET text = 'x'",
    "UPDATE rebates_statementanswer SET kind = 'confirmed'",
    "DELETE FROM rebates_statementanswer",
])  # fmt: skip
def test_nothing_of_it_is_taken_back(answer, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert StatementAnswer.objects.get().text == answer.text
