"""Small files that would become large ones in whatever reads them without a second thought."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import count

from . import books
from .books import book, packed, parts, row, text, texts, worksheet

HEADER = ["source", "order_number"]
LAUGHS = "".join(f"<!ENTITY l{n} '" + f"&l{n - 1};" * 10 + "'>" for n in range(1, 12))
MB = 1 << 20


def with_part(name: str, content: str | bytes, **more: str) -> bytes:
    return packed(parts(texts([HEADER]), **more) | {name: content})


def varied(pattern: str, size: int) -> str:
    """Text of about this size that does not compress too well to be believed."""
    found, length = [], 0
    for number in count():
        found.append(pattern % (zlib.crc32(b"%d" % number), number))
        length += len(found[-1])
        if length >= size:
            return "".join(found)
    raise AssertionError


def forged(name: str, content: bytes, claim: int) -> bytes:
    """A part that says it is smaller, with the checksum of as much of it."""
    whole = bytearray(with_part(name, content))
    crc, size = zlib.crc32(content).to_bytes(4, "little"), len(content).to_bytes(4, "little")
    told = zlib.crc32(content[:claim]).to_bytes(4, "little")
    return bytes(whole.replace(crc, told).replace(size, claim.to_bytes(4, "little")))


def overlapping() -> bytes:
    """Thousands of names for the same packed part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * MB)
        first = archive.infolist()[0]
        for number in range(5_000):
            other = zipfile.ZipInfo(f"{number}.xml")
            for name in ("header_offset", "file_size", "compress_size", "CRC", "compress_type"):
                setattr(other, name, getattr(first, name))
            archive.filelist.append(other)
            archive._didModify = True
    return file.getvalue()


def crowded() -> bytes:
    """A directory of so many parts that reading it takes longer than reading a workbook."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
    names = b"".join(entry + b"%08d" % number for number in range(400_000))
    start = b"PK\3\4" + bytes(26)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(names), len(start), 0)
    return start + names + end


def nested() -> bytes:
    inner = with_part(books.SHEET, b" " * 50 * MB)
    return with_part(books.SHEET, packed({"inner.xlsx": inner}, zipfile.ZIP_STORED))


def named_often() -> bytes:
    """One long text in millions of cells."""
    cell = 't="s"><v>0</v>'
    rows = "".join(row(at, [cell] * 16) for at in range(2, 12_000))
    return book(texts([HEADER * 8]) + rows, strings=f"<si><t>{'长' * 32_000}</t></si>")


def far_away() -> bytes:
    cells = "".join(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(2, 50_000))
    return book(texts([HEADER]) + cells + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def laughing(part: str) -> bytes:
    whole = parts(texts([HEADER, ["&", "x"]]))
    content = whole[part].replace("&amp;", "&l11;").replace("Sheet1", "&l11;")
    return packed(whole | {part: f"<!DOCTYPE x [<!ENTITY l0 'ha'>{LAUGHS}]>{content}"})


CSV_HEADER = b"source,order_number\n"
BOMBS: dict[str, Callable[[], bytes]] = {
    "a sheet of nothing": lambda: with_part(books.SHEET, b" " * 150 * MB),
    "many sheets of little": lambda: packed({f"{n}.xml": b" " * (MB // 2) for n in range(500)}),
    "overlapping parts": overlapping,
    "a crowded directory": crowded,
    "a workbook within": nested,
    "a forged size": lambda: forged(books.SHEET, b" " * 50 * MB, 4_000),
    "forged strings": lambda: forged(books.STRINGS, b"<sst>" + b"<si/>" * 5 * MB, 100),
    "endless strings": lambda: with_part(books.STRINGS, "<sst>" + "<si><t/></si>" * 5_000_000),
    "a text named often": named_often,
    "laughing in a sheet": lambda: laughing(books.SHEET),
    "laughing in the workbook": lambda: laughing(books.BOOK),
    "an outer entity": lambda: with_part(
        books.SHEET, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///dev/zero">]>' + worksheet("&e;")
    ),
    "a huge dimension": far_away,
    "deep nesting": lambda: with_part(books.SHEET, worksheet("<a>" * 300_000)),
    "deep nesting of cells": lambda: with_part(
        books.SHEET, "<worksheet>" + varied("<c r='%x%d'>", 8 * MB)
    ),
    "a giant cell": lambda: book(texts([HEADER]) + row(2, [text(varied("%x%d", 4 * MB))])),
    "a giant tag": lambda: with_part(
        books.SHEET, "<worksheet" + varied(" a%x%d=''", 4 * MB) + "></worksheet>"
    ),
    "countless styles": lambda: with_part(
        "xl/styles.xml", "<styles>" + varied("<xf a='%x%d'/>", 4 * MB) + "</styles>"
    ),
    "merged everywhere": lambda: book(
        texts([HEADER]), after=varied('<mergeCell ref="A%d:B%d"/>', 4 * MB)
    ),
    "an open quotation mark": lambda: CSV_HEADER + b'x,"' + b"y,z\n" * 10 * MB,
    "a line without an end": lambda: CSV_HEADER + b'x,"' + b"y" * 50 * MB,
    "columns without an end": lambda: b"a," * 20 * MB,
    "many columns": lambda: b"a," * 500_000 + b"\n",
    "blank rows": lambda: CSV_HEADER + b"\n" * 50 * MB,
}
