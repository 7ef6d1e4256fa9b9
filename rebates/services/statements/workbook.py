"""The workbook behind a statement: control totals, its lines, and every sale that they count."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext_noop, override

from channels_mgmt.core.money import NOTHING
from dealers.choices import SalesChannel
from rebates.sales.choices import SaleKind

from ...choices import Measure
from ...models import RunLine, Statement
from ..proof import Behind, behind
from .fine_sheet import FINES, fine_rows
from .present import present
from .sheets import LANGUAGES, Book, both, joined, told

SHEET_ROWS = 1_000_000  # below the limit of the format; what is more goes on another sheet
CHUNK = 2_000
ROLES = {
    "target": gettext_noop("Target"),
    "earning": gettext_noop("Earning"),
    "base": gettext_noop("Base of the target"),
    "earning_base": gettext_noop("Base of earning"),
    "whole": gettext_noop("Whole of the share"),
}
# The columns of a sale, as its database names them; the last two are added up.
SALE = {
    "date": gettext_noop("Date"),
    "kind": gettext_noop("Kind"),
    "source": gettext_noop("Source"),
    "order_number": gettext_noop("Order number"),
    "line_number": gettext_noop("Line number"),
    "sku__code": gettext_noop("Product"),
    "sku__name": gettext_noop("Name"),
    "channel": gettext_noop("Sales channel"),
    "region__code": gettext_noop("Region"),
    "unit_price": gettext_noop("Unit price"),
    "quantity": gettext_noop("Quantity"),
    "amount": gettext_noop("Amount"),
}


@dataclass(slots=True)
class Written:
    """What a workbook holds: how many sales, and whether they add up to every measure."""

    lines: int = 0
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class Control:
    """Of the sales behind one version of one line: how many, and what they add up to."""

    number: int
    line: RunLine
    behind: Behind
    count: int
    sums: dict[str, Decimal]

    def rows(self) -> Iterator[tuple[bool, list[Any]]]:
        """For each sum whether it agrees, and the row that says so."""
        for role, (unit, stated) in self.behind.stated.items():
            added, window = self.sums[unit], self.behind.window
            yield added == stated, [
                self.number, self.line.programme.code, self.line.period, self.behind.version,
                both(ROLES[role]), window.start, window.last_day, self.count,
                told(Measure, unit.value), added, stated, stated - added,
            ]  # fmt: skip


def write_workbook(statement: Statement, file: IO[bytes]) -> Written:
    """Write the workbook of a statement; the same statement gives the same bytes."""
    written = Written()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        book = Book(workbook)
        moment = statement.issued_at.astimezone(datetime.UTC).replace(tzinfo=None)
        workbook.set_properties({"title": statement.number, "created": moment})
        front = book.sheet(gettext_noop("Settlement statement"))
        front.rows(facts_of(statement))
        front.titles(CONTROL)
        book.sheet(gettext_noop("Rebates")).table(REBATE, rebates_of(statement))
        if statement.content.get("fines"):
            book.sheet(gettext_noop("Fines")).table(FINES, fine_rows(statement))
        book.sheet(gettext_noop("Movements")).table(MOVEMENT, movements_of(statement))
        for control in write_sales(book, statement):
            written.lines += control.count
            for agrees, row in control.rows():
                written.agrees = written.agrees and agrees
                front.row(row)
    return written


CONTROL = (
    gettext_noop("No."), gettext_noop("Programme"), gettext_noop("Period"), gettext_noop("Version"),
    gettext_noop("Counts for"), gettext_noop("From"), gettext_noop("To"),
    gettext_noop("Sales lines"), gettext_noop("Measure"), gettext_noop("Sum of the sales lines"),
    gettext_noop("Measured"), gettext_noop("Difference"),
)  # fmt: skip
REBATE = (
    gettext_noop("No."), gettext_noop("Programme"), gettext_noop("Name"), gettext_noop("Period"),
    gettext_noop("Version"), gettext_noop("Target measure"), gettext_noop("Earning measure"),
    gettext_noop("Step"), gettext_noop("Due"), gettext_noop("Posted before"),
    gettext_noop("Amount"), gettext_noop("VAT rate in percent"), gettext_noop("Net"),
    gettext_noop("Input VAT to be reversed"), gettext_noop("First settled on"),
)  # fmt: skip
MOVEMENT = (
    gettext_noop("Date"), gettext_noop("Movement"), gettext_noop("Balance"),
    gettext_noop("Deposit"), gettext_noop("Ledger entry"),
)  # fmt: skip


def write_sales(book: Book, statement: Statement) -> Iterator[Control]:
    """Write the sales behind every line, and tell of each version what they add up to."""
    titles = (CONTROL[0], CONTROL[1], CONTROL[2], CONTROL[3], CONTROL[4], *SALE.values())
    number, sheet = 1, book.sheet(gettext_noop("Sales lines"))
    sheet.titles(titles)
    for place, line in lines_of(statement):
        for each in behind(line):
            head = [place, line.programme.code, line.period, each.version, roles(each)]
            count, sums = 0, {str(Measure.QUANTITY): NOTHING, str(Measure.NET_AMOUNT): NOTHING}
            for lines, sale in sales_in(each, line.dealer_id):
                if sheet.next > SHEET_ROWS:
                    number += 1
                    sheet = book.sheet(gettext_noop("Sales lines"), number)
                    sheet.titles(titles)
                sheet.row(head + sale)
                count += lines
                sums[Measure.QUANTITY] += sale[-2]
                sums[Measure.NET_AMOUNT] += sale[-1]
            yield Control(place, line, each, count, sums)


def facts_of(statement: Statement) -> Iterator[list[Any]]:
    content = statement.content
    for title, value in (
        (gettext_noop("Statement"), statement.number),
        (gettext_noop("Dealer code"), content["dealer"]["code"]),
        (gettext_noop("Dealer"), content["dealer"]["name"]),
        (gettext_noop("Period"), statement.days),
        (gettext_noop("Cut-off"), content["run"]["as_of"]),
        (gettext_noop("Opening balance"), statement.opening),
        (gettext_noop("Rebates in total"), Decimal(content["rebates"])),
        (gettext_noop("Fines in total"), Decimal(content.get("fined", NOTHING))),
        (gettext_noop("Movements"), statement.movements),
        (gettext_noop("Closing balance"), statement.closing),
        (gettext_noop("Digest of the content (SHA-256)"), statement.digest),
    ):
        yield [both(title), value]
    yield []


def rebates_of(statement: Statement) -> Iterator[list[Any]]:
    for number, line in enumerate(statement.content["lines"], start=1):
        tax = line.get("tax", {})
        yield [
            number, line["programme"]["code"], line["programme"]["name"], line["period"],
            line["version"], Decimal(line["target_measure"]), Decimal(line["earning_measure"]),
            line["step"], *(Decimal(line[name]) for name in ("due", "already_posted", "amount")),
            *(number_of(tax.get(name)) for name in ("vat_rate", "net", "vat")), line.get("first"),
        ]  # fmt: skip


def movements_of(statement: Statement) -> Iterator[list[Any]]:
    """The movements of the balance, then those of the deposit, named in both languages."""
    content, sheets = statement.content, []
    for language in LANGUAGES:
        with override(language):
            sheet = present(content)
            sheets.append([each.what for each in (*sheet["others"], *sheet["deposit_entries"])])
    others, deposit = content["others"], content["deposit"]["entries"]
    for place, entry in enumerate([*others, *deposit]):
        amount = Decimal(entry["amount"])
        of_balance = place < len(others)
        yield [
            datetime.date.fromisoformat(entry["date"]),
            joined(what[place] for what in sheets),
            amount if of_balance else None,
            None if of_balance else amount,
            entry["entry"],
        ]


def lines_of(statement: Statement) -> Iterator[tuple[int, RunLine]]:
    """The run lines with their number on the sheet of rebates, where something was measured."""
    places = {line["id"]: n for n, line in enumerate(statement.content["lines"], start=1)}
    rows = RunLine.objects.filter(run=statement.run_id, dealer=statement.dealer_id)
    rows = rows.select_related("programme", "run", "dealer").in_bulk(places)
    return ((number, rows[pk]) for pk, number in places.items() if rows[pk].explanation["slices"])


def sales_in(each: Behind, dealer: int) -> Iterator[tuple[int, list[Any]]]:
    """Each row with how many sales it stands for.

    The sales of other dealers (those below, of a programme that is passed through) are not for the
    dealer to see: they are one row that adds them up.
    """
    below, pieces, money = 0, 0, NOTHING
    rows = each.rows.order_by("date", "pk").values_list("dealer_id", *SALE)
    for seller, date, kind, source, order, line, sku, name, channel, *rest in rows.iterator(CHUNK):
        if seller != dealer:
            below, pieces, money = below + 1, pieces + rest[-2], money + rest[-1]
            continue
        yield 1, [
            date, told(SaleKind, kind), source, order, line, sku, name,
            told(SalesChannel, channel), *rest,
        ]  # fmt: skip
    if below:
        blank = [None] * (len(SALE) - 3)
        yield below, [both(gettext_noop("Sales of dealers below")), *blank, pieces, money]


def roles(each: Behind) -> str:
    return ", ".join(both(ROLES[role]) for role in each.stated)


def number_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
