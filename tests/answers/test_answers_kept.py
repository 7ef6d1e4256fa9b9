"""What is kept of an answer: its file, and its state in lists."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebates.choices import AnswerKind, AnswerState
from rebates.models import Statement, StatementAnswer
from rebates.services import answers as service
from rebates.services.books import verify
from tests import factories as make
from tests.answers.conftest import a_photo
from tests.answers.test_answers import stored


class TestTheFile:
    def test_is_stored_without_what_the_camera_told(self, answer):
        assert b"Secret Camera" in a_photo()
        assert b"Secret Camera" not in answer.file.read()

    def test_is_stored_under_a_name_of_our_own(self, answer):
        assert answer.file.name.startswith("answers/20")
        assert "送货单" not in answer.file.name

    @pytest.mark.parametrize("said", [["confirmed"], []])
    def test_of_a_refused_answer_is_not_kept(self, say, settings, said):
        for kind in said:
            say(kind)
        text = "wrong" if said else ""
        with pytest.raises(ValidationError):
            say("disputed", file=a_photo(), text=text)
        assert stored(settings) == []

    def test_of_an_answer_that_is_not_written_is_not_kept(self, say, settings, monkeypatch):
        monkeypatch.setattr(service, "record", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            say("disputed", file=a_photo())
        assert (stored(settings), StatementAnswer.objects.count()) == ([], 0)

    @pytest.mark.parametrize(("harm", "fault"), [
        (lambda path: path.unlink(), "the file is missing"),
        (lambda path: path.write_bytes(b"other"), "the file is not the one that was sent"),
        (lambda path: path.write_bytes(b""), "the file is not the one that was sent"),
    ])  # fmt: skip
    def test_that_is_gone_or_changed_is_found_by_the_proof_of_the_books(
        self, answer, settings, harm, fault
    ):
        assert [f for f in verify() if f.check == "answers"] == []
        harm(settings.MEDIA_ROOT / answer.file.name)
        [found] = [f for f in verify() if f.check == "answers"]
        assert found.message == f"{answer.statement.number}, “送货单.jpg”: {fault}."


class TestInLists:
    @pytest.fixture
    def several(self, brand, dealers, say):
        """One in each state, but for the silent."""
        ways = ([], ["confirmed"], ["disputed"], ["disputed", "replied"], ["disputed"])
        found = []
        for way in ways:
            found.append(make.make_statement(dealers.guangzhou))
            for kind in way:
                say(kind, statement=found[-1])
        return found

    def test_every_statement_has_its_state_by_one_query(self, several):
        rows = Statement.objects.filter(pk__in=[s.pk for s in several]).order_by("pk")
        with CaptureQueriesContext(connection) as queries:
            states = [found.answer for found in rows.with_answer()]
        assert states == ["open", "confirmed", "disputed", "replied", "disputed"]
        assert len(queries) == 1

    def test_those_in_dispute_wait_for_the_brand(self, several):
        assert [*Statement.objects.in_dispute().order_by("pk")] == [several[2], several[4]]

    def test_every_state_has_a_tone_and_a_word(self):
        assert len({member.tone for member in AnswerState}) == len(AnswerState)
        assert {*AnswerKind.values} < {*AnswerState.values}
