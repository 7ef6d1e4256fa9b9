"""Whatever the site answers, a browser is told what it may do with it, and runs nothing that
stands in a page."""

from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels_mgmt.policies import PERMISSIONS_POLICY
from tests.access.routes import routes
from tests.conftest import signed_in

pytestmark = pytest.mark.once

EXPECTED = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'none'",
}  # fmt: skip
OF_FILES_FROM_OUTSIDE = {"default-src 'none'", "sandbox"}
"""Files that people sent may do still less."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "text/csv": b"\xef\xbb\xbf",
    WORKBOOK: b"PK",
    "application/pdf": b"%PDF",
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8\xff",
}
"""What is handed out as a file, and how each begins."""


class Inline(HTMLParser):
    """Finds what the policy forbids: scripts, styles and handlers within a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(tag)
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith(("javascript:", "js:")):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


def inline_in(page: str) -> list[str]:
    parser = Inline()
    parser.feed(page)
    return parser.found


def missing(answer) -> list[str]:
    """The headers that an answer lacks or has otherwise."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong = [name for name, value in EXPECTED.items() if answer.headers.get(name) != value]
    allowed = (POLICY, OF_FILES_FROM_OUTSIDE)
    return wrong + ["Content-Security-Policy"] * ({*policy.split("; ")} not in allowed)


class Files:
    """Holds every file that is handed out to its type, and to having a name."""

    def __init__(self) -> None:
        self.wrong, self.seen = {}, set()

    def look(self, address: str, answer) -> None:
        if kind(answer) not in FILES or answer.status_code != 200:
            return
        self.seen.add(kind(answer))
        body = b"".join(answer) if answer.streaming else answer.content
        disposition = answer.headers.get("Content-Disposition", "")
        if not body.startswith(FILES[kind(answer)]) or "filename" not in disposition:
            self.wrong[address] = (kind(answer), disposition, body[:8])


def kind(answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0]


@pytest.mark.parametrize(
    "wrong",
    [
        "<script>x()</script>", "<style>a{}</style>", '<p style="color: red">', '<a onclick="x()">',
        '<a href="javascript:x()">', '<p hx-on:click="x()">', "<img src=x onerror=x()/>",
    ],
)  # fmt: skip
def test_it_works(wrong):
    assert len(inline_in(f"<main>{wrong}</main>")) == 1
    assert inline_in('<script src="/static/a.js"></script><p class="style">on a style</p>') == []


@pytest.mark.parametrize("side", ["hq", "dealer_user"])
def test_every_address_says_what_a_browser_may_do(side, planted, request):
    client = signed_in(request.getfixturevalue(side))
    lacking, inline, files, pages = {}, {}, Files(), 0
    for route in routes():
        row = planted.own[route.model] if route.of_object else None
        for address in route.addresses(row):
            answer = client.get(address)
            if wrong := missing(answer):
                lacking[address] = wrong
            if kind(answer) == "text/html":
                assert {*answer.headers["Content-Security-Policy"].split("; ")} == POLICY
                pages += 1
                if found := inline_in(answer.content.decode()):
                    inline[address] = found
            files.look(address, answer)
    assert (lacking, inline, files.wrong) == ({}, {}, {})
    assert pages > 40
    assert len(files.seen) >= 2


def test_an_export_as_a_workbook_has_its_type_and_a_name(planted, hq_client):
    files = Files()
    for route in routes():
        if route.name.endswith("export"):
            for address in route.addresses():
                files.look(address, hq_client.get(address, {"format": "xlsx"}))
    assert (files.wrong, files.seen) == ({}, {WORKBOOK})


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/verify/ST-2024-000001-NONE/000000000000", "/no/such/page"]
)
def test_who_has_not_signed_in_is_told_the_same(address, brand):
    assert missing(Client().get(address)) == []


# Pages for what went wrong

CHINESE, ENGLISH = {"accept-language": "zh-hans"}, {"accept-language": "en"}


@pytest.fixture
def broken(monkeypatch):
    """A page of the site with a fault in it."""

    def fail(*args):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("channels_mgmt.dashboards.views.brand_side", fail)


def test_an_error_shows_nothing_of_the_inside(broken, hq_client):
    hq_client.raise_request_exception = False
    answer = hq_client.get("/")
    page = answer.content.decode()
    assert (answer.status_code, missing(answer), inline_in(page)) == (500, [], [])
    assert "出错了" in page
    assert "Something went wrong" in page
    assert "secret" not in page
    assert "Traceback" not in page
    assert answer.headers["X-Request-ID"] in page


@pytest.mark.parametrize(("headers", "words"), [(ENGLISH, "This form is too old."),
                                                (CHINESE, 'lang="zh-hans"')])  # fmt: skip
def test_a_form_without_its_token_is_refused_in_the_readers_language(headers, words, hq):
    client = Client(enforce_csrf_checks=True)
    client.force_login(hq.user)
    answer = client.post("/dealers/add/", {"code": "X"}, headers=headers)
    assert (answer.status_code, missing(answer)) == (403, [])
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/no/such/page", 404, "There is no such page."),
        ("/dealers/999999/", 404, "There is no such page."),
        ("/regions/add/", 403, "Your role does not allow this."),
    ],
)
def test_what_is_not_there_or_not_allowed_says_so(address, status, words, dealer_client):
    answer = dealer_client.get(address, headers=ENGLISH)
    assert (answer.status_code, missing(answer)) == (status, [])
    assert words in answer.content.decode()
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    assert 'lang="zh-hans"' in dealer_client.get(address, headers=CHINESE).content.decode()


# What is too large is not read

TOO_LARGE = str(100 * 2**20)


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
     "text/plain", ""],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/dealers/add/", "/imports/upload/", "/sign-in/",
                                     "/api/v1/settlement-runs/", "/api/v1/imports/"])  # fmt: skip
def test_a_hundred_megabytes_are_refused_unread(address, content_type, hq_client):
    answer = hq_client.post(
        address, b"x", content_type=content_type, headers={"content-length": TOO_LARGE}
    )
    assert (answer.status_code, missing(answer)) == (413, [])
    assert "large" in answer.content.decode()


def test_a_form_may_have_a_file_and_no_more_than_ten(hq_client):
    file = SimpleUploadedFile("sales.csv", b"a,b\n1,2\n")
    many = {f"file{number}": SimpleUploadedFile("x.csv", b"x") for number in range(11)}
    one = hq_client.post("/imports/upload/", {"kind": "sales", "file": file})
    assert one.status_code == 302
    refused = hq_client.post("/imports/upload/", {"kind": "sales", **many}, headers=ENGLISH)
    assert (refused.status_code, missing(refused)) == (400, [])
    assert "This request cannot be read." in refused.content.decode()


def test_a_form_of_countless_fields_is_not_read(hq_client):
    answer = hq_client.post("/dealers/add/", {f"field{n}": "x" for n in range(2_001)})
    assert answer.status_code == 400
