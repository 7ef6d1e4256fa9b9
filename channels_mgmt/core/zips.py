"""A ZIP that is sent while it is made: no file of it is in memory but the one that goes out."""

import datetime
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

ZIP_TYPE = "application/zip"
CHUNK = 256 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)  # what the format can say at the earliest

Entry = tuple[str, datetime.datetime, bytes | IO[bytes]]
"""Name in the archive, moment that it carries, content; a file is closed when it is in."""


class _Outlet:
    """Takes what the archive writes until it is handed on; an archive cannot go back in it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def zip_stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive in pieces. What is in it is stored, not packed: PDF and XLSX are packed already.

    The same entries give the same bytes.
    """
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, moment, content in entries:
            told = zipfile.ZipInfo(name, max(EARLIEST, moment.timetuple()[:6]))
            told.external_attr = 0o644 << 16
            with archive.open(told, "w", force_zip64=True) as entry:
                for piece in _pieces(content):
                    entry.write(piece)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()


def _pieces(content: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with closing(content) as file:
        while piece := file.read(CHUNK):
            yield piece


def zip_response(entries: Iterable[Entry], name: str) -> StreamingHttpResponse:
    """The archive as a download."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(zip_stream(entries), content_type=ZIP_TYPE, headers=headers)
