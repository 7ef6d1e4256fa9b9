"""What a page asks of the database is written down, and is the same for ten rows as for hundreds.

After a change that is meant: pytest tests/core/test_query_counts.py --update-query-counts, and look
at what the file says then.
"""

import json
from pathlib import Path

import pytest
from django.db import connection, reset_queries
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from dealers.choices import Role
from dealers.models import Dealer
from rebates.models import ProgrammeVersion
from tests.conftest import person, signed_in
from tests.core.many import copies
from tests.factories import make_tier, make_version
from tests.specimens import models_with_pages, specimen

pytestmark = pytest.mark.once

FILE = Path(__file__).with_name("query_counts.json")
FEW = 10
ONLY_ONE = {"dealers.Brand"}
"""Models of which there is one row at the most."""
MORE_PAGES = {"home": "/", "tree of dealers": "/dealers/tree/"}
EVERYBODY = ("headquarters", "province", "dealer", "upper")
READERS = {
    "list": ("headquarters", "province", "dealer"),
    "page": ("headquarters", "province", "dealer"),
    "csv": ("headquarters", "dealer"),
    "api": ("headquarters", "dealer"),
}
Counts = dict[str, dict[str, int]]


@pytest.fixture
def people(hq, province, dealer_user, dealers) -> dict[str, Client]:
    """All of the brand, one region, one dealer, and one who sees the dealers below it, too."""
    Dealer.objects.filter(pk=dealers.guangdong.pk).update(sees_downstream=True)
    upper = person("upper", Role.PRINCIPAL, dealer=dealers.guangdong)
    found = (hq, province, dealer_user, upper)
    return {who: signed_in(access) for who, access in zip(EVERYBODY, found, strict=True)}


def ten_rows_of_each(dealers) -> dict[type[Model], Model]:
    """The last of them by model: the one whose page is looked at."""
    rows = {}
    make_tier("lowest", rank=30_000)  # what the page of a tier offers depends on its neighbours
    for model in models_with_pages():
        for _turn in range(FEW):
            rows[model] = specimen(model, dealers.guangzhou)
    # What the page of a version changes is against the one before it.
    make_version(rows[ProgrammeVersion].programme, number=30_000)
    return rows


def addresses(row: Model) -> dict[str, str]:
    pages = pages_of(type(row))
    return {
        "list": pages.url("list"),
        "page": pages.url("detail", row),
        "csv": pages.url("export"),
        "api": reverse(f"api:{pages.plural}-list"),
    }


def queries(client: Client, address: str) -> int | None:
    """How often an answer asks; nothing where there is none for this person."""
    reset_queries()  # the log has an end
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(captured) if answer.status_code == 200 else None


def counted(people: dict[str, Client], rows: dict[type[Model], Model]) -> Counts:
    asked = {name: (address, EVERYBODY) for name, address in MORE_PAGES.items()}
    for model, row in rows.items():
        for kind, address in addresses(row).items():
            asked[f"{model._meta.label} {kind}"] = (address, READERS[kind])
    found = {}
    for name, (address, readers) in asked.items():
        each = {who: queries(people[who], address) for who in readers}
        found[name] = {who: count for who, count in each.items() if count is not None}
    return found


def unlike(one: Counts, other: Counts) -> dict[str, tuple]:
    """Where two counts differ: by page and person, the one and the other."""
    keys = {(name, who) for counts in (one, other) for name in counts for who in counts[name]}
    pairs = {key: tuple(c.get(key[0], {}).get(key[1]) for c in (one, other)) for key in keys}
    return {f"{name} for {who}": p for (name, who), p in sorted(pairs.items()) if p[0] != p[1]}


def test_it_works():
    few, many = {"a": {"hq": 1, "dealer": 2}}, {"a": {"hq": 1, "dealer": 3}, "b": {"hq": 1}}
    assert unlike(few, few) == {}
    assert unlike(few, many) == {"a for dealer": (2, 3), "b for hq": (None, 1)}


@pytest.mark.parametrize("rows_of_each", [60, pytest.param(1_000, marks=pytest.mark.prove)])
def test_a_page_asks_as_often_for_many_rows_as_for_ten(
    rows_of_each, people, dealers, brand, request
):
    rows = ten_rows_of_each(dealers)
    for client in people.values():
        client.get("/dealers/")  # what is asked once a session
    few = counted(people, rows)
    for model, row in rows.items():
        if model._meta.label not in ONLY_ONE:
            copies(row, rows_of_each - FEW)
    many = counted(people, rows)
    assert unlike(few, many) == {}, "More queries for more rows (first for ten): select_related?"
    if request.config.getoption("--update-query-counts"):
        FILE.write_text(json.dumps(many, indent=1, sort_keys=True) + "\n")
    stored = json.loads(FILE.read_text())
    assert unlike(stored, many) == {}, (
        f"{FILE.name} says something else (first what it says). If that is meant, write it anew: "
        "pytest tests/core/test_query_counts.py --update-query-counts"
    )
