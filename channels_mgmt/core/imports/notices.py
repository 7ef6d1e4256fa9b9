"""What was read otherwise than it stands in the file: nothing is mended in silence."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MAX_EXAMPLES = 3
MAX_VALUE = 60
CLEANINGS: Mapping[str, Promise] = {
    "spaces": gettext_lazy("Spaces that do not belong to a value were taken out."),
    "invisible": gettext_lazy("Invisible characters were taken out."),
    "full_width": gettext_lazy("Full-width digits, letters and signs were read as plain ones."),
    "thousands": gettext_lazy("Thousands marks were taken out of numbers."),
    "date_form": gettext_lazy("Dates were read that are written in another way."),
    "date_number": gettext_lazy("Day numbers of the workbook were read as dates."),
    "capitals": gettext_lazy("Codes were recognised although their capitals or widths differ."),
    "alias": gettext_lazy("Texts were read as the codes that they are mapped to."),
    "region_by_day": gettext_lazy("Codes of regions were read as what stood there on the day."),
    "formula": gettext_lazy("Of formulas the value was read that was stored with them."),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One cell that was cleaned; ``str`` of it is a line for a person."""

    row: int
    column: str
    value: str
    read_as: str

    def __str__(self) -> str:
        line = _("row %(row)s, %(column)s: “%(value)s” → “%(read_as)s”")
        return line % asdict(self)


@dataclass(frozen=True, slots=True)
class Notice:
    """Not a fault: the file was understood, but not to the letter.

    ``message`` says what was done, ``count`` to how many cells (0: it is about the file as a
    whole), ``examples`` are the first few of them. ``str`` of it is a line for a person.
    """

    code: str
    message: str
    count: int = 0
    examples: tuple[Example, ...] = ()

    def __str__(self) -> str:
        if not self.count:
            return self.message
        cells = ngettext("%(count)s cell", "%(count)s cells", self.count)
        return f"{self.message} ({cells % {'count': f'{self.count:,}'}})"


class Notices:
    """The notices of one file as they come about."""

    def __init__(self) -> None:
        self._of_file: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[Example]] = {}

    def add_to_file(self, code: str, message: str) -> None:
        self._of_file.setdefault(code, message)

    def add(self, code: str, row: int, column: str, value: Any, read_as: Any) -> None:
        """One cell was cleaned in the way that CLEANINGS names."""
        self._counts[code] = self._counts.get(code, 0) + 1
        examples = self._examples.setdefault(code, [])
        if len(examples) < MAX_EXAMPLES:
            shown = str(value)[:MAX_VALUE], str(read_as)[:MAX_VALUE]
            examples.append(Example(row, column, *shown))

    def listed(self) -> tuple[Notice, ...]:
        """About the file first, then about cells, in the order of CLEANINGS."""
        of_file = [Notice(code, message) for code, message in self._of_file.items()]
        of_cells = [
            Notice(code, str(message), self._counts[code], tuple(self._examples[code]))
            for code, message in CLEANINGS.items()
            if code in self._counts
        ]
        return (*of_file, *of_cells)
