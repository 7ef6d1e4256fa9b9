"""The side doors: searching, filtering, sorting and choosing give away nothing of a foreign dealer,
nor do methods that nobody thinks of, files that a browser has kept, or ticked rows."""

import re
from urllib.parse import quote

import pytest

from channels_mgmt.core.filters import RecordFilter
from channels_mgmt.core.lookups import code_of
from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import ScopedQuerySet
from dealers.choices import Role
from dealers.models import ManualEntry
from rebates.models import Statement, StatementDocument
from tests.access.canaries import CODE, FAR, ORDER, leaks, text_of
from tests.access.matrix import everything
from tests.access.outsiders import OUTSIDERS, known_to, secrets_from
from tests.access.routes import routes
from tests.conftest import person, signed_in
from tests.specimens import models_with_pages

pytestmark = pytest.mark.once

# What is asked for is written back into the page. So the answer to a question about the foreign
# dealer must be, but for that, the very answer to a question about nothing at all.

TOKEN = re.compile(
    r'(csrfmiddlewaretoken" value=|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")[^,}>]*'
)


def asked(client, address: str, name: str, value: object) -> str:
    text = text_of(client.get(address, {name: value}))
    for spelling in {str(value), quote(str(value)), quote(str(value), safe="")}:
        text = text.replace(spelling, "…")
    text = re.sub(r"\b[0-9a-f]{32}\b", "", text)  # the number of the request
    return re.sub(r"'Content-Length': '\d+'", "", TOKEN.sub("", text))


def lists_of(model) -> list[str]:
    pages = pages_of(model)
    return [pages.url("list"), pages.url("export"), f"/api/v1/{pages.plural}/"]


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_a_search_for_it_finds_what_a_search_for_nothing_finds(outsider, planted):
    client, told = signed_in(outsider), []
    for model in models_with_pages():
        if model._meta.label in known_to(outsider):
            continue
        for address in [*lists_of(model), pages_of(model).url("options")]:
            nothing = asked(client, address, "q", "Zyx0123")
            for word in (CODE, "金丝雀", ORDER, "canary"):
                if asked(client, address, "q", word) != nothing:
                    told.append((address, word))
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


# Methods that nobody thinks of


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_head_and_options_say_nothing(outsider, planted):
    client, secrets, told = signed_in(outsider), secrets_from(outsider), {}
    for route in routes():
        if not route.of_object or route.model._meta.label in known_to(outsider):
            continue
        for address in route.addresses(planted.foreign[route.model]):
            head, options = client.head(address), client.options(address)
            if head.status_code not in (404, 405) or leaks(head) or leaks(options, secrets):
                told[address] = head.status_code
    assert told == {}


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_a_file_that_a_browser_has_kept_is_not_confirmed(outsider, planted):
    """“Not modified” would say that the file is there, and that it is this one."""
    document = StatementDocument.objects.get(statement=planted.foreign[Statement])
    client = signed_in(outsider)
    for tag in (f'"{document.sha256}"', "*"):
        for name in ("api/v1/statements", "statements"):
            address = f"/{name}/{document.statement_id}/pdf/?language=en"
            assert client.get(address, headers={"If-None-Match": tag}).status_code == 404


# Ticked rows


@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_ticked_rows_of_which_one_is_foreign_are_not_there(action, planted, regions):
    """Neither is anything done to the own ones among them."""
    approver = person("regional", Role.FINANCE, region=regions.guangdong)
    client = signed_in(approver)
    rows = [planted.own[ManualEntry].pk, planted.foreign[ManualEntry].pk]
    before = everything()
    body = {"row": rows, "reason": "both"}
    assert client.post(f"/manual-entries/{action}/", body).status_code == 404
    assert client.get(f"/manual-entries/{action}/", {"row": rows}).status_code == 404
    assert everything() == before
    never = [rows[0], FAR + 999]
    assert client.get(f"/manual-entries/{action}/", {"row": never}).status_code == 404
    assert client.get(f"/manual-entries/{action}/", {"row": rows[:1]}).status_code == 200
