"""No address of the site gives away a word of a dealer that is none of the reader's business: no
page, no file, no call of the API, not even that there is such a dealer."""

import re

import pytest
from django.test import Client

from dealers.models import Dealer
from tests.access.canaries import CODE, OF_THE_BRAND, SECRETS, leaks
from tests.access.outsiders import OUTSIDERS, known_to, rows_for, secrets_from
from tests.access.routes import routes
from tests.conftest import signed_in

pytestmark = pytest.mark.once

FILE_KINDS = ["", "?format=xlsx"]
AS_STORED = re.compile(r"\d{7,}")
"""Amounts as they stand in the database: no page shows them so."""
UNREAD = {"canary job", "canary file"}
"""In the fields of a job, and in the picture of a PDF: not for reading."""


def kinds_of(route) -> list[str]:
    return FILE_KINDS if route.name.endswith("export") else FILE_KINDS[:1]


def answers(client: Client, *planted: dict):
    """Every route on all of these rows, as file and as page."""
    for route in routes():
        rows = [row for rows in planted for row in rows_for(route, rows)]
        for row in rows if route.of_object else rows[:1]:
            for address in route.addresses(row):
                for kind in kinds_of(route):
                    yield route, client.get(address + kind)


def test_there_are_canaries_enough():
    assert len(SECRETS) > 20


def test_the_canaries_sing(planted, hq_client):
    """The proof that the tests below look where the words are: headquarters reads all of them."""
    heard = set()
    for _route, answer in answers(hq_client, planted.foreign):
        heard |= set(leaks(answer, (*SECRETS, *OF_THE_BRAND)))
    silent = {*SECRETS, *OF_THE_BRAND} - heard
    assert {word for word in silent if not AS_STORED.fullmatch(word)} <= UNREAD


def test_nobody_reads_anything_without_signing_in(planted):
    found = {r.name: words for r, a in answers(Client(), planted.foreign) if (words := leaks(a))}
    assert found == {}


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_no_page_file_or_answer_says_a_word_of_it(outsider, planted):
    client, secrets, found = signed_in(outsider), secrets_from(outsider), {}
    for route, answer in answers(client, planted.own, planted.foreign):
        if words := leaks(answer, secrets):
            found[route.name] = words
    assert found == {}


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_its_rows_are_not_there(outsider, planted):
    """The answer is the very one that a row gets which has never been."""
    client, told = signed_in(outsider), {}
    for route in routes():
        if not route.of_object or route.model._meta.label in known_to(outsider):
            continue
        row = planted.foreign[route.model]
        for address in route.addresses(row):
            answer = client.get(address)
            never = client.get(address.replace(f"/{row.pk}/", "/999999999/", 1))
            same = shown(answer, row.pk) == shown(never, 999999999)
            if answer.status_code not in (404, 405) or not same:
                told[address] = answer.status_code
    assert told == {}


def shown(answer, pk: int) -> str:
    """The page without what differs from one to the next: the address and the tokens."""
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken[^:]*: )[^>,}]*', "", text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "", text)  # the number of the request
    return text.replace(f"/{pk}/", "/…/").replace(f"%2F{pk}%2F", "/…/")


# The chain of dealers: who supplies whom is known, and nothing else


def among(planted, client) -> dict[str, list[str]]:
    """What of the canaries can be read on the reader's own rows and on the foreign ones."""
    found = {}
    for route, answer in answers(client, planted.own, planted.foreign):
        if words := leaks(answer, (*SECRETS, *OF_THE_BRAND)):
            found[route.name] = words
    return found


NAMES = {CODE, "金丝雀商贸", "Kanarienvogel"}


def test_of_its_supplier_a_dealer_reads_the_name_alone(planted, dealers, dealer_client):
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(upstream=planted.foreign[Dealer])
    found = among(planted, dealer_client)
    assert {word for words in found.values() for word in words} <= NAMES
    of_dealers = {"dealers:dealer_", "api:dealers-"}
    assert [name for name in found if not name.startswith(tuple(of_dealers))] == []


def test_of_the_dealers_below_a_dealer_reads_nothing(planted, dealers, dealer_client):
    Dealer.objects.filter(code=CODE).update(upstream=dealers.guangzhou)
    assert among(planted, dealer_client) == {}


def test_once_the_brand_switched_it_on_a_principal_reads_of_them_too(
    planted, dealers, dealer_client
):
    """And only then: the proof that the test above is about the switch."""
    Dealer.objects.filter(code=CODE).update(upstream=dealers.guangzhou)
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(sees_downstream=True)
    assert leaks(dealer_client.get("/api/v1/sales-lines/"))
