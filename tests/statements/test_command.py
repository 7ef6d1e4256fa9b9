"""``manage.py statement``: 0 written, 1 refused with words and nothing written, 2 bad usage."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from rebates.choices import RunStatus
from rebates.models import StatementDocument
from rebates.services.statements import document_of


@pytest.fixture
def out(tmp_path):
    return tmp_path / "statement.pdf"


def write(run, dealer, out, *more) -> str:
    told = io.StringIO()
    call_command(
        "statement", "--run", str(run), "--dealer", dealer, "--out", str(out), *more, stdout=told
    )
    return told.getvalue()


def test_it_works(statement, out):
    assert statement.number in write(statement.run_id, "D0034", out)
    stored = document_of(statement=statement, language="zh-hans")
    assert out.read_bytes() == bytes(stored.pdf)


def test_in_english_and_as_json(statement, out):
    told = json.loads(write(statement.run_id, "D0034", out, "--lang", "en", "--format", "json"))
    stored = StatementDocument.objects.get(language="en")
    assert told == {
        "run": statement.run_id,
        "dealer": "D0034",
        "number": statement.number,
        "language": "en",
        "draft": False,
        "file": str(out),
        "bytes": len(stored.pdf),
        "sha256": stored.sha256,
    }


def test_a_draft_gives_a_preview(world, out):
    run, dealer = world.run(status=RunStatus.DRAFT), world.dealer()
    world.line(run, dealer, world.programme(), "75000")
    told = json.loads(write(run.pk, "D0034", out, "--format", "json"))
    assert (told["draft"], told["number"]) == (True, None)
    assert out.read_bytes().startswith(b"%PDF")
    assert not StatementDocument.objects.exists()


@pytest.mark.parametrize(
    ("run", "dealer", "words"),
    [
        (999_999, "D0034", "no settlement run 999999"),
        (None, "D9999", "no dealer with the code “D9999”"),
        (None, "D0035", "no statement to show"),
    ],
)
def test_it_refuses_what_is_not_there(world, statement, out, run, dealer, words):
    world.dealer("D0035")
    with pytest.raises(CommandError, match=words) as refused:
        write(run or statement.run_id, dealer, out)
    assert refused.value.returncode == 1
    assert not out.exists()


def test_a_file_that_cannot_be_written(statement, tmp_path):
    with pytest.raises(CommandError, match="cannot be written") as refused:
        write(statement.run_id, "D0034", tmp_path / "no" / "such" / "folder.pdf")
    assert refused.value.returncode == 1


def test_a_language_that_it_does_not_speak(statement, out):
    with pytest.raises(CommandError, match="invalid choice: 'fr'"):
        write(statement.run_id, "D0034", out, "--lang", "fr")
