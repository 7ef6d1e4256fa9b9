"""A workbook opened, looked at cell by cell, corrected and saved, as somebody at a desk does it."""

import io
import re
import zipfile
from xml.etree import ElementTree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STYLES, COMMENTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml"
N = {"m": MAIN}
ElementTree.register_namespace("", MAIN)


class Spreadsheet:
    """Cells by their references, such as F5. Its texts stand in the cells themselves."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.sheet = ElementTree.fromstring(self.parts[SHEET])
        self.cells = {cell.get("r"): cell for cell in self.sheet.iterfind(".//m:c", N)}

    def text(self, reference: str) -> str:
        cell = self.cells.get(reference)
        found = cell.findtext("m:is/m:t", "", N) if cell is not None else ""
        return found or (cell.findtext("m:v", "", N) if cell is not None else "")

    def is_text(self, reference: str) -> bool:
        return self.cells[reference].get("t") == "inlineStr"

    def column(self, letter: str) -> list[str]:
        """Its cells below the title."""
        return [self.text(f"{letter}{row}") for row in range(2, self.height + 1)]

    @property
    def titles(self) -> list[str]:
        return [self.text(f"{chr(65 + place)}1") for place in range(20)]

    @property
    def height(self) -> int:
        return max(int(re.sub("[A-Z]", "", reference)) for reference in self.cells)

    @property
    def formulas(self) -> int:
        return len(self.sheet.findall(".//m:f", N))

    @property
    def coloured(self) -> set[str]:
        """Cells on a ground of their own."""
        styles = ElementTree.fromstring(self.parts[STYLES])
        fills = [int(xf.get("fillId")) for xf in styles.iterfind("m:cellXfs/m:xf", N)]
        return {ref for ref, cell in self.cells.items() if fills[int(cell.get("s", 0))] > 1}

    @property
    def comments(self) -> dict[str, str]:
        if COMMENTS not in self.parts:
            return {}
        tree = ElementTree.fromstring(self.parts[COMMENTS])
        found = tree.iterfind(".//m:comment", N)
        return {one.get("ref"): "".join(one.itertext()) for one in found}

    def write(self, reference: str, text: str) -> None:
        cell = self.cells.get(reference)
        if cell is None:
            letter, number = re.fullmatch("([A-Z])([0-9]+)", reference).groups()
            row = self.sheet.find(f".//m:row[@r='{number}']", N)
            before = [c for c in row if c.get("r")[0] < letter]
            cell = self.cells[reference] = ElementTree.Element(f"{{{MAIN}}}c", {"r": reference})
            row.insert(len(before), cell)
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "inlineStr")
        inline = ElementTree.SubElement(cell, f"{{{MAIN}}}is")
        ElementTree.SubElement(inline, f"{{{MAIN}}}t").text = text

    def saved(self) -> bytes:
        self.parts[SHEET] = ElementTree.tostring(self.sheet, xml_declaration=True, encoding="UTF-8")
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return file.getvalue()
