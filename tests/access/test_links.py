"""What a list links to is there for whoever reads it, and a page is linked for whom it is there."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from tests.access.people import Who, client_of
from tests.access.places import PLACES, Only
from tests.specimens import models_with_pages

pytestmark = pytest.mark.once

LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')


def links_on(client: Client, address: str) -> list[str]:
    answer = client.get(address, follow=True)
    page = answer["Content-Type"].startswith("text/html")
    return LINK.findall(answer.content.decode()) if page else []


def links_for(client: Client) -> dict[str, str]:
    """What her home, the pages next to it and all lists lead to, by path: of the same path one
    address is enough."""
    home = {urlsplit(link).path for link in links_on(client, "/")}
    lists = {pages_of(model).url("list") for model in models_with_pages()}
    found = {}
    for address in sorted({"/", *home, *lists}):
        for link in links_on(client, address):
            found.setdefault(urlsplit(link).path, unescape(link))
    return found


@pytest.mark.parametrize("who", [Who.HQ, Who.PROVINCE, Who.PRINCIPAL, Who.CLERK])
def test_every_link_leads_somewhere_and_every_page_is_linked(who, regions, dealers, brand):
    client = client_of(who, regions, dealers)
    links = links_for(client)
    answers = {link: client.get(link).status_code for link in links.values()}
    assert {link: status for link, status in answers.items() if status >= 400} == {}
    only = {
        name: place.people
        for name, place in PLACES.items()
        if isinstance(place, Only) and not name.startswith("api:")
    }
    hers = {reverse(name) for name, people in only.items() if who in people}
    assert hers - {*links} == set()
    assert hers
