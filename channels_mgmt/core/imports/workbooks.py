"""An XLSX workbook: which of its sheets is read, and what the numbers in its cells stand for."""

import datetime
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from .archives import Archive, unreadable
from .report import Faults
from .xml_parts import Xml, check_depth, starts

EPOCH_1900 = datetime.date(1899, 12, 30)  # with 1900-02-29, which the spreadsheet believes in
EPOCH_1904 = datetime.date(1904, 1, 1)
DATE, PERCENT = "date", "percent"

_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}  # also those of Chinese Excel
_PERCENTS = {9, 10}
_NOT_A_DIRECTIVE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # not half of a character


class Workbook(NamedTuple):
    archive: Archive
    sheet: str  # the part of the sheet that is read
    epoch: datetime.date
    formats: dict[str, str]  # by the number of a style: DATE, PERCENT or nothing
    strings: list[str]


def open_workbook(path: Path, faults: Faults) -> Workbook:
    """Everything but the rows; raises FileFault."""
    archive = Archive(path)
    main = _target(archive, "", "/officeDocument")
    if not main.endswith(".xml"):
        raise unreadable(_("it is not XLSX: save it as “Excel Workbook (*.xlsx)”"))
    sheets, epoch = _sheets(archive, main)
    faults.epoch = epoch
    return Workbook(
        archive=archive,
        sheet=_chosen(archive, main, sheets, faults),
        epoch=epoch,
        formats=_formats(archive, _target(archive, main, "/styles", optional=True)),
        strings=list(_strings(archive, _target(archive, main, "/sharedStrings", optional=True))),
    )


def _relations(archive: Archive, part: str) -> list[dict[str, str]]:
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found = []
    for _parent, element, attributes in starts(archive, place):
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/" + folder, attributes.get("Target", ""))
            found.append(attributes | {"Target": posixpath.normpath(target).lstrip("/")})
    return found


def _target(archive: Archive, part: str, kind: str, *, optional: bool = False) -> str:
    """The part that another one names as its styles, strings, …; "" if there need be none."""
    for relation in _relations(archive, part):
        if relation.get("Type", "").endswith(kind):
            return relation["Target"]
    if optional:
        return ""
    raise unreadable(_("it is not a spreadsheet"))


def _sheets(archive: Archive, main: str) -> tuple[list[dict[str, str]], datetime.date]:
    sheets, epoch = [], EPOCH_1900
    for parent, name, attributes in starts(archive, main):
        if name == "sheet" and parent == "sheets":
            sheets.append({key.rpartition(":")[2]: text for key, text in attributes.items()})
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            epoch = EPOCH_1904
    return sheets, epoch


def _chosen(archive: Archive, main: str, sheets: list[dict[str, str]], faults: Faults) -> str:
    """The first sheet that a person sees; others are passed over, and that is said."""
    parts = {
        relation.get("Id"): relation["Target"]
        for relation in _relations(archive, main)
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = [sheet for sheet in sheets if sheet.get("id") in parts]
    visible = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
    if not visible:
        raise unreadable(_("it has no visible sheet"))
    others = [sheet.get("name", "") for sheet in sheets if sheet is not visible[0]]
    if others:
        message = _("Only the sheet “%(sheet)s” was read, not: %(others)s.")
        names = {"sheet": visible[0].get("name", ""), "others": ", ".join(others)[:200]}
        faults.notices.add_to_file("other_sheets", message % names)
    return parts[visible[0].get("id")]


def _formats(archive: Archive, part: str) -> dict[str, str]:
    if not part:
        return {}
    kinds = dict.fromkeys(map(str, _DATES), DATE) | dict.fromkeys(map(str, _PERCENTS), PERCENT)
    formats: dict[str, str] = {}
    for parent, name, attributes in starts(archive, part):
        if name == "numFmt":
            kinds[attributes.get("numFmtId", "")] = _kind_of(attributes.get("formatCode", ""))
        elif name == "xf" and parent == "cellXfs":
            formats[str(len(formats))] = kinds.get(attributes.get("numFmtId", ""), "")
    return formats


def _kind_of(code: str) -> str:
    """What a number format makes of a number; a mere time of day is no date."""
    code = _NOT_A_DIRECTIVE.sub("", code).casefold().partition(";")[0].replace("general", "")
    if "%" in code:
        return PERCENT
    return DATE if "y" in code or "d" in code or ("m" in code and "e" in code) else ""


def _strings(archive: Archive, part: str) -> Iterator[str]:
    """The shared strings, without the readings (ruby) that some have."""
    if not part:
        return
    found: list[str] = []
    pieces: list[str] = []
    words: list[str] = []
    ruby, depth = False, 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal ruby, depth
        pieces.clear()
        depth += 1
        check_depth(depth)
        ruby = ruby or name.endswith("rPh")

    def end(name: str) -> None:
        nonlocal ruby, depth
        depth -= 1
        name = name.rpartition(":")[2]
        if name == "t" and not ruby:
            words.extend(pieces)
        elif name == "rPh":
            ruby = False
        elif name == "si":
            found.append(unescaped("".join(words)))
            words.clear()

    xml = Xml(start, end, pieces)
    for chunk in archive.chunks(part):
        xml.feed(chunk)
        yield from found
        found.clear()
    xml.feed(b"", final=True)


def unescaped(text: str) -> str:
    """``_x000D_`` stands for the character that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
