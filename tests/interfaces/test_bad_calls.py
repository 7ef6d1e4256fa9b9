"""Whatever is typed: a word about what is wrong, an exit status of 1 or 2, and no traceback."""

import pytest
from django.db import OperationalError

from channels_mgmt.core.commands import AnsweringCommand
from dealers.models import Dealer
from rebates.models import SettlementRun

from .conftest import manage

pytestmark = pytest.mark.django_db

COMMANDS = ["load_regions", "load_demo", "import_data", "export_data", "import_programmes",
            "settle", "statement", "explain", "verify_books"]  # fmt: skip
YEAR = ("--from", "2012-01-01", "--to", "2013-01-01")
HUGE = "9" * 30


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    ran = manage(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert "exit status" in text.casefold()
    assert "--format" in text


REFUSED, USAGE = 1, 2
CALLS = [
    ("import_data dealers missing.csv", USAGE, "no such file"),
    ("import_data dealers {folder}", USAGE, "a folder"),
    ("import_data customers {empty}", USAGE, "no kind"),
    ("import_data dealers {junk} --mapping missing.json", USAGE, "No such file"),
    ("import_data dealers {junk} --mapping {junk}", USAGE, "--mapping"),
    ("import_data dealers {empty}", REFUSED, "empty"),
    ("import_data dealers {junk}", REFUSED, "not UTF-8"),
    ("import_data dealers {zip}", REFUSED, "workbook"),
    ("import_programmes missing.json", USAGE, "cannot be read"),
    ("import_programmes {folder}", USAGE, "cannot be read"),
    ("import_programmes {junk}", REFUSED, "not UTF-8"),
    ("settle --from 2013-01-01 --to 2012-01-01", REFUSED, "later"),
    ("settle --from 2012-01-01 --to 2013-01-01 --dealer NONE", REFUSED, "NONE"),
    ("settle --from 2012-01-01 --to 2013-01-01 --programme NONE", REFUSED, "NONE"),
    ("settle --from 2012-01-01 --to 2013-01-01 --as-of 2999-01-01", REFUSED, "future"),
    ("settle --from 2012-01-01 --to 2013-01-01 --post", USAGE, "--approve-as"),
    ("settle --from 2012-01-01 --to 2013-01-01 --post --approve-as x", REFUSED, "no user x"),
    ("statement --run 7 --dealer D --out {folder}/s.pdf", REFUSED, "no settlement run 7"),
    (f"statement --run {HUGE} --dealer D --out s.pdf", REFUSED, "no settlement run"),
    ("explain --run 7 --dealer D --programme P", REFUSED, "no line"),
    (f"explain --run {HUGE} --dealer D --programme P", REFUSED, "no line"),
    ("export_data customers", USAGE, "no kind"),
    ("export_data dealers --filter colour=red", USAGE, "colour"),
    ("export_data dealers --filter colour", USAGE, "COLUMN=VALUE"),
    ("export_data sales --filter date=soon", USAGE, "soon"),
    ("export_data dealers --out {folder}/no/such/d.csv", USAGE, "No such file"),
    ("export_data dealers --out {folder}/no/such/d.xlsx", USAGE, "No such file"),
    ("export_data dealers --out {folder}/d.pdf", USAGE, ".csv or .xlsx"),
]


@pytest.fixture
def places(files) -> dict[str, str]:
    (files.folder / "junk.bin").write_bytes(bytes(range(145, 0, -1)))
    (files.folder / "zip.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return {
        "folder": str(files.folder),
        "empty": str(files.write("empty.csv", "")),
        "junk": str(files.folder / "junk.bin"),
        "zip": str(files.folder / "zip.xlsx"),
    }


@pytest.mark.parametrize(("call", "status", "words"), CALLS, ids=[call for call, *_ in CALLS])
def test_it_is_refused_in_words_and_as_one_json_document(places, call, status, words):
    arguments = [part.format(**places) for part in call.split()]
    ran = manage(*arguments)
    assert (ran.status, ran.out) == (status, "")
    assert words in ran.err
    ran = manage(*arguments, "--format", "json")
    assert ran.status == status
    assert any(words in error["message"] for error in ran.json["errors"])
    assert words in ran.err
    assert not SettlementRun.objects.exists()
    assert not Dealer.objects.exists()


@pytest.mark.parametrize("call", [
    "import_data", "import_data dealers", "import_data dealers f --format xml",
    "settle --from 2012-01-01", "settle --from 2012-13-01 --to 2013-01-01",
    "settle --from 2012-01-01 --to soon",
    "settle --from 2012-01-01 --to 2013-01-01 --as-of yesterday",
    "settle --from 2012-01-01 --to 2013-01-01 --as-of 9999-12-31T23:59:59+00:00",
    "settle --from 2012-01-01 --to 2013-01-01 --as-of 0001-01-01T00:00",
    "statement --run one --dealer D --out s.pdf",
    "statement --run 1 --dealer D --out s.pdf --lang xx",
    "explain --run 1 --dealer D", "load_demo --scale vast", "load_demo --seed x",
    "verify_books now", "load_regions --format yaml",
])  # fmt: skip
def test_bad_usage_is_explained_and_ends_with_2(call):
    ran = manage(*call.split())
    assert (ran.status, ran.out) == (2, "")
    assert "error: " in ran.err


def test_a_file_of_titles_alone_has_nothing_new(files):
    ran = manage("import_data", "dealers", files.rows("d", "code,name,tier,region"))
    assert (ran.status, ran.out) == (0, "Nothing new: the file has no rows.\n")


@pytest.mark.parametrize("name", ["verify_books", "load_regions"])
def test_a_database_that_is_not_set_up_is_named(name, monkeypatch):
    def unusable(*args, **options):
        raise OperationalError("no such table: dealers_dealer")

    monkeypatch.setattr(AnsweringCommand.__mro__[1], "execute", unusable)
    ran = manage(name, "--format", "json")
    assert ran.status == 1
    assert "no such table: dealers_dealer" in ran.err
    assert "migrate" in ran.json["errors"][0]["message"]
