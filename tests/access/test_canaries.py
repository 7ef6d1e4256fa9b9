"""No address of the site gives away a word of a dealer that is none of the reader's business:
no page, file, search, filter, order, option or API call, not even that there is such a dealer."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from channels_mgmt.core.filters import RecordFilter
from channels_mgmt.core.lookups import code_of
from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import ScopedQuerySet, Verb
from dealers.choices import Role
from dealers.models import Dealer, Shop
from dealers.services.shops import save_shop
from tests.access.canaries import CODE, FAR, OF_THE_BRAND, ORDER, SECRETS, SHOP, leaks, text_of
from tests.access.routes import routes
from tests.conftest import person, signed_in
from tests.specimens import models_with_pages

PUBLIC_ROUTES = {"login", "set_language", "rebates:verify"}
"""All that somebody who has not signed in may open."""
OPEN_TO_EVERYBODY = {"login", "logout", "set_language", "rebates:verify", "password_change"}
"""What anybody may post to: it changes the own session or password alone."""
READ_BY_ANY_METHOD = {"home", "dealers:dealer_tree"}
"""Plain views, which answer to a POST as they do to a GET."""
REFERENCE = {
    "dealers.Region",
    "dealers.Tier",
    "dealers.ProductLine",
    "dealers.Brand",
    "pricing.SKU",
}
OF_THE_WHOLE_BRAND = REFERENCE | {
    "pricing.Price", "pricing.PriceList",
    "rebates.Programme", "rebates.ProgrammeVersion", "rebates.SettlementRun",
}  # fmt: skip
"""What every manager of the brand sees, whichever province is hers."""
NAMED_TO_ALL_MANAGERS = {
    "api:programme-versions-detail", "api:programme-versions-list", "api:programmes-document",
    "rebates:programme_detail", "rebates:programmeversion_detail",
}  # fmt: skip
"""Where a manager of another province reads the dealer's code all the same: a version says whom it
is for. Whatever comes off this list must be taken off it."""
OUTSIDERS = ["dealer", "stranger dealer", "province"]
FILE_KINDS = ["", "?format=xlsx"]
METHODS = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.fixture
def outsider(request, dealers, regions):
    """Somebody to whom the dealer with the canaries is none of her business."""
    if request.param == "dealer":
        return person("own", Role.PRINCIPAL, dealer=dealers.guangzhou)
    if request.param == "stranger dealer":
        return person("other", Role.CLERK, dealer=dealers.zhejiang)
    return person("manager", Role.PROVINCE, region=regions.guangdong)


def secrets_from(access) -> tuple[str, ...]:
    return SECRETS if access.scope.brand_side else (*SECRETS, *OF_THE_BRAND)


def known_to(access) -> set[str]:
    return OF_THE_WHOLE_BRAND if access.scope.brand_side else REFERENCE


def rows_for(route, rows) -> list:
    return [rows[route.model]] if route.of_object else [None]


def kinds_of(route) -> list[str]:
    return FILE_KINDS if route.name.endswith("export") else FILE_KINDS[:1]


def test_the_canaries_sing(planted, hq_client):
    """The proof that the tests below look where the words are: headquarters reads all of them."""
    heard = set()
    for route in routes():
        for row in rows_for(route, planted.foreign):
            for address in route.addresses(row):
                for kind in kinds_of(route):
                    heard |= set(leaks(hq_client.get(address + kind), (*SECRETS, *OF_THE_BRAND)))
    as_it_is_stored = {secret for secret in SECRETS if re.fullmatch(r"\d{7,}", secret)}
    assert {*SECRETS, *OF_THE_BRAND} - heard <= as_it_is_stored | {"canary job", "canary file"}


def test_nobody_reads_anything_without_signing_in(planted):
    client, open_to_all = Client(), set()
    for route in routes():
        for row in rows_for(route, planted.foreign):
            for address in route.addresses(row):
                answer = client.get(address)
                sent_away = answer.status_code in (401, 403) or (
                    answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
                )
                assert leaks(answer) == [], address
                if not sent_away:
                    open_to_all.add(route.name)
    assert open_to_all == PUBLIC_ROUTES


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_no_page_file_or_answer_says_a_word_of_it(outsider, planted):
    client, secrets, found = signed_in(outsider), secrets_from(outsider), {}
    for route in routes():
        for rows in (planted.own, planted.foreign):
            for row in rows_for(route, rows):
                for address in route.addresses(row):
                    for kind in kinds_of(route):
                        if words := leaks(client.get(address + kind), secrets):
                            found[route.name] = words
    expected = NAMED_TO_ALL_MANAGERS if outsider.scope.brand_side else set()
    assert {name: found.get(name) for name in {*found} ^ expected} == {}
    assert {word for words in found.values() for word in words} <= {CODE, "Kanarienvogel"}


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_its_rows_are_not_there(outsider, planted):
    client, answers = signed_in(outsider), {}
    for route in routes():
        if not route.of_object or route.model._meta.label in known_to(outsider):
            continue
        for address in route.addresses(planted.foreign[route.model]):
            if (status := client.get(address).status_code) not in (404, 405):
                answers[address] = status
    assert answers == {}


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_nothing_can_be_done_to_them(outsider, planted):
    """Every address, own rows and foreign ones: an outsider has no verb, and nothing changes."""
    client, answers, before = signed_in(outsider), {}, everything()
    # A manager knows of runs and programmes: she may be told first that she sent nothing.
    refused = (400, 403, 404, 405) if outsider.scope.brand_side else (403, 404, 405)
    for route in routes():
        if route.name in OPEN_TO_EVERYBODY | READ_BY_ANY_METHOD:
            continue
        for rows in (planted.own, planted.foreign):
            for row in rows_for(route, rows):
                for address in route.addresses(row):
                    for method in METHODS if route.name.startswith("api:") else METHODS[:1]:
                        answer = client.generic(method, address, "{}", "application/json")
                        if answer.status_code not in refused:
                            answers[method, address] = answer.status_code
    assert (answers, everything()) == ({}, before)


def everything() -> dict[str, list]:
    """All rows of all models that have pages."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in models_with_pages()
    }


# What is asked for is written back into the page. So the answer to a question about the foreign
# dealer must be, but for that, the very answer to a question about nothing at all.

TOKEN = re.compile(
    r'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")[^,}>]*'
)


def asked(client, address: str, name: str, value: object) -> str:
    text = text_of(client.get(address, {name: value}))
    for spelling in {str(value), quote(str(value)), quote(str(value), safe="")}:
        text = text.replace(spelling, "…")
    return re.sub(r"'Content-Length': '\d+'", "", TOKEN.sub("", text))


def lists_of(model) -> list[str]:
    pages = pages_of(model)
    return [pages.url("list"), pages.url("export"), f"/api/v1/{pages.plural}/"]


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
@pytest.mark.parametrize("word", [CODE, "金丝雀", ORDER, "canary"])
def test_a_search_for_it_finds_what_a_search_for_nothing_finds(outsider, word, planted):
    client, told = signed_in(outsider), []
    for model in models_with_pages():
        if model._meta.label in known_to(outsider):
            continue
        for address in [*lists_of(model), pages_of(model).url("options")]:
            nothing = asked(client, address, "q", "Zyx0123")
            if asked(client, address, "q", word) != nothing:
                told.append(address)
    assert told == []


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_a_filter_by_it_answers_as_a_filter_by_nothing(outsider, planted):
    client, told = signed_in(outsider), []
    for model in models_with_pages():
        for name, found in pages_of(model).filterset.base_filters.items():
            for secret, nothing in questions(found, outsider, planted.foreign):
                for address in lists_of(model):
                    foreign = asked(client, address, name, secret)
                    if foreign != asked(client, address, name, nothing):
                        told.append((address, name, secret))
    assert told == []


def questions(found, access, foreign: dict) -> list[tuple[object, object]]:
    """The foreign row that a filter can name, if she does not see it, and a row that is not."""
    if not isinstance(found, RecordFilter):
        return []
    model = found.extra["queryset"].model
    row = foreign.get(model)
    visible = ScopedQuerySet(model).visible_to(access.scope)
    if row is None or visible.filter(pk=row.pk).exists():
        return []
    assert code_of(model) or row.pk > FAR, f"plant {model.__name__} far up"
    return [(row.code, "Zyx0123") if code_of(model) else (row.pk, FAR + 999)]


@pytest.mark.parametrize("outsider", ["dealer", "province"], indirect=True)
def test_no_order_of_a_list_brings_it_up(outsider, planted):
    client, secrets, found = signed_in(outsider), secrets_from(outsider), {}
    for model in models_with_pages():
        if model._meta.label in known_to(outsider):
            continue
        for column in [*pages_of(model).table.base_columns, "-dealer__name", "-pk"]:
            for address in (pages_of(model).url("list"), f"/api/v1/{pages_of(model).plural}/"):
                answer = client.get(address, {"sort": column, "ordering": column})
                if words := leaks(answer, secrets):
                    found[address, column] = words
    assert found == {}


# What was the foreign dealer's and is the reader's own now


def test_the_history_of_a_shop_does_not_name_who_ran_it_before(planted, dealers, hq, hq_client):
    Shop.objects.filter(code=SHOP).update(code="taken-over", name="新店", url="")
    shop = Shop.objects.get(code="taken-over")
    shop.operator = dealers.guangzhou
    save_shop(instance=shop, access=hq, verb=Verb.CHANGE_STRUCTURE, reason="taken over")
    address = f"/shops/{shop.pk}/history/"
    mine = signed_in(person("own", Role.PRINCIPAL, dealer=dealers.guangzhou))
    assert Dealer.objects.get(code=CODE).name_en in hq_client.get(address).content.decode()
    answer = mine.get(address)
    assert answer.status_code == 200
    assert "taken over" in answer.content.decode()
    assert leaks(answer, ("金丝雀", "Kanarienvogel", CODE)) == []
