"""Allotting exclusives: an open shop, an operator who is alive, once on a day; by form and file."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.models import Dealer, Shop
from pricing.models import SKU, Exclusive
from pricing.services.exclusives import save_exclusive
from tests import factories as make
from tests.imports.world import codes, take

pytestmark = pytest.mark.django_db
MARCH, MAY, JULY = (datetime.date(2025, month, 1) for month in (3, 5, 7))


@pytest.fixture(autouse=True)
def world(dealers):
    make.make_sku("E1", online_exclusive=True)
    make.make_sku("E2", online_exclusive=True)
    make.make_sku("PLAIN")
    make.make_shop("JD", platform="jd", operator=dealers.guangzhou)
    make.make_shop("FLAGSHIP")


def allotted(start=MARCH, end=None, *, sku="E1", shop="JD") -> Exclusive:
    return make.make_exclusive(
        sku=SKU.objects.get(code=sku), shop=Shop.objects.get(code=shop), valid_from=start,
        valid_to=end,
    )  # fmt: skip


def by_form(client, start, end, sku="E1", shop="JD") -> set[str]:
    """The fields at which the form refuses."""
    values = {"sku": sku, "shop": shop, "valid_from": start, "valid_to": end or ""}
    before = Exclusive.objects.count()
    answer = client.post("/exclusives/add/", values)
    fields = set(re.findall(r'id="id_(\w+)_error"', answer.content.decode()))
    assert (answer.status_code, Exclusive.objects.count() - before) in ((302, 1), (422, 0))
    return fields


def by_file(start, end, sku="E1", shop="JD") -> list[tuple[str, str]]:
    """Columns and codes of the faults."""
    text = f"sku,shop,valid_from,valid_to\n{sku},{shop},{start},{end or ''}\n"
    return [(column, code) for _row, column, code in codes(take("exclusives", text))]


JANUARY = datetime.date(2025, 1, 1)
REFUSED = [  # what a file names by column, a form by field; above the form: rules of the model
    ({"sku": "PLAIN"}, "sku", "not_exclusive", {"sku"}),
    ({"start": MAY, "end": MAY}, "valid_to", "ends_before_start", set()),
    # March and April are taken
    ({"start": MARCH.replace(day=2)}, "valid_from", "exclusive_overlap", {"valid_from"}),
    ({"start": JANUARY, "end": None}, "valid_from", "exclusive_overlap", {"valid_from"}),
    (
        {"start": JANUARY, "end": MARCH.replace(day=2)},
        "valid_from",
        "exclusive_overlap",
        {"valid_from"},
    ),
]
GOOD = [
    {"start": MAY, "end": None},
    {"start": JANUARY, "end": MARCH},
    {"start": MARCH, "end": MAY, "shop": "FLAGSHIP"},
    {"start": MARCH, "end": MAY, "sku": "E2"},
]


@pytest.mark.parametrize("case", GOOD)
@pytest.mark.parametrize("way", ["form", "file"])
def test_it_works(case, way, hq_client):
    allotted(MARCH, MAY)
    refused = by_form(hq_client, **case) if way == "form" else by_file(**case)
    assert not refused
    assert Exclusive.objects.count() == 2


@pytest.mark.parametrize(("case", "column", "code", "fields"), REFUSED)
def test_form_and_file_refuse_the_same(case, column, code, fields, hq_client):
    allotted(MARCH, MAY)
    values = {"start": MAY, "end": JULY, **case}
    assert by_file(**values) == [(column, code)]
    assert by_form(hq_client, **values) == fields
    assert Exclusive.objects.get().valid_to == MAY


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_a_shop_that_is_not_open_receives_nothing(status, hq_client):
    Shop.objects.update(status=status)
    assert by_form(hq_client, MAY, None) == {"shop"}
    assert by_file(MAY, None) == [("shop", "shop_closed")]
    assert not Exclusive.objects.exists()


@pytest.mark.parametrize("status", ["suspended", "terminated"])
def test_the_shop_of_a_closed_dealer_receives_nothing(status, hq_client):
    Dealer.objects.filter(code="GZ").update(status=status)
    assert by_form(hq_client, MAY, None) == {"shop"}
    assert by_file(MAY, None) == [("shop", "dealer_status")]
    assert by_file(MAY, None, shop="FLAGSHIP") == []


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({"valid_to": MAY}, True),
        ({"valid_from": MARCH.replace(month=4), "valid_to": MAY}, True),
        ({"valid_to": JULY.replace(month=6)}, True),
        ({"valid_to": None}, False),
        ({"valid_to": JULY.replace(day=2)}, False),
        ({"valid_from": MARCH.replace(month=2)}, False),
        ({"sku": "E2"}, False),
    ],
)
def test_what_a_closed_shop_holds_can_be_ended_and_not_extended(change, good):
    allotment = allotted(MARCH, JULY)
    Shop.objects.update(status="closed")
    for name, value in change.items():
        setattr(allotment, name, SKU.objects.get(code=value) if name == "sku" else value)
    values = {"instance": allotment, "access": SYSTEM, "verb": Verb.CHANGE_PRODUCTS}
    if good:
        assert save_exclusive(**values, reason="it closed").pk
    else:
        with pytest.raises(ValidationError, match="can receive no new exclusive"):
            save_exclusive(**values, reason="it closed")


def test_rows_of_one_file_overlap_each_other():
    text = "sku,shop,valid_from,valid_to\nE1,JD,2025-01-01,2025-06-01\nE1,JD,2025-05-31,\n"
    assert {code for *_, code in codes(take("exclusives", text))} == {"exclusive_overlap"}
    assert not Exclusive.objects.exists()


def test_a_file_ends_one_allotment_and_begins_the_next():
    allotted(MARCH)
    text = "sku,shop,valid_from,valid_to\nE1,JD,2025-05-01,\nE1,JD,2025-03-01,2025-05-01\n"
    assert take("exclusives", text).accepted == 2


def test_the_same_file_again_changes_nothing_also_for_a_shop_that_closed_since():
    text = "sku,shop,valid_from,valid_to\nE1,JD,2025-05-01,\n"
    assert take("exclusives", text).accepted == 1
    Shop.objects.update(status="closed")
    assert take("exclusives", text).duplicates == 1


def test_queries_do_not_grow_with_the_rows():

    counts = []
    for first, rows in ((0, 3), (10, 30)):
        for number in range(rows):
            make.make_sku(f"X{first + number}", online_exclusive=True)
        lines = [f"X{first + n},JD,2025-01-01," for n in range(rows)]
        with CaptureQueriesContext(connection) as queries:
            take("exclusives", "\n".join(["sku,shop,valid_from,valid_to", *lines]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
