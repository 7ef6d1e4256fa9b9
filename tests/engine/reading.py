"""The database as plain facts, row by row: what the reference is given."""

import datetime
from fractions import Fraction

from django.utils import timezone

from dealers.models import Contract, Dealer, Grading, Placement, Target
from pricing.models import PriceObservation
from rebates.conduct.models import Violation
from rebates.models import Enrolment, Programme
from rebates.sales.models import Payment, SalesLine
from tests.engine.plain_facts import Asked, Case, Dated, Facts, Line, Moved


def facts_of(as_of: datetime.datetime, programmes: dict[str, Programme]) -> Facts:
    return Facts(
        as_of=as_of,
        today=timezone.localdate(as_of),
        dealers=tuple(Dealer.objects.order_by("code").values_list("code", flat=True)),
        lines=tuple(map(line_of, SalesLine.objects.select_related(
            "dealer", "sku__product_line__parent", "region__parent__parent", "shop", "batch",
        ))),
        moves=tuple(moves()),
        asked=tuple(
            Asked(row.dealer.code, row.product_line and row.product_line.code,
                  (row.period_from, row.period_to), row.amount and Fraction(row.amount),
                  row.quantity)
            for row in Target.objects.select_related("dealer", "product_line")
        ),
        grades=tuple(grades()),
        cases=tuple(map(case_of, Violation.objects.select_related("dealer"))),
        payments=tuple(
            Dated(row.dealer.code, row.date, row.batch.committed_at, Fraction(row.amount))
            for row in Payment.objects.select_related("dealer", "batch")
        ),
        seen=tuple(
            Dated(row.shop.operator.code, timezone.localtime(row.observed_at).date(),
                  row.batch.committed_at, row.price >= 100)
            for row in PriceObservation.objects.select_related("shop__operator", "batch")
        ),
        joined=joined(as_of, programmes),
    )  # fmt: skip


def line_of(line: SalesLine) -> Line:
    online = line.channel != "offline"
    return Line(
        line.dealer.code, line.date, line.kind,
        {
            "product_lines": ancestors(line.sku.product_line),
            "skus": frozenset({line.sku.code}),
            "brands": frozenset({line.sku.brand}),
            "regions": ancestors(line.region),
            "dealers": frozenset({line.dealer.code}),
            "channels": frozenset({line.channel, "online"} if online else {line.channel}),
            "shops": frozenset({line.shop.code} if line.shop else ()),
        },
        line.quantity, Fraction(line.amount), line.batch.committed_at,
    )  # fmt: skip


def ancestors(node) -> frozenset[str]:
    codes = set()
    while node:
        codes.add(node.code)
        node = node.parent
    return frozenset(codes)


def moves():
    """Where nobody was moved, it stands where its own record says."""
    for dealer in Dealer.objects.select_related("tier", "upstream"):
        rows = list(Placement.objects.filter(dealer=dealer).order_by("pk"))
        for row in rows:
            upstream = row.upstream and row.upstream.code
            yield Moved(dealer.code, row.valid_from, row.recorded_at, row.tier.code, upstream)
        if not rows:
            upstream = dealer.upstream and dealer.upstream.code
            moment = datetime.datetime.min.replace(tzinfo=datetime.UTC)
            yield Moved(dealer.code, datetime.date.min, moment, dealer.tier.code, upstream)


def grades():
    for dealer in Dealer.objects.all():
        rows = list(Grading.objects.filter(dealer=dealer).order_by("pk"))
        for row in rows:
            yield Dated(dealer.code, row.valid_from, row.recorded_at, row.grade)
        if not rows:
            moment = datetime.datetime.min.replace(tzinfo=datetime.UTC)
            yield Dated(dealer.code, datetime.date.min, moment, dealer.grade)


def case_of(case: Violation) -> Case:
    moments = dict(case.events.values_list("action", "at"))
    return Case(case.dealer.code, case.kind, case.offence_date, moments["confirmed"],
                moments.get("overturned"))  # fmt: skip


def joined(as_of: datetime.datetime, programmes: dict[str, Programme]):
    found = {}
    for enrolment in Enrolment.objects.select_related("contract__dealer", "programme"):
        contract: Contract = enrolment.contract
        if contract.signed_at > as_of:
            continue
        ended_later = contract.ended_at is not None and contract.ended_at > as_of
        end = contract.agreed_to if ended_later else contract.valid_to
        key = enrolment.programme.code, contract.dealer.code
        found.setdefault(key, []).append((contract.valid_from, end))
    return {key: tuple(spans) for key, spans in found.items()}
