"""A workbook in both languages, so that there is one file for all readers.

Rows go to the disk as they are read: a workbook of a million rows needs no more memory than one of
ten. Text is never written as a formula.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import xlsxwriter
from django.utils.translation import gettext, override

from channels_mgmt.core.exports import write_cell

FORMATS = {"money": "#,##0.00##", "whole": "#,##0", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd"}


class Book:
    """A workbook with the formats of its cells."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.formats = {
            name: workbook.add_format({"num_format": code}) for name, code in FORMATS.items()
        }
        self.bold = workbook.add_format({"bold": True})

    def sheet(self, title: str, number: int = 1) -> "Sheet":
        name = both(title) if number == 1 else f"{both(title)} {number}"
        return Sheet(self, self.workbook.add_worksheet(name))


class Sheet:
    """A sheet that is written from above to below."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet, self.next = book, sheet, 0
        sheet.set_column(0, 20, 16)

    def titles(self, titles: Sequence[str]) -> None:
        for column, title in enumerate(titles):
            self.sheet.write_string(self.next, column, both(title), self.book.bold)
        self.next += 1

    def row(self, values: Sequence[Any]) -> None:
        for column, value in enumerate(values):
            write_cell(self.sheet, self.next, column, value, self.book.formats)
        self.next += 1

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.row(row)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.titles(titles)
        self.sheet.freeze_panes(1, 0)
        self.rows(rows)


LANGUAGES = ("zh-hans", "en")


@cache
def both(text: str) -> str:
    """A title in Chinese, then in English."""
    return in_both(lambda: gettext(text))


@cache
def told(choices: type, value: str) -> str:
    """The label of a choice in both languages; the value where there is no such choice."""
    return in_both(lambda: str(choices(value).label)) if value in choices.values else value


def in_both(say: Callable[[], str]) -> str:
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(say())
    return joined(said)


def joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(texts))
