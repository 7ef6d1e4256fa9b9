"""import_data, export_data and load_regions as a shell sees them: output, errors, exit status."""

import datetime
import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from channels_mgmt.core.imports.terminal import progress_bar
from channels_mgmt.core.models import AuditEntry, ImportBatch
from dealers.models import Region, Tier
from dealers.services.tiers import create_default_tiers
from rebates.sales.models import SalesLine
from tests.sales.test_intake import FAULTY, NAMED

from .world import SALES

pytestmark = pytest.mark.django_db


class Ran:
    def __init__(self, *arguments: object) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.status = 0
        try:
            call_command(*map(str, arguments), stdout=out, stderr=err)
        except CommandError as error:
            self.status = error.returncode
            err.write(str(error))
        self.out, self.err = out.getvalue(), err.getvalue()


def test_it_works(brand_masters, write):
    ran = Ran("import_data", "sales", write(SALES))
    assert (ran.status, ran.err) == (0, "")
    assert "3 of 3 rows are taken in." in ran.out
    assert "5,000.4234" in ran.out
    assert SalesLine.objects.count() == 3


def test_a_second_time_says_that_nothing_is_new(brand_masters, write):
    path = write(SALES)
    Ran("import_data", "sales", path)
    ran = Ran("import_data", "sales", path)
    assert (ran.status, ran.out) == (0, "Nothing new: all 3 lines are already there.\n")


def test_a_refused_file_exits_with_1_and_names_row_and_column(brand_masters, write):
    ran = Ran("import_data", "sales", write(FAULTY))
    assert (ran.status, ran.out) == (1, "")
    for row, column, _value, code in NAMED:
        assert f"row {row}, {column}: " in ran.err
        assert f"[{code}]" in ran.err
    assert "nothing is written" in ran.err
    assert not SalesLine.objects.exists()


def test_json_is_one_document_with_exactly_the_agreed_names(brand_masters, write):
    path = write(SALES)
    answer = json.loads(Ran("import_data", "sales", path, "--format", "json").out)
    assert list(answer) == [
        "kind", "file_sha256", "rows", "accepted", "rejected", "duplicates", "amount_total",
        "errors", "batch",
    ]  # fmt: skip
    assert answer["batch"] == ImportBatch.objects.get(kind="sales").pk
    assert (answer["rows"], answer["accepted"], answer["errors"]) == (3, 3, [])
    assert answer["amount_total"] == "5000.4234"
    assert len(answer["file_sha256"]) == 64


def test_json_of_a_refused_file(brand_masters, write):
    ran = Ran("import_data", "sales", write(FAULTY), "--format=json")
    answer = json.loads(ran.out)
    assert ran.status == 1
    assert (answer["accepted"], answer["rejected"], answer["batch"]) == (0, 12, None)
    assert list(answer["errors"][0]) == ["row", "column", "value", "code", "message"]
    assert [(e["row"], e["column"], e["value"], e["code"]) for e in answer["errors"]] == NAMED


def test_a_dry_run_writes_nothing(brand_masters, write):
    ran = Ran("import_data", "sales", write(SALES), "--dry-run")
    assert (ran.status, SalesLine.objects.count()) == (0, 0)
    assert "would be taken in" in ran.out


def test_the_good_rows_alone(brand_masters, write):
    ran = Ran("import_data", "sales", write(FAULTY), "--accept-good")
    assert (ran.status, SalesLine.objects.count()) == (0, 2)
    assert "row 3, order_number" in ran.err
    assert "12 rows have faults and were left out." in ran.out


def test_a_mapping_file(brand_masters, write):
    mapping = write('{"客户": "dealer", "Nr": ""}', "mapping.json")
    text = SALES.replace("dealer", "客户").replace("source", "Nr,source", 1)
    text = text.replace("\nERP", "\n7,ERP")
    assert Ran("import_data", "sales", write(text), "--mapping", mapping).status == 0
    assert SalesLine.objects.count() == 3


def test_an_unreadable_file_is_refused(write):
    ran = Ran("import_data", "sales", write(b"a\xff"))
    assert ran.status == 1
    assert "not UTF-8" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("customers", "FILE"),
        ("sales", "/nowhere/file.csv"),
        ("sales", "FILE", "--mapping", "/nowhere"),
        ("sales", "FILE", "--mapping", "FILE"),
    ],
)
def test_bad_usage_exits_with_2(write, arguments):
    path = str(write(SALES))
    ran = Ran("import_data", *(path if part == "FILE" else part for part in arguments))
    assert ran.status == 2
    assert ran.err


def test_a_progress_bar_is_drawn_on_a_terminal_only():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

        def write(self, text, ending=""):
            return super().write(text)

    with progress_bar(io.StringIO()) as draw:
        assert draw is None
    terminal = Terminal()
    with progress_bar(terminal) as draw:
        draw(5, 10)
        draw(10, 10)
    assert "50%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")


def test_export_to_standard_output(brand_masters):
    ran = Ran("export_data", "dealers")
    lines = ran.out.splitlines()
    assert lines[0] == "code,name,tier,upstream,region,uscc,status,ecommerce_team,grade"
    assert lines[2] == "GZ,广州经销商,city,GD,440100,,active,yes,gold"
    assert (ran.status, ran.err) == (0, "")


def test_export_to_a_file_says_how_much(brand_masters, tmp_path):
    out = tmp_path / "dealers.csv"
    ran = Ran("export_data", "dealers", "--out", out)
    assert out.read_text(encoding="utf-8").startswith("\ufeffcode,")  # for Excel
    assert (ran.out, "3 rows" in ran.err) == ("", True)


@pytest.mark.parametrize(
    ("kind", "filters", "rows"),
    [
        ("dealers", ["tier=city"], 2),
        ("dealers", ["tier=city", "status=Suspended"], 1),
        ("dealers", ["upstream="], 2),
        ("dealers", ["ecommerce_team=yes"], 1),
        ("products", ["list_price=2999.50"], 1),
        ("sales", ["dealer=GZ"], 2),
        ("sales", ["date=2025-01-05"], 2),
        ("sales", ["date=2025-01-05..2025-02-10"], 2),
        ("sales", ["date=2025-02-01.."], 1),
        ("sales", ["amount=0.30"], 1),
        ("sales", ["quantity=3"], 1),
    ],
)
def test_filters(brand_masters, write, kind, filters, rows):
    Ran("import_data", "sales", write(SALES))
    ran = Ran("export_data", kind, *(f"--filter={part}" for part in filters))
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 1 + rows


@pytest.mark.parametrize(
    "arguments",
    [
        ("customers",),
        ("dealers", "--filter", "colour=red"),
        ("dealers", "--filter", "tier"),
        ("dealers", "--filter", "status=gone"),
        ("dealers", "--out", "dealers.pdf"),
        ("dealers", "--out", "/nowhere/dealers.csv"),
    ],
)
def test_bad_usage_of_the_export(brand_masters, arguments):
    ran = Ran("export_data", *arguments)
    assert ran.status == 2
    assert ran.err


def test_a_reader_that_goes_away_ends_the_export_in_peace(brand_masters, monkeypatch):
    class Closed(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", sys.stdout)  # the command gives it up
    call_command("export_data", "dealers", stdout=Closed())


def test_load_regions_twice():
    first = Ran("load_regions")
    assert first.status == 0
    current = Region.objects.valid_on(datetime.date(2024, 1, 1))
    assert (current.count(), Region.objects.count()) == (3210, 3295)
    dongcheng = Region.objects.get(code="110101")
    assert (dongcheng.name, dongcheng.name_en) == ("东城区", "Dongcheng")
    assert dongcheng.path == "000000/110000/110101/"
    trail = AuditEntry.objects.count()
    again = Ran("load_regions")
    rows = 3210 + 159  # the second file names some regions again, with the days of their codes
    assert f"0 new or changed, {rows} already there" in again.out
    assert AuditEntry.objects.count() == trail
    assert json.loads(Ran("load_regions", "--format", "json").out)["duplicates"] == rows


def test_there_are_four_tiers_from_the_start():
    tiers = Tier.objects.values_list("code", "rank", "home_level", "name", "name_en")
    assert list(tiers) == [
        ("national", 1, "country", "国包", "National"),
        ("provincial", 2, "province", "省包", "Provincial"),
        ("city", 3, "city", "地包", "City"),
        ("outlet", 4, "county", "网点", "Outlet"),
    ]
    assert create_default_tiers() == 0


def test_the_tiers_come_back_where_they_were_removed():
    Tier.objects.all().delete()
    assert "4 new tiers" in Ran("load_regions").out


def test_a_brand_keeps_its_own_tiers():
    Tier.objects.exclude(code="city").delete()
    assert "0 new tiers" in Ran("load_regions").out
