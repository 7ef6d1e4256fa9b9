"""How a command prints a table."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _


def print_run(document: dict[str, Any], output: Any) -> None:
    """The lines of a run (`run_document`), and what they come to."""
    columns = ("dealer", "programme", "period", "target_measure", "step", "due",
               "already_posted", "amount", "why")  # fmt: skip
    rows = [[str(line[name]) for name in columns] for line in document["lines"]]
    heads = (_("dealer"), _("programme"), _("period"), _("measure"), _("step"), _("due"),
             _("posted before"), _("amount"), _("why"))  # fmt: skip
    for text in aligned(heads, rows, right=range(3, 8)):
        output.write(text)
    if "fines" in document:
        print_fines(document["fines"], output)
    output.write(
        _("Run %(run)s (%(status)s): %(dealers)s dealers, due %(due)s, amount %(amount)s")
        % {"run": document["run"], "status": document["status"], **document["totals"]}
    )


def print_fines(fines: Sequence[dict[str, Any]], output: Any) -> None:
    columns = ("dealer", "case", "part", "due", "already_posted", "amount", "why")
    rows = [[str(line[name]) for name in columns] for line in fines]
    heads = (_("dealer"), _("case"), _("part"), _("due"), _("posted before"), _("amount"), _("why"))
    for text in aligned(heads, rows, right=range(3, 6)):
        output.write(text)


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
