"""Own rows are there, foreign rows are not: on any page, in any file, in the API. Not even that
they exist."""

import csv
import io

import pytest
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from tests.conftest import signed_in
from tests.specimens import models_with_pages, specimen

MODELS = models_with_pages()
PEOPLE = ["hq", "province", "dealer_user"]


def sees(who: str, reach) -> tuple[bool, bool, bool]:
    """Whether someone may know of the list, sees the own row, and sees the foreign row."""
    brand_side = who in ("hq", "province")
    if who == "hq" or reach.public or (reach.brand and brand_side):
        return True, True, True
    if reach.region if brand_side else reach.dealer:
        return True, True, False
    return False, False, False


@pytest.fixture(params=MODELS, ids=lambda model: model._meta.label)
def rows(request, dealers):
    """A row of the dealer in Guangzhou (Guangdong), and one of the dealer in Hangzhou."""
    model = request.param
    return specimen(model, dealers.guangzhou), specimen(model, dealers.hangzhou)


@pytest.mark.parametrize("who", PEOPLE)
def test_own_rows_answer_200_and_foreign_rows_404(who, rows, request):
    client = signed_in(request.getfixturevalue(who))
    pages = pages_of(type(rows[0]))
    listed, *visible = sees(who, pages.model.reach)
    found = {200: True, 404: False}
    for row, expected in zip(rows, visible, strict=True):
        for page in ("detail", "history"):
            assert found[client.get(pages.url(page, row)).status_code] is expected
        api = reverse(f"api:{pages.plural}-detail", args=[row.pk])
        assert found[client.get(api).status_code] is expected
    for address in (
        pages.url("list"),
        pages.url("export"),
        pages.url("options"),
        reverse(f"api:{pages.plural}-list"),
    ):
        assert found[client.get(address).status_code] is listed


@pytest.mark.parametrize("who", PEOPLE)
def test_lists_and_files_hold_the_own_rows_alone(who, rows, request):
    client = signed_in(request.getfixturevalue(who))
    pages = pages_of(type(rows[0]))
    listed, *visible = sees(who, pages.model.reach)
    if not listed:
        pytest.skip("the whole list is out of sight")
    seen = pages.rows(request.getfixturevalue(who).scope)
    page = client.get(pages.url("list")).content.decode()
    api = client.get(reverse(f"api:{pages.plural}-list")).json()["results"]
    for row, expected in zip(rows, visible, strict=True):
        assert (f'href="{pages.url("detail", row)}"' in page) is expected
        assert (row.pk in [record["id"] for record in api]) is expected
    file = b"".join(client.get(pages.url("export")).streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(file)))) == 1 + seen.count()


def test_a_stranger_finds_no_trace_of_the_other_dealer(stranger_client, dealers):
    for address in ("/", "/dealers/", "/dealers/tree/", "/territories/", "/dealers/options/?q=GZ"):
        page = stranger_client.get(address).content.decode()
        assert dealers.guangzhou.name not in page
        assert dealers.guangzhou.name_en not in page


@pytest.mark.parametrize(
    "address",
    ["/dealers/?upstream=GD", "/territories/?dealer=GZ", "/api/v1/territories/?dealer=GZ"],
)
def test_a_filter_by_a_foreign_code_is_as_wrong_as_by_a_code_that_does_not_exist(
    address, stranger_client, dealers
):
    foreign = stranger_client.get(address)
    unknown = stranger_client.get(address[:-2] + "XX")
    assert foreign.status_code == unknown.status_code
    text = foreign.content.decode().replace(address[-2:], "XX")
    assert dealers.guangzhou.name not in text
    if foreign.status_code == 400:
        assert text == unknown.content.decode()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_who_lacks_the_verb_is_refused_the_form(model, dealer_user, province, dealers):
    pages = pages_of(model)
    if pages.form is None:
        pytest.skip("read-only")
    row = specimen(model, dealers.guangzhou)
    for access in (dealer_user, province):
        if access.may(pages.verb):
            continue
        client = signed_in(access)
        refused = 403 if client.get(pages.url("list")).status_code == 200 else 404
        assert client.get(pages.url("add")).status_code == refused
        assert client.post(pages.url("add"), {}).status_code == refused
        assert client.get(pages.url("edit", row)).status_code == refused
        assert client.post(pages.url("edit", row), {}).status_code == refused


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nobody_comes_in_without_signing_in(model, client, db):
    pages = pages_of(model)
    assert client.get(pages.url("list")).headers["Location"].startswith("/sign-in/")
    assert client.get(pages.url("export")).status_code == 302
    assert client.get(reverse(f"api:{pages.plural}-list")).status_code in (401, 403)


def test_the_menu_offers_only_what_the_person_may_see(hq_client, province_client, dealer_client):
    def offers(client, address: str) -> bool:
        return f'href="{address}"' in client.get("/").content.decode()

    assert [offers(c, "/dealers/") for c in (hq_client, province_client, dealer_client)] == [
        True,
        True,
        True,
    ]
    assert [offers(c, "/prices/") for c in (hq_client, province_client, dealer_client)] == [
        True,
        True,
        False,
    ]
    assert [offers(c, "/audit-trail/") for c in (hq_client, province_client, dealer_client)] == [
        True,
        False,
        False,
    ]
