"""A PDF reads nothing but the project's static files, and the same input gives the same bytes."""

import datetime
import hashlib
import io
import os
import socket
import subprocess
import sys
import threading

import pytest
from django.core.checks.registry import registry
from django.core.management import call_command
from pypdf import PdfReader

from channels_mgmt.core import checks, pdf
from channels_mgmt.core.pdf import PdfError, render_pdf

CHINA = datetime.timezone(datetime.timedelta(hours=8))
ISSUED = datetime.datetime(2013, 1, 8, 10, 30, tzinfo=CHINA)
STYLE = '<style>body { font-family: "Noto Sans CJK SC" }</style>'


def page(body: str, head: str = "") -> str:
    head = f"<head><title>A page</title>{STYLE}{head}</head>"
    return f"<html lang=en>{head}<body>{body}</body></html>"


def render(html: str, **more) -> bytes:
    return render_pdf(html, **{"stylesheets": [], "issued_at": ISSUED} | more)


def test_it_works():
    reader = PdfReader(io.BytesIO(render(page("<h1>结算单</h1><p>人民币壹拾万元整</p>"))))
    assert reader.pages[0].extract_text().split() == ["结算单", "人民币壹拾万元整"]
    assert reader.metadata.title == "A page"
    assert reader.metadata.creation_date == reader.metadata.modification_date == ISSUED


def test_it_is_made_for_archives():
    reader = PdfReader(io.BytesIO(render(page("x"))))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata


def test_an_attachment_is_inside_with_its_bytes():
    reader = PdfReader(io.BytesIO(render(page("x"), attachments={"facts.json": b'{"a":"1.00"}'})))
    assert reader.attachments == {"facts.json": [b'{"a":"1.00"}']}


def test_a_static_file_of_the_project_may_be_used():
    assert render(page('<img src="static:core/icon.svg">')) != render(page("<img>"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "/etc/passwd",
        "//example.org/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "static:../settings.py",
        "static:../../../../../../etc/passwd",
        "static:%2e%2e/%2e%2e/settings.py",
        "static:/etc/passwd",
        "static:core",
        "static:no-such-file.png",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        '<img src="{}">',
        '<object data="{}"></object>',
        '<div style="background: url({})">x</div>',
        '<style>@import url("{}");</style>',
        '<style>@font-face {{ font-family: x; src: url("{}") }}</style>',
        '<a rel="attachment" href="{}">x</a>',
        '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    ],
)
def test_nothing_else_is_read(address, body):
    if "rel=" in body and address.startswith("/") and not address.startswith("//"):
        address = f"file://{address}"
    with pytest.raises(PdfError, match="static file"):
        render(page(body.format(address)))


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<base href="file:///etc/"><link rel="stylesheet" href="passwd">',
    ],
)
def test_nothing_else_is_read_by_the_head(head):
    with pytest.raises(PdfError, match="static file"):
        render(page("x", head.format("file:///etc/passwd")))


def test_a_stylesheet_is_a_static_file_too():
    with pytest.raises(PdfError, match="settings"):
        render(page("x"), stylesheets=["../settings.py"])


def test_no_connection_is_made():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with pytest.raises(PdfError):
            render(page(f'<img src="http://127.0.0.1:{server.getsockname()[1]}/x.png">'))
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("seed", ["0", "1", "77"])
def test_two_processes_write_the_same_bytes(seed):
    digest = in_another_process(PYTHONHASHSEED=seed, TZ="America/New_York")
    assert digest == hashlib.sha256(render(page("结算单 1,234.50"))).hexdigest()


def test_another_date_or_text_gives_other_bytes():
    one = render(page("1,234.50"))
    assert one == render(page("1,234.50"))
    assert one != render(page("1,234.51"))
    assert one != render(page("1,234.50"), issued_at=ISSUED + datetime.timedelta(seconds=1))


def test_threads_do_not_disturb_each_other():
    expected = {text: render(page(text)) for text in ("甲", "乙", "丙")}
    found = {}

    def work(text):
        found[text] = [render(page(text)) for _ in range(3)]

    threads = [threading.Thread(target=work, args=(text,)) for text in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {text: [pdf] * 3 for text, pdf in expected.items()}


def test_this_system_has_what_is_needed():
    assert checks.missing_packages() == ()
    assert checks.pdf_can_be_made(None) == []


def test_the_check_runs_with_the_others():
    assert checks.pdf_can_be_made in registry.get_checks()
    call_command("check", "--tag", "pdf")


@pytest.fixture
def fresh():
    checks.missing_packages.cache_clear()
    yield
    checks.missing_packages.cache_clear()


@pytest.mark.parametrize(
    ("lacks", "package"),
    [
        ({"LIBRARIES": {"no-such-library": "libno-such0"}}, "libno-such0"),
        ({"CJK_FAMILY": "No Such Family"}, "fonts-noto-cjk"),
        ({"FONTCONFIG": "no-such-library"}, "fonts-noto-cjk"),
    ],
)
def test_a_system_that_lacks_something_warns_and_issues_nothing(monkeypatch, fresh, lacks, package):
    for name, value in lacks.items():
        monkeypatch.setattr(checks, name, value)
    [warning] = checks.pdf_can_be_made(None)
    assert package in warning.msg
    assert package in warning.hint
    with pytest.raises(PdfError, match=f"apt-get install -y .*{package}"):
        render(page("x"))


def in_another_process(**environment: str) -> str:
    code = """
import django, hashlib
django.setup()
from tests.core.test_pdf import page, render
print(hashlib.sha256(render(page("结算单 1,234.50"))).hexdigest())
"""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "channels_mgmt.settings",
        "PYTHONPATH": ".",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=pdf.Path(__file__).parents[2],
    )
    return done.stdout.strip()
