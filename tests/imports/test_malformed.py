"""A file is read rightly, or refused with its place and the reason, and then nothing is written."""

from decimal import Decimal
from random import Random

import pytest
from django.db import transaction

from rebates.sales.models import SalesLine

from .malformed import Case, Row, lines
from .malformed_kinds import KINDS

pytestmark = pytest.mark.django_db
FIELDS = ("source", "kind", "order_number", "line_number", "date", "dealer__code", "sku__code",
          "quantity", "amount")  # fmt: skip
SHARES = 6


def as_written() -> list[tuple]:
    found = SalesLine.objects.order_by("pk").values_list(*FIELDS)
    return [(*line[:4], line[4].isoformat(), *line[5:]) for line in found]


def meant(row: Row) -> tuple:
    """A row of text as it is written; codes and choices are the same in small letters."""
    source, kind, order, line, date, dealer, sku, quantity, amount = row
    known = (source, kind.lower(), order, line, date, dealer.upper(), sku.upper())
    return (*known, int(Decimal(quantity)), Decimal(amount))


def case_of(seed: int) -> tuple[str, Case]:
    dice = Random(seed)
    name = list(KINDS)[seed % len(KINDS)]
    return name, KINDS[name](dice, lines(dice))


def check(seed: int, take_file) -> None:
    name, case = case_of(seed)
    report = take_file("sales", case.content)
    label = f"seed {seed}: {name}: {report.as_json()}"
    if report.refused:
        assert case.rows is None, label
        assert as_written() == [], label
        assert report.accepted == 0, label
        assert report.errors, label
        assert all(error.message and error.code for error in report.errors), label
        if case.row is not None:
            assert case.row in {error.row for error in report.errors}, label
        return
    rows = case.rows if case.either is None else case.either(case.content)
    assert rows is not None, f"not refused: {label}"
    assert as_written() == [meant(row) for row in rows], label


def check_all(seeds: range, take_file) -> None:
    for seed in seeds:
        with transaction.atomic():
            check(seed, take_file)
            transaction.set_rollback(True)


@pytest.mark.parametrize("share", range(SHARES))
def test_a_malformed_file_is_read_rightly_or_refused(brand_masters, take_file, share):
    check_all(range(share, 180, SHARES), take_file)


@pytest.mark.prove
@pytest.mark.parametrize("share", range(8))
def test_a_thousand_malformed_files(brand_masters, take_file, share):
    check_all(range(10_000 + share, 11_008, 8), take_file)
