"""The kind of file “regions” with the days and successors of its codes."""

import csv

import pytest

from channels_mgmt.core.imports import exporting
from channels_mgmt.core.imports.service import import_file, import_rows
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Region
from tests import factories as make

pytestmark = pytest.mark.django_db
TREE = [
    {"code": "A", "level": "city", "name": "甲"},
    {"code": "A1", "parent": "A", "level": "county", "name": "甲一", "valid_to": "2010-01-01",
     "successors": "B1 B2"},
    {"code": "B", "level": "city", "name": "乙"},
    {"code": "B1", "parent": "B", "level": "county", "name": "乙一", "valid_from": "2010-01-01"},
    {"code": "B2", "parent": "B", "level": "county", "name": "乙二", "valid_from": "2010-01-01"},
]  # fmt: skip


def take(*rows: dict, **options):
    return import_rows(kind="regions", rows=rows, access=SYSTEM, name="regions.csv", **options)


def became(code: str) -> list[str]:
    return sorted(Region.objects.get(code=code).successors.values_list("code", flat=True))


def faults(report) -> list[tuple]:
    return [(error.row, error.column, error.value, error.code) for error in report.errors]


def test_it_works():
    report = take(*TREE)
    assert (report.accepted, report.errors) == (5, ())
    assert became("A1") == ["B1", "B2"]
    assert str(Region.objects.get(code="B1").valid_from) == "2010-01-01"


def test_a_second_time_changes_nothing():
    take(*TREE)
    trail = AuditEntry.objects.count()
    assert take(*TREE).duplicates == 5
    assert AuditEntry.objects.count() == trail


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_with_all_columns_is_read_back_without_a_change(tmp_path, form):
    take(*TREE)
    kind, columns = exporting.kind_and_columns("regions", extra=True)
    rows, header = list(exporting.exported_rows(kind, SYSTEM, columns=columns)), [
        column.name for column in columns
    ]  # fmt: skip
    path = tmp_path / f"regions.{form}"
    if form == "xlsx":
        exporting.write_xlsx(path, header, rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            exporting.write_csv(file, header, rows)
    trail = AuditEntry.objects.count()
    report = import_file(kind="regions", path=path, access=SYSTEM)
    assert (report.errors, report.accepted, report.duplicates) == ((), 0, 5)
    assert AuditEntry.objects.count() == trail
    [line] = [row for row in rows if row[0] == "A1"]
    assert line[-1] == "B1 B2"


def test_another_installation_gets_the_same(tmp_path):
    take(*TREE)
    kind, columns = exporting.kind_and_columns("regions", extra=True)
    path = tmp_path / "regions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [column.name for column in columns]
        exporting.write_csv(file, names, exporting.exported_rows(kind, SYSTEM, columns=columns))
    Region.objects.update(parent=None)
    Region.objects.all().delete()
    assert import_file(kind="regions", path=path, access=SYSTEM).accepted == 5
    assert became("A1") == ["B1", "B2"]


def test_a_plain_export_says_nothing_of_them():
    take(*TREE)
    kind, columns = exporting.kind_and_columns("regions")
    assert [column.name for column in columns] == ["code", "parent", "level", "name"]
    assert len(list(exporting.exported_rows(kind, SYSTEM, columns=columns))) == 5


def test_a_file_without_the_columns_leaves_them():
    take(*TREE)
    plain = [{k: row.get(k, "") for k in ("code", "parent", "level", "name")} for row in TREE]
    assert take(*plain).duplicates == 5
    assert became("A1") == ["B1", "B2"]


def test_an_empty_cell_takes_them_back():
    take(*TREE)
    assert take(TREE[1] | {"valid_to": "", "successors": ""}).accepted == 1
    assert became("A1") == []


def test_one_entry_of_the_trail_says_what_it_became():
    take(*TREE)
    take(TREE[1] | {"successors": "B2"})
    first, second = AuditEntry.objects.filter(label="甲一").order_by("pk")
    assert first.after["successors"] == ["B1", "B2"]
    assert (second.before, second.after) == (
        {"successors": ["B1", "B2"]},
        {"successors": ["B2"]},
    )
    assert second.action == "changed"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"successors": "B1 XX"}, (3, "successors", "XX", "unknown_successor")),
        ({"successors": "A1"}, (3, "successors", "A1", "own_successor")),
        ({"valid_to": ""}, None),  # B1 and B2 are then cut off from it
        ({"valid_to": "2009-12-31"}, (3, "successors", "B1 B2", "successor_too_late")),
        ({"successors": "A", "valid_to": ""}, (3, "successors", "A", "successor_of_standing")),
        ({"valid_from": "2010-01-01"}, (3, "valid_to", "2010-01-01", "ends_before_start")),
        ({"successors": "B/1"}, (3, "successors", "B/1", "bad_code")),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_row(change, fault):
    rows = [row | change if row["code"] == "A1" else row for row in TREE]
    report = take(*rows)
    assert (fault in faults(report)) if fault else report.errors == ()
    assert Region.objects.exists() is not bool(fault)


def test_a_change_at_the_other_end_is_refused_too():
    take(*TREE)
    [fault] = faults(take(TREE[3] | {"valid_from": "2012-01-01"}))
    assert (fault[0], fault[3]) == (2, "successor_too_late")
    assert str(Region.objects.get(code="B1").valid_from) == "2010-01-01"


def test_good_rows_alone_leave_out_who_names_a_refused_one():
    rows = [TREE[0], TREE[1], TREE[2], TREE[3], TREE[4] | {"level": "village"}]
    report = take(*rows, accept_good=True)
    assert report.accepted == 3
    assert set(Region.objects.values_list("code", flat=True)) == {"A", "B", "B1"}


def test_the_columns_are_found_in_a_csv_of_ones_own(tmp_path, regions):
    path = tmp_path / "history.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "parent", "level", "name", "valid to", "successors"])
        writer.writerow(["440199", "440100", "county", "旧区", "2015-01-01", "440100"])
    assert import_file(kind="regions", path=path, access=SYSTEM).accepted == 1
    assert make.make_region("440199").successors.get().code == "440100"
