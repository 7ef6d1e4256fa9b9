"""What files bring: batches, waiting rows, other names."""

from channels_mgmt.core.models import Alias, ImportBatch, RejectedRow

from .common import numbers


def make_batch(**more) -> ImportBatch:
    values = {"kind": "sales", "file_name": "sales.csv", "file_sha256": "0" * 64}
    return ImportBatch.objects.create(**(values | more))


def make_alias(text: str = "", **more) -> Alias:
    """Files name a dealer by its name."""
    values = {"target": "dealers.Dealer", "text": text or f"经销商{next(numbers)}"}
    return Alias.objects.create(**(values | more))


def make_rejected_row(**more) -> RejectedRow:
    """A sales line that waits because its dealer is not known."""
    cells = {
        "source": "ERP",
        "kind": "sell_in",
        "order_number": f"W{next(numbers)}",
        "line_number": "1",
        "date": "2024-01-01",
        "dealer": "NOBODY",
        "sku": "NOTHING",
        "quantity": "1",
        "amount": "100",
    }
    values = {"number": 2, "cells": cells, "faults": []}
    batch = more.pop("batch", None) or make_batch(status="committed")
    return RejectedRow.objects.create(**(values | more), batch=batch)
