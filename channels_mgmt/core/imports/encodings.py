"""Whether a file is text, and in which encoding: UTF-8 where it is valid, else GB18030 where that
is certain. Everything is looked at before the first row is read, in one pass without much memory.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .report import Faults, FileFault

CHUNK = 1 << 20
MAX_LINE = 1 << 20  # bytes; a longer one would be held in memory as a whole
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOREIGN = re.compile("[^\x00-\x7f]+")


def encoding_of(path: Path, faults: Faults) -> str:
    """The codec to read the file with; raises FileFault, with the place of the first wrong byte."""
    _check_lines(path)
    wrong = _first_wrong_byte(path)
    if wrong is None:
        return "utf-8-sig"
    if not _is_gb18030(path):
        raise wrong
    message = _("The file is not UTF-8: it was read as GB18030 (the Chinese encoding of Windows).")
    faults.notices.add_to_file("gb18030", message)
    return "gb18030"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _check_lines(path: Path) -> None:
    """No byte that no text has, and no line without an end."""
    position, row, length = 0, 1, 0
    for chunk in _chunks(path):
        if (nul := chunk.find(0)) >= 0:
            message = _("Byte %(byte)s is NUL: this is not a text file, or it is damaged.")
            row += chunk.count(b"\n", 0, nul)
            raise FileFault("nul_byte", message % {"byte": position + nul + 1}, row=row)
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if end < 0:
            length += len(chunk)
        else:
            first = min(place for mark in b"\n\r" if (place := chunk.find(mark)) >= 0)
            length = max(length + first, len(chunk) - end - 1)
        if length > MAX_LINE:
            message = _("Line %(row)s has more than %(max)s bytes: this is no table.")
            raise FileFault("too_big", message % {"row": row, "max": f"{MAX_LINE:,}"}, row=row)
        length = len(chunk) - end - 1 if end >= 0 else length
        position += len(chunk)
        row += chunk.count(b"\n")


def _first_wrong_byte(path: Path) -> FileFault | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    position, row = 0, 1
    for chunk in _chunks(path):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return _wrong_byte(error, position - held, row)
        position += len(chunk)
        row += chunk.count(b"\n")
    if held := decoder.getstate()[0]:
        error = UnicodeDecodeError("utf-8", held, 0, len(held), "the file ends inside a character")
        return _wrong_byte(error, position - len(held), row)
    return None


def _wrong_byte(error: UnicodeDecodeError, position: int, row: int) -> FileFault:
    message = _(
        "The file is not UTF-8, and not GB18030 either: byte %(byte)s (%(value)s, line %(row)s) is "
        "not a character of UTF-8. Save the file as “CSV UTF-8”."
    )
    row += error.object.count(b"\n", 0, error.start)
    wrong = error.object[error.start : error.start + 1].hex()
    parts = {"byte": position + error.start + 1, "value": f"0x{wrong}", "row": row}
    return FileFault("not_utf8", message % parts, row=row, value=f"0x{wrong}")


def _is_gb18030(path: Path) -> bool:
    """Whether it decodes strictly, and to what Chinese people write.

    Almost any pair of high bytes is some character of GB18030. A damaged UTF-8 file has more
    common characters, read as UTF-8, than bad bytes; European and other texts give rare ones.
    """
    chinese, utf8 = (codecs.getincrementaldecoder(name) for name in ("gb18030", "utf-8"))
    strict, lenient = chinese("strict"), utf8("replace")
    common = foreign = good = bad = 0
    try:
        for chunk in _chunks(path):
            if _CONTROL.search(chunk) or (not foreign and chunk.startswith(codecs.BOM_UTF8)):
                return False
            text = "".join(_FOREIGN.findall(strict.decode(chunk)))
            common += sum(map(_COMMON.__contains__, text))
            foreign += len(text)
            text = "".join(_FOREIGN.findall(lenient.decode(chunk)))
            bad += text.count("\ufffd")
            good += sum(map(_COMMON.__contains__, text))
        strict.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return good <= bad and 2 * common >= foreign


def _rows_of_gb2312(first: int, last: int) -> Iterator[str]:
    for row in range(first, last + 1):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("gb2312", "ignore")


# The signs and the 3,755 most common characters.
_COMMON = frozenset((*_rows_of_gb2312(0xA1, 0xA9), *_rows_of_gb2312(0xB0, 0xD7))) - {""}
