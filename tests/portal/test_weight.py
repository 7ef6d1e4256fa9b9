"""The first page of a dealer, with all that it pulls in, is light enough for a phone."""

import gzip
import re
from urllib.parse import urldefrag, urljoin

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from rebates.sales.cells import mark_changed
from tests.factories import make_entry, make_sale, make_statement, make_version

pytestmark = pytest.mark.django_db
LIMIT = 200 * 1024
REFERENCE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IN_CSS = re.compile(r"url\(\s*['\"]?(?!data:)([^)'\"]+)")


def compressed(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0))


def static(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    with open(found, "rb") as file:
        return file.read()


def pulled_in(html: str) -> dict[str, int]:
    """Every static file by its address, and its compressed size."""
    waiting, sizes = {urldefrag(found).url for found in REFERENCE.findall(html)}, {}
    while waiting:
        address = waiting.pop()
        body = static(address)
        sizes[address] = compressed(body)
        if address.endswith(".css"):
            inside = {urljoin(address, urldefrag(u).url) for u in IN_CSS.findall(body.decode())}
            waiting |= {found for found in inside if found not in sizes}
    return sizes


@pytest.fixture
def home(dealer_client, dealers) -> bytes:
    """A page with something in every part of it."""
    today = timezone.localdate()
    for _ in range(5):
        make_version()
        make_entry("1000.00", dealer=dealers.guangzhou)
        make_statement(dealers.guangzhou)
    make_sale("82400", dealer=dealers.guangzhou, date=today)
    mark_changed([today])
    return dealer_client.get("/").content


def test_it_works():
    assert pulled_in('<link href="/static/core/kit.css">')["/static/core/kit.css"] > 500
    assert pulled_in('<use href="/static/core/icons.svg#home">').keys() == {
        "/static/core/icons.svg"
    }


def test_the_first_page_weighs_at_most_200_kb(home):
    sizes = pulled_in(home.decode())
    assert {"/static/tabler/css/tabler.min.css", "/static/core/kit.css"} <= sizes.keys()
    assert compressed(home) + sum(sizes.values()) <= LIMIT, sizes


def test_nothing_comes_from_elsewhere_and_no_trick_that_wechat_blocks(home):
    html = home.decode()
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', html) == []
    scripts = [a for a in pulled_in(html) if a.startswith("/static/core/") and a.endswith(".js")]
    code = html + "".join(static(script).decode() for script in scripts)
    for trick in ("window.open", "createObjectURL", "blob:", "serviceWorker", 'target="_blank"'):
        assert trick not in code
