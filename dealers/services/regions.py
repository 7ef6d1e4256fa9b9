"""Regions: the table that comes with the product, and codes that split and merge."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import Region
from ..region_history import RegionHistory

DATA = Path(__file__).resolve().parent.parent / "data"
GBT2260 = DATA / "gbt2260.csv"
HISTORY = DATA / "gbt2260_history.csv"


@transaction.atomic
def load_regions(*, access: Access) -> Report:
    """Load GB/T 2260 and what is known of its history; what is there already stays.

    Regions that the history does not name keep the dates that the brand gave them. Raises
    PermissionDenied.
    """
    today = _taken(GBT2260, access)
    past = _taken(HISTORY, access)
    if past.refused and not today.refused:
        transaction.set_rollback(True)
    totals = ("rows", "accepted", "rejected", "duplicates")
    sums = {name: getattr(today, name) + getattr(past, name) for name in totals}
    worse = past if past.refused and not today.refused else today
    return replace(worse, **sums, errors=today.errors + past.errors)


def _taken(path: Path, access: Access) -> Report:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return import_rows(kind="regions", rows=rows, access=access, name=path.name)


@transaction.atomic
def save_region(
    *,
    instance: Region,
    access: Access,
    verb: Verb,
    reason: str = "",
    sets: Mapping[str, Iterable[Region]] | None = None,
) -> Region:
    """Check and save a region; raises ValidationError where its dates and successors disagree."""
    saved = save_record(instance=instance, access=access, verb=verb, reason=reason, sets=sets)
    for _stage, error in RegionHistory.load().faults([saved.pk]):
        raise ValidationError({"successors": error})
    return saved
