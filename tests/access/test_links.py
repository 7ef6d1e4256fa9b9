"""What a list links to is there for whoever reads it, and a page is linked for whom it is there."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from channels_mgmt.core.registry import pages_of
from tests.access.people import Who, client_of
from tests.access.policies import PLACES, Only
from tests.specimens import models_with_pages

LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')


def links_for(client: Client) -> dict[str, str]:
    """What her home and all lists lead to, by path: of the same path one address is enough."""
    found = {}
    for address in ["/", *(pages_of(model).url("list") for model in models_with_pages())]:
        for link in LINK.findall(client.get(address, follow=True).content.decode()):
            found.setdefault(urlsplit(link).path, unescape(link))
    return found


@pytest.mark.parametrize("who", [Who.HQ, Who.PROVINCE, Who.PRINCIPAL, Who.CLERK])
def test_every_link_leads_somewhere_and_every_page_is_linked(who, regions, dealers, brand):
    client = client_of(who, regions, dealers)
    links = links_for(client)
    answers = {link: client.get(link).status_code for link in links.values()}
    assert {link: status for link, status in answers.items() if status >= 400} == {}
    only = {name: place.people for name, place in PLACES.items() if isinstance(place, Only)}
    hers = {reverse(name) for name, people in only.items() if who in people}
    assert hers - {*links} == set()
    assert hers
