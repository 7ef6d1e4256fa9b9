"""A batch in figures: how much in each form, and what became of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from ..choices import PaymentForm, PayoutStatus
from ..models import PayoutBatch


@dataclass(frozen=True, slots=True)
class Part:
    form: Any
    status: PayoutStatus
    count: int
    amount: Decimal


def summary_of(batch: PayoutBatch) -> list[Part]:
    """By form and status, in the order in which people read them."""
    rows = batch.payouts.order_by().values("form", "status")
    found = {
        (row["form"], row["status"]): (row["count"], row["amount"])
        for row in rows.annotate(count=Count("pk"), amount=Sum("amount"))
    }
    return [
        Part(form.label, status, *found[form, status])
        for form in PaymentForm
        for status in PayoutStatus
        if (form, status) in found
    ]
