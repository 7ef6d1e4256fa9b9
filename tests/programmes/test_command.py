"""manage.py import_programmes, as a script would call it."""

import json

import pytest
from django.core.management import CommandError, call_command

from rebates.models import ProgrammeVersion

from .conftest import file_of, saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys):
    """Call the command on a document (or a text); gives exit status, stdout and stderr."""

    def call(document, *options):
        file = tmp_path / "programmes.json"
        text = document if isinstance(document, str) else json.dumps(document)
        file.write_text(text, encoding="utf-8")
        status = 0
        try:
            call_command("import_programmes", str(file), *options)
        except SystemExit as error:
            status = error.code
        return status, *capsys.readouterr()

    return call


def test_it_works(run):
    status, out, err = run(file_of())
    assert (status, err) == (0, "")
    assert "Versions: 1 new, 0 changed, 0 there already." in out
    assert ProgrammeVersion.objects.get().status == "approved"


def test_twice_is_once_and_says_so(run):
    run(file_of())
    status, out, _ = run(file_of())
    assert (status, ProgrammeVersion.objects.count()) == (0, 1)
    assert "Nothing to do: the file was taken in before." in out


def test_a_dry_run_says_that_it_was_one(run):
    assert "dry run: nothing was written" in run(file_of(), "--dry-run")[1]
    assert not ProgrammeVersion.objects.exists()


def test_json_is_one_document_and_nothing_else(run):
    status, out, err = run(file_of(), "--format", "json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "dry_run": False,
        "programmes": {"new": ["ANNUAL"], "changed": [], "unchanged": []},
        "versions": {"new": ["ANNUAL v1"], "changed": [], "unchanged": []},
        "errors": [],
    }


def test_faults_go_to_stderr_with_their_place(run):
    status, out, err = run(file_of(saying(steps__1__from="x", method="flat")))
    assert (status, out) == (1, "")
    assert "programmes[0].versions[0].steps[1].from is not a number: x." in err
    assert "programmes[0].versions[0].method is flat, but must be one of" in err
    assert "Nothing was written." in err


def test_faults_as_json(run):
    status, out, _ = run(file_of(saying(steps__1__percent="2,5")), "--format", "json")
    [error] = json.loads(out)["errors"]
    assert status == 1
    assert error["path"] == "programmes[0].versions[0].steps[1].percent"
    assert (error["code"], error["value"]) == ("not_a_number", "2,5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2"),
        ('{"programmes": [], "programmes": []}', "the key “programmes” stands twice"),
        ("[1]", "must hold an object with a list “programmes”"),
    ],
)
def test_a_file_that_is_no_programme_file_is_refused(run, text, words):
    status, _, err = run(text)
    assert status == 1
    assert words in err


def test_other_encodings_are_refused(tmp_path, capsys):
    file = tmp_path / "gbk.json"
    file.write_bytes('{"programmes": [{"name": "年度返利"}]}'.encode("gbk"))
    with pytest.raises(SystemExit) as stopped:
        call_command("import_programmes", str(file))
    assert stopped.value.code == 1
    assert "is not UTF-8 text" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_bad_usage(tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as refused:
        call_command("import_programmes", str(tmp_path / "none.json"))
    assert refused.value.returncode == 2
