"""A ZIP file of which nothing is believed: what its directory says is checked before anything is
unpacked, and borne out while it is.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .report import FileFault

MAX_DIRECTORY = 1 << 20  # bytes: thousands of parts
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 60  # spreadsheets reach 10, and 25 where all rows are alike
RATIO_MATTERS_FROM = 1 << 20
MAX_SMALL_PART = 10 * 1024 * 1024
CHUNK = 1 << 18

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 1


class Archive:
    """The parts of a ZIP file by name. Whatever is wrong with it is a FileFault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            _check_directory(path)
            with zipfile.ZipFile(path) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, RuntimeError) as error:
            raise unreadable(error) from None
        except NotImplementedError as error:
            raise unreadable(error) from None
        self.parts = {part.filename: part for part in parts}
        if len(self.parts) != len(parts):
            raise unreadable(_("a part is there twice"))
        self._check_sizes()

    def part(self, name: str) -> zipfile.ZipInfo:
        if name not in self.parts:
            raise unreadable(_("the part %(part)s is missing") % {"part": name})
        return self.parts[name]

    def _check_sizes(self) -> None:
        unpacked = sum(part.file_size for part in self.parts.values())
        swollen = any(
            part.file_size > RATIO_MATTERS_FROM
            and part.file_size > MAX_RATIO * max(part.compress_size, 1)
            for part in self.parts.values()
        )
        if unpacked > MAX_UNPACKED or swollen:
            message = _("The workbook unpacks to %(size)s MB, which is too much: save it as CSV.")
            raise FileFault("too_big", message % {"size": f"{unpacked / 2**20:,.0f}"})

    def read(self, name: str) -> bytes:
        """A part that is small in any workbook."""
        if self.part(name).file_size > MAX_SMALL_PART:
            message = _("The part %(part)s of the workbook is too large: save it as CSV.")
            raise FileFault("too_big", message % {"part": name})
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, unpacked: no byte more than the directory says, and with its checksum."""
        part = self.part(name)
        size = checksum = 0
        try:
            for chunk in _inflated(_packed(self.path, part), part):
                size += len(chunk)
                checksum = zlib.crc32(chunk, checksum)
                if size > part.file_size:
                    break
                yield chunk
        except (zlib.error, struct.error, OSError) as error:
            raise unreadable(error) from None
        if (size, checksum) != (part.file_size, part.CRC):
            raise unreadable(_("the part %(part)s is damaged") % {"part": name})


def _check_directory(path: Path) -> None:
    """Its size, before the directory is read: a list of a million parts is a bomb of its own."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(max(0, length - 65_557 - 76))
        tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0:
        raise unreadable(_("it ends too early"))
    size = _END.unpack_from(tail, place)[5]
    if tail[max(0, place - 20) : place].startswith(b"PK\6\7"):
        size = _END_64.unpack_from(tail, place - 76)[8]
    if size > MAX_DIRECTORY:
        raise FileFault("too_big", _("The workbook has too many parts."))


def _packed(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    if part.flag_bits & _ENCRYPTED:
        raise FileFault("old_excel", _("The workbook is protected: save it without a password."))
    with path.open("rb") as file:
        file.seek(part.header_offset)
        *_rest, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
        file.seek(name + extra, 1)
        left = part.compress_size
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _inflated(packed: Iterator[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    if part.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise unreadable(_("it is compressed in an unusual way"))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for chunk in packed:
        while chunk and not inflater.eof:
            yield inflater.decompress(chunk, CHUNK)
            chunk = inflater.unconsumed_tail
    yield inflater.flush()


def unreadable(why: object) -> FileFault:
    message = _("The workbook cannot be read: %(why)s.")
    return FileFault("bad_workbook", message % {"why": str(why).strip().rstrip(".")})
