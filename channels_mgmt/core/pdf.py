"""PDF from HTML, shut off from the network and the file system: the same input, the same bytes."""

import atexit
import datetime
import hashlib
import threading
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils.translation import gettext as _

from .checks import how_to_mend, missing_packages

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

SCHEME = "static:"
# For archives: fonts and colours embedded, the structure tagged, data attached.
VARIANT = "pdf/a-3a"
# Pango's font map is not made for two threads at a time.
_ONE_AT_A_TIME = threading.Lock()


class PdfError(RuntimeError):
    """No PDF was made; the message says why and how to mend it."""


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    issued_at: datetime.datetime,
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF/A of a page, with ``issued_at`` as its date and the attachments inside it.

    stylesheets: names of static files, such as ``rebates/statement.css``. The page may name
    images as ``static:rebates/logo.svg`` and nothing else. Raises PdfError, also where the system
    lacks what a sound PDF needs.
    """
    if packages := missing_packages():
        message = _("No PDF can be made: parts of the system are missing: %(packages)s.")
        raise PdfError(f"{message % {'packages': ', '.join(packages)}} {how_to_mend(packages)}")
    with _ONE_AT_A_TIME:
        return _write(html, tuple(stylesheets), issued_at, attachments or {})


def _write(
    html: str,
    stylesheets: tuple[str, ...],
    issued_at: datetime.datetime,
    attachments: Mapping[str, bytes],
) -> bytes:
    from weasyprint import HTML

    fetcher = _fetchers()()
    document = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher).render(
        font_config=_fonts(),
        stylesheets=[_stylesheet(name) for name in stylesheets],
        pdf_variant=VARIANT,
    )
    moment = issued_at.astimezone(datetime.UTC)
    document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    pdf = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
        attachments=[_attachment(name, data, moment) for name, data in attachments.items()],
    )
    fetcher.insist()
    return pdf


def _attachment(name: str, data: bytes, moment: datetime.datetime) -> Any:
    from weasyprint import Attachment

    return Attachment(string=data, name=name, created=moment, modified=moment, relationship="Data")


@cache
def _fonts() -> "FontConfiguration":
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts.cache_clear)  # while Python can still clean up after it
    return FontConfiguration()


@lru_cache(maxsize=16)
def _stylesheet(name: str) -> "CSS":
    """Parsed once a process: half of the time of a short document otherwise."""
    from weasyprint import CSS

    fetcher = _fetchers()()
    parsed = CSS(
        string=static_file(name).read_text("utf-8"),
        base_url=SCHEME,
        url_fetcher=fetcher,
        font_config=_fonts(),
    )
    fetcher.insist()
    return parsed


def static_file(name: str) -> Path:
    """The path of one of the project's static files; raises PdfError for anything else."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if not found or not Path(found).is_file():
        raise PdfError(_("“%(name)s” is not a static file of the project.") % {"name": name})
    return Path(found)


@cache
def _fetchers() -> type:
    """A fetcher that knows ``static:`` and refuses the rest (WeasyPrint is slow to import)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFilesOnly(URLFetcher):
        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            try:
                return URLFetcherResponse(url, _named_by(url).read_bytes())
            except PdfError as error:
                self.refused.append(str(error))
                raise

        def insist(self) -> None:
            """WeasyPrint leaves out what it cannot load; a PDF that lacks a part is not issued."""
            if self.refused:
                raise PdfError(self.refused[0])

    return StaticFilesOnly


def _named_by(url: str) -> Path:
    if not url.lower().startswith(SCHEME):
        message = _("A PDF may not load “%(url)s”: only static files of the project.")
        raise PdfError(message % {"url": url[:200]})
    return static_file(unquote(url[len(SCHEME) :].split("?")[0]))
