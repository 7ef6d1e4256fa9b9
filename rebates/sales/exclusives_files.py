"""The tables of the report on online exclusives as files."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Scope

from .exclusive_leaks import Undercut, leaked, twins_sold
from .exclusives_report import Report
from .models import SalesLine

Row = Sequence[Any]


def with_names(lines: QuerySet[SalesLine]) -> QuerySet[SalesLine]:
    return lines.select_related("dealer", "sku", "shop").order_by("-date", "-pk")


def month_rows(report: Report, scope: Scope, found: list[Undercut]) -> tuple[Row, list[Row]]:
    titles = (
        _("Month"), _("Exclusives: pieces"), _("Exclusives: amount"), _("Online: pieces"),
        _("Online: amount"), _("Share of online sales"), _("All: pieces"), _("All: amount"),
        _("Share of all sales"),
    )  # fmt: skip
    rows = [
        (
            f"{month.first:%Y-%m}", month.everywhere.part.pieces, month.everywhere.part.amount,
            month.online.whole.pieces, month.online.whole.amount, month.online.of_amount,
            month.everywhere.whole.pieces, month.everywhere.whole.amount,
            month.everywhere.of_amount,
        )
        for month in report.months
    ]  # fmt: skip
    return titles, rows


def shop_rows(report: Report, scope: Scope, found: list[Undercut]) -> tuple[Row, list[Row]]:
    titles = (
        _("Shop"), _("Name"), _("Platform"), _("Operator"), _("Exclusives: pieces"),
        _("Exclusives: amount"), _("All: pieces"), _("All: amount"), _("Share of the amount"),
    )  # fmt: skip
    rows = [
        (
            shop.code, str(shop), shop.get_platform_display(),
            shop.operator.code if shop.operator else _("The brand's flagship"),
            share.part.pieces, share.part.amount, share.whole.pieces, share.whole.amount,
            share.of_amount,
        )
        for shop, share in report.shops
    ]  # fmt: skip
    return titles, rows


def margin_rows(report: Report, scope: Scope, found: list[Undercut]) -> tuple[Row, list[Row]]:
    titles = (
        _("SKU"), _("Product"), _("Twin"), _("Shop"), _("Pieces"), _("Amount"),
        _("Price a piece"), _("Purchase price"), _("Margin a piece"), _("Margin rate"),
        _("Margin in all"), _("Twin: price a piece"), _("Twin: purchase price"),
        _("Twin: margin a piece"), _("Twin: margin rate"), _("Points above the twin"),
    )  # fmt: skip
    rows = []
    for pair in report.pairs:
        own, twin = pair.own, pair.twin
        rows.append(
            (
                pair.sku.code, str(pair.sku), pair.sku.twin.code if pair.sku.twin else "",
                pair.shop.code, own.sold.pieces, own.sold.amount, own.sold.price, own.purchase,
                own.a_piece, own.percent, own.earned,
                *((twin.sold.price, twin.purchase, twin.a_piece, twin.percent) if twin
                  else (None,) * 4),
                pair.apart,
            )
        )  # fmt: skip
    return titles, rows


def line_rows(lines: QuerySet[SalesLine]) -> tuple[Row, Iterator[Row]]:
    titles = (
        _("Date"), _("Source"), _("Order"), _("Line number"), _("Kind"), _("Dealer code"), _("SKU"),
        _("Quantity"), _("Amount"), _("Channel"), _("Shop"),
    )  # fmt: skip
    rows = (
        (
            line.date, line.source, line.order_number, line.line_number, line.get_kind_display(),
            line.dealer.code, line.sku.code, line.quantity, line.amount,
            line.get_channel_display(), line.shop.code if line.shop else "",
        )
        for line in with_names(lines).iterator(chunk_size=2_000)
    )  # fmt: skip
    return titles, rows


def undercut_rows(report: Report, scope: Scope, found: list[Undercut]) -> tuple[Row, list[Row]]:
    titles = (
        _("SKU"), _("Twin"), _("Shop or seller"), _("Observed"), _("Below the twin"), _("Lowest"),
        _("Twin: price a piece"),
    )  # fmt: skip
    rows = [
        (one.sku.code, one.sku.twin.code, one.where, one.observed, one.below, one.lowest, one.twin)
        for one in found
    ]
    return titles, rows


PARTS = {
    "months": month_rows,
    "shops": shop_rows,
    "margins": margin_rows,
    "leaks": lambda report, scope, found: line_rows(leaked(report.period, scope)),
    "twins": lambda report, scope, found: line_rows(twins_sold(report.period, scope)),
    "undercuts": undercut_rows,
}
