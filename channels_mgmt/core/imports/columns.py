"""The columns of a kind of file, and reading a row by them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .cleaning import clean
from .report import Fault, Faults
from .shapes import Parser, shape_of


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    ``source`` is where its exported value comes from, a path of fields from the kind's model.
    ``repeats``: few different values in many rows, worth remembering while a file is read.
    ``extra``: understood, but not among the columns that a template or an export shows.
    """

    name: str
    parse: Parser
    required: bool = False
    source: str = ""
    example: str = ""
    repeats: bool = False
    extra: bool = False

    @property
    def path(self) -> str:
        return self.source or self.name


Resolver = Callable[[Any], Any]


Cleaned = tuple[str, str, str, str]  # what was done, column, the cell, what it was read as


class _Remembering(dict):
    """Cell text → value, worked out once for each text; a fault is worked out each time."""

    def __init__(self, read: Parser, cleaned: list[Cleaned]) -> None:
        self.read, self.cleaned = read, cleaned
        self.not_to_the_letter: dict[str, tuple[Any, list[Cleaned]]] = {}

    def __missing__(self, cell: str) -> Any:
        if cell in self.not_to_the_letter:
            value, cleaned = self.not_to_the_letter[cell]
            self.cleaned += cleaned
            return value
        before = len(self.cleaned)
        value = self.read(cell)
        if len(self.cleaned) == before:
            self[cell] = value
        else:
            self.not_to_the_letter[cell] = value, self.cleaned[before:]
        return value


class _Cleaner:
    """Reading the cells of one column that make no sense to the letter, or are empty."""

    def __init__(
        self, column: Column, resolve: Resolver | None, faults: Faults, cleaned: list[Cleaned]
    ) -> None:
        self.column, self.resolve, self.shape = column, resolve, shape_of(column.parse)
        self.faults, self.cleaned = faults, cleaned

    def empty(self) -> None:
        if self.column.required:
            message = _("“%(column)s” is required and empty here.")
            raise Fault("required", message % {"column": self.column.name})

    def read(self, cell: str) -> Any:
        text, done = clean(cell, self.shape, self.faults.epoch)
        if not text:
            return self.empty()
        value = self.column.parse(text)
        if self.resolve is not None:
            try:
                value = self.resolve(value)
            except Fault:
                how, known = self.meant(value)
                if known is None:
                    raise
                text, value = known, self.resolve(known)
                done.append(how)
        self.cleaned += [(what, self.column.name, cell, text) for what in done]
        return value

    def meant(self, value: Any) -> tuple[str, str | None]:
        """The code that a text stands for which is none, and which of CLEANINGS that is."""
        for how, way in (("capitals", "alike"), ("alias", "mapped")):
            known = getattr(self.resolve, way, lambda value: None)(value)
            if known is not None:
                return how, known
        return "", None


def cell_reader(
    column: Column, resolve: Resolver | None, faults: Faults, cleaned: list[Cleaned]
) -> Callable[[str], Any]:
    """From the text of a cell to its value: to the letter if that makes sense, else cleaned.

    What was ``cleaned`` is added there. None for an empty cell; raises Fault.
    """
    parse = column.parse
    cleaner = _Cleaner(column, resolve, faults, cleaned)

    def read(cell: str) -> Any:
        text = cell.strip()  # of a cell that cannot be read this is its fault
        if text and len(text) == len(cell) and text.isascii():
            try:
                return parse(text) if resolve is None else resolve(parse(text))
            except Fault:
                pass
        return cleaner.read(cell) if text else cleaner.empty()

    return _Remembering(read, cleaned).__getitem__ if column.repeats else read


class Layout:
    """Where a kind's columns stand in a file."""

    def __init__(self, columns: Sequence[Column], positions: Mapping[str, int]) -> None:
        self.columns = columns
        self.positions = positions

    @property
    def present(self) -> frozenset[str]:
        return frozenset(self.positions)

    def reader(self, resolvers: Mapping[str, Resolver], faults: Faults):
        """A function ``(row number, cells) → values`` in the order of the kind's columns.

        A cell with a fault, and one whose column is absent, gives None.
        """
        cleaned: list[Cleaned] = []
        plan = [
            (
                slot,
                self.positions[c.name],
                cell_reader(c, resolvers.get(c.name), faults, cleaned),
                c.name,
            )
            for slot, c in enumerate(self.columns)
            if c.name in self.positions
        ]
        nothing = [None] * len(self.columns)

        def read(number: int, cells: Sequence[str]) -> list[Any]:
            values = nothing.copy()
            for slot, position, of_cell, name in plan:
                try:
                    values[slot] = of_cell(cells[position])
                except Fault as fault:
                    faults.add(number, name, cells[position], fault)
            if cleaned:
                for what, name, cell, text in cleaned:
                    faults.notices.add(what, number, name, cell, text)
                cleaned.clear()
            return values

        return read


def plain_name(header: str) -> str:
    """Headers are the same however they are spaced or capitalised."""
    return "_".join(header.replace("_", " ").split()).casefold()


def lay_out(
    header: Sequence[str],
    columns: Sequence[Column],
    faults: Faults,
    mapping: Mapping[str, str] | None = None,
) -> Layout:
    """Find the columns in the header row; what does not fit is a fault of the file.

    ``mapping`` names our column for a header of the file; an empty name leaves the column out.
    """
    known = {plain_name(column.name): column.name for column in columns}
    mapped = {plain_name(theirs): plain_name(ours) for theirs, ours in (mapping or {}).items()}
    positions: dict[str, int] = {}
    for position, title in enumerate(header):
        plain = mapped.get(plain_name(title), plain_name(title))
        if not plain and plain_name(title) in mapped:
            continue  # left out on purpose
        if plain not in known:
            faults.add_to_file(1, title.strip(), title, _unknown(title.strip(), columns))
        elif known[plain] in positions:
            message = _("The column “%(column)s” is there twice.") % {"column": known[plain]}
            faults.add_to_file(1, known[plain], title, Fault("duplicate_column", message))
        else:
            positions[known[plain]] = position
    for column in columns:
        if column.required and column.name not in positions:
            message = _("The column “%(column)s” is missing.") % {"column": column.name}
            faults.add_to_file(1, column.name, "", Fault("missing_column", message))
    return Layout(columns, positions)


def _unknown(title: str, columns: Iterable[Column]) -> Fault:
    if not title:
        return Fault("unnamed_column", _("A column before the last one has no title."))
    names = ", ".join(column.name for column in columns if not column.extra)
    message = _("There is no column “%(column)s” in this kind of file. The columns are: %(names)s.")
    return Fault("unknown_column", message % {"column": title, "names": names})
