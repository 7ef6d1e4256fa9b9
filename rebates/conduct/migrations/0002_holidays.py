import csv
import datetime
from pathlib import Path

from django.db import migrations

PUBLISHED = Path(__file__).parents[1] / "data" / "holidays.csv"


def load(apps, schema_editor):
    """China's statutory holidays and worked weekends, as published for 2025 and 2026."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    apps.get_model("conduct", "Holiday").objects.bulk_create(
        apps.get_model("conduct", "Holiday")(
            day=datetime.date.fromisoformat(row["day"]),
            working=row["working"] == "1",
            name=row["name"],
            name_en=row["name_en"],
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("conduct", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
