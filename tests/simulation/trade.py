"""What the files bring: sales, returns, payments; and imports that are taken back."""

import csv
import datetime
from decimal import Decimal as D

from django.db.models import Sum

from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.imports.undoing import reverse_import, undo_import
from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.scopes import Verb
from rebates.sales.models import SalesLine
from tests.simulation.life import Life, Refused

HEADER = (
    "source", "kind", "order_number", "line_number", "date", "dealer", "counterparty", "sku",
    "quantity", "amount", "region", "returns_order", "returns_line",
)  # fmt: skip
KINDS = ("sell_in", "sell_in", "sell_in", "sell_through", "sell_out")


def import_sales(life: Life) -> str:
    """A few orders, some dated long ago; a fault now and then, and lines that are there already."""
    rows = [a_sale(life) for _ in range(life.dice.randint(2, 7))]
    if life.maybe(0.2):
        rows.append(again(life))
    if life.maybe(0.12):
        rows.append(life.dice.choice((unknown_dealer, wrong_sign, of_no_pieces))(life))
    return take(life, rows)


def import_returns(life: Life) -> str:
    """Goods come back, weeks later, for what was paid for them, in whole or in part."""
    sold = SalesLine.objects.filter(quantity__gt=0).select_related("dealer", "sku", "region")
    return take(life, [returned(life, life.one_of(sold.order_by("-pk")[:60][::-1]))])


def import_payments(life: Life) -> str:
    header = ("dealer", "date", "amount", "reference")
    rows = [
        {
            "dealer": life.dealer().code,
            "date": life.day_before(60),
            "amount": life.dice.randrange(10_000, 60_000),
            "reference": f"BANK-{life.number()}",
        }
        for _ in range(life.dice.randint(1, 4))
    ]
    report = import_file(
        kind="payments", path=written(life, header, rows), access=life.who(Verb.IMPORT_SALES)
    )
    return answered(report)


def take_import_back(life: Life) -> str:
    """Undone while nothing rests on it; reversed otherwise, or at once."""
    committed = ImportBatch.objects.filter(status="committed", kind__in=("sales", "payments"))
    batch = life.one_of(committed)
    how = life.dice.choice((undo_import, undo_import, reverse_import))
    lines = SalesLine.objects.filter(batch=batch)
    count, amount = lines.count(), lines.aggregate(total=Sum("amount"))["total"] or D(0)
    result = how(batch=batch, access=life.who(Verb.IMPORT_SALES), reason="wrong file")
    if how is undo_import:
        life.expected.took_in(-count, -amount)
    else:
        life.expected.took_in(result.accepted, result.amount_total)
        assert (result.accepted, result.amount_total) == (count, -amount)
    return f"{how.__name__} of {batch.kind} {batch.pk}: {count} lines of {amount}"


def take(life: Life, rows: list[dict]) -> str:
    report = import_file(
        kind="sales",
        path=written(life, HEADER, rows),
        access=life.who(Verb.IMPORT_SALES),
        accept_good=life.maybe(0.5),
        dry_run=life.maybe(0.05),
    )
    text = answered(report)
    if report.dry_run:
        raise Refused(f"a dry run: {text}")
    life.expected.took_in(report.accepted, report.amount_total)
    return text


def answered(report) -> str:
    text = (
        f"{report.accepted} of {report.rows} rows, {report.duplicates} there already,"
        f" {report.amount_total or ''}"
    )
    if report.refused or not report.accepted:
        raise Refused("; ".join([text, *(error.message for error in report.errors)]))
    return text


def written(life: Life, header: tuple[str, ...], rows: list[dict]):
    path = life.folder / f"{life.number()}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_sale(life: Life) -> dict:
    dealer, pieces = life.dealer(), life.dice.randint(1, 9)
    price = D(life.dice.randrange(8_000_000, 26_000_000)).scaleb(-4)
    row = {
        "source": "ERP",
        "kind": life.dice.choice(KINDS),
        "order_number": f"SO-{life.number()}",
        "line_number": "1",
        "date": sold_on(life),
        "dealer": dealer.code,
        "sku": life.dice.choice(list(life.market.skus)),
        "quantity": pieces,
        "amount": f"{price * pieces:.4f}",
    }
    if row["kind"] == "sell_through":
        row["counterparty"] = life.dice.choice([c for c in life.market.dealers if c != dealer.code])
    if life.maybe(0.3):
        row["region"] = life.dice.choice(list(life.market.regions))
    return row


def sold_on(life: Life) -> datetime.date:
    """Mostly of these days, some of the quarter, a few of the year before."""
    return life.day_before(life.dice.choice((10, 10, 10, 100, 400)))


def again(life: Life) -> dict:
    """A line that is there already, mostly as it is, now and then with another amount."""
    line = life.one_of(SalesLine.objects.filter(source="ERP").order_by("pk"))
    changed = D("0.01") if life.maybe(0.2) else 0
    return said(line) | {"amount": f"{line.amount + changed:.4f}"}


def said(line: SalesLine) -> dict:
    return {
        "source": line.source,
        "kind": line.kind,
        "order_number": line.order_number,
        "line_number": line.line_number,
        "date": line.date,
        "dealer": line.dealer.code,
        "counterparty": line.counterparty.code if line.counterparty else "",
        "sku": line.sku.code,
        "quantity": line.quantity,
        "amount": line.amount,
        "region": line.region.code,
        "returns_order": line.returns_order,
        "returns_line": line.returns_line,
    }


def returned(life: Life, line: SalesLine) -> dict:
    pieces = life.dice.randint(1, line.quantity)
    day = max(line.date, min(life.today, line.date + datetime.timedelta(life.dice.randrange(90))))
    return said(line) | {
        "source": "ERP",
        "order_number": f"RT-{life.number()}",
        "date": day,
        "quantity": -pieces,
        "amount": f"{-line.amount * pieces / line.quantity:.4f}",
        "returns_order": line.order_number,
        "returns_line": line.line_number,
    }


def unknown_dealer(life: Life) -> dict:
    return a_sale(life) | {"dealer": "NOBODY"}


def wrong_sign(life: Life) -> dict:
    return a_sale(life) | {"quantity": -1}


def of_no_pieces(life: Life) -> dict:
    return a_sale(life) | {"quantity": 0}


OPERATIONS = {import_sales: 18, import_returns: 5, import_payments: 3, take_import_back: 2}
