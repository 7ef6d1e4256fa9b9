"""How a command prints a table."""

import unicodedata
from collections.abc import Iterator, Sequence


def aligned(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> Iterator[str]:
    """The table as lines of text; the columns named in `right` are set right."""
    table = [heads, *rows]
    widths = [max(map(columns, cells)) for cells in zip(*table, strict=True)]
    for row in table:
        cells = (
            " " * (width - columns(cell)) + cell
            if number in right
            else cell + " " * (width - columns(cell))
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
