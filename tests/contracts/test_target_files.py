"""Targets come in as files: as the interface says, and out again without a change."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from channels_mgmt.core.imports import exporting
from channels_mgmt.core.imports.kinds import kind_named
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Target
from tests import factories as make

from .conftest import day


def row(start: str, end: str, amount: str = "", quantity: str = "", line: str = "", dealer="GZ"):
    return {"dealer": dealer, "period_from": start, "period_to": end, "amount": amount,
            "quantity": quantity, "product_line": line}  # fmt: skip


def take(*rows, access=SYSTEM, **more):
    return import_rows(kind="targets", rows=list(rows), access=access, name="t.csv", **more)


def faults(report) -> list[tuple]:
    return [(error.row, error.column, error.code) for error in report.errors]


@pytest.fixture(autouse=True)
def _lines(dealer):
    make.make_line("hoods", make.make_line("kitchen"))


JANUARY = ("2025-01-01", "2025-02-01")
FEBRUARY = ("2025-02-01", "2025-03-01")
YEAR = ("2025-01-01", "2026-01-01")


def test_it_works(dealer):
    report = take(row(*JANUARY, "120000.5"), row(*FEBRUARY, "", "70", "hoods"))
    assert (report.accepted, report.errors) == (2, ())
    january, february = Target.objects.order_by("period_from")
    assert (january.amount, january.quantity, january.product_line) == (D("120000.5"), None, None)
    assert (february.amount, february.quantity) == (None, 70)
    assert february.product_line.code == "hoods"


def test_the_same_again_is_nothing_new_and_another_amount_a_change(dealer):
    take(row(*JANUARY, "1"))
    assert take(row(*JANUARY, "1.00")).duplicates == 1
    assert take(row(*JANUARY, "2")).accepted == 1
    assert Target.objects.get().amount == D("2")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row(*JANUARY)], [(2, "amount", "nothing_asked")]),
        ([row("2025-01-01", "2025-01-01", "1")], [(2, "period_to", "ends_before_start")]),
        ([row(*JANUARY, "-1")], [(2, "amount", "too_small")]),
        ([row(*JANUARY, "", "-1")], [(2, "quantity", "min_value")]),
        ([row(*JANUARY, "1", dealer="NO")], [(2, "dealer", "unknown_dealer")]),
        ([row(*JANUARY, "1", line="no")], [(2, "product_line", "unknown_product_line")]),
        ([row("2025-13-01", "2026-01-01", "1")], [(2, "period_from", "no_such_day")]),
        ([row(*JANUARY, "1"), row(*JANUARY, "2")], [(3, "dealer", "conflict")]),
        (
            [row(*YEAR, "1"), row(*FEBRUARY, "1"), row("2025-03-01", "2025-04-01", "1")],
            [(3, "period_from", "target_overlap"), (4, "period_from", "target_overlap")],
        ),
        ([row(*YEAR, "1"), row(*FEBRUARY, "1", line="hoods")], []),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(dealer, rows, found):
    assert faults(take(*rows)) == found
    assert Target.objects.exists() is not bool(found)


def test_a_row_that_meets_one_that_is_there_names_it(dealer):
    take(row(*FEBRUARY, "5"))
    report = take(row(*YEAR, "60"))
    assert faults(report) == [(2, "period_from", "target_overlap")]
    assert "from 2025-02-01 to 2025-02-28 already: 5.00 yuan" in report.errors[0].message
    assert Target.objects.count() == 1


def test_good_rows_can_be_taken_alone(dealer):
    report = take(row(*YEAR, "60"), row(*FEBRUARY, "1"), accept_good=True)
    assert (report.accepted, report.rejected) == (1, 1)
    assert Target.objects.get().period_to == day("2026-01-01")


def test_whoever_may_not_set_targets_may_not_upload_them(dealer, finance, province):
    for access in (finance, province):
        with pytest.raises(PermissionDenied):
            take(row(*JANUARY, "1"), access=access)


def test_an_export_is_filtered_by_its_days(dealer):
    take(row(*JANUARY, "1"), row(*FEBRUARY, "2"))
    asked = {"period_from": "2025-02-01..2025-03-01"}
    [found] = exporting.exported_rows(kind_named("targets"), SYSTEM, asked)
    assert found == ["GZ", day("2025-02-01"), day("2025-03-01"), D("2.0000"), None, None]
