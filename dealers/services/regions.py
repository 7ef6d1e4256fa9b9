"""The administrative regions of China, as they come with the product."""

import csv
from pathlib import Path

from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import Access

GBT2260 = Path(__file__).resolve().parent.parent / "data" / "gbt2260.csv"


def load_regions(*, access: Access) -> Report:
    """Load GB/T 2260; what is there already stays. Raises PermissionDenied."""
    with GBT2260.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return import_rows(kind="regions", rows=rows, access=access, name=GBT2260.name)
