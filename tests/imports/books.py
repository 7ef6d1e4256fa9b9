"""XLSX files part by part, also such as no spreadsheet would write."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
PLAIN, DAY, MOMENT, PERCENT, MONEY, CHINESE_DAY, OWN_DAY = range(7)  # styles
STYLES = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 9, 4, 31, 200))


def letters(place: int) -> str:
    name = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        name, place = chr(65 + letter) + name, place - 1
    return name


def text(value: str) -> str:
    """A cell with its text in itself."""
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    return f't="inlineStr"><is><t{kept}>{escape(value)}</t></is>'


def number(value: Any, style: int = PLAIN) -> str:
    return f's="{style}"><v>{value}</v>'


def formula(code: str, value: str | None, kind: str = "n") -> str:
    stored = "" if value is None else f"<v>{escape(value)}</v>"
    return f't="{kind}"><f>{escape(code)}</f>{stored}'


def error(value: str) -> str:
    return f't="e"><v>{value}</v>'


def row(at: int, cells: Sequence[str | None], more: str = "") -> str:
    found = "".join(
        f'<c r="{letters(place)}{at}" {cell}</c>'
        for place, cell in enumerate(cells)
        if cell is not None
    )
    return f'<row r="{at}"{more}>{found}</row>'


def data(rows: Iterable[Sequence[str | None]]) -> str:
    """Rows of cells from the first on; a plain string is text."""
    return "".join(row(at, cells) for at, cells in enumerate(rows, start=1))


def texts(rows: Iterable[Sequence[str]]) -> str:
    return data([text(value) if value else None for value in cells] for cells in rows)


def worksheet(rows: str, after: str = "") -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"


def parts(
    rows: str = "", *, after: str = "", strings: str = "", properties: str = "", sheets: str = ""
) -> dict[str, str]:
    """The parts of a workbook by name. ``sheets`` replaces the list of them."""
    sheets = sheets or '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    kinds = ("worksheet", "styles", "sharedStrings")
    targets = ("worksheets/sheet1.xml", "styles.xml", "sharedStrings.xml")
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(zip(kinds, targets, strict=True), start=1)
    )
    listed = f"{properties}<sheets>{sheets}</sheets>"
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="{BOOK}"/></Relationships>',
        BOOK: f'<workbook {MAIN} xmlns:r="{OFFICE}">{listed}</workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{relations}</Relationships>",
        "xl/styles.xml": f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="200" '
        f'formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{STYLES}</cellXfs></styleSheet>',
        STRINGS: f"<sst {MAIN}>{strings}</sst>",
        SHEET: worksheet(rows, after),
    }


def packed(contents: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def book(rows: str = "", **more: str) -> bytes:
    return packed(parts(rows, **more))
