"""Taking the facts of an undone import out; the database refuses it for any other import."""

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Progress, unheard
from channels_mgmt.core.models import ImportBatch

from ..models import Packing, Scan, Withdrawal

WITH_SCANS = (Withdrawal, Packing, Scan)  # what a document of scans brings, the last first


SLICE = 10_000  # rows that go at once


def delete_facts(
    batch: ImportBatch, model: type[models.Model], progress: Progress = unheard
) -> None:
    """Raises ValidationError where another import has declared some of them an error."""
    for name in ("scan", "packing"):
        others = Withdrawal.objects.filter(**{f"{name}__batch": batch}).exclude(batch=batch)
        if first := others.order_by("batch").first():
            message = _("Import %(number)s declares some of its events an error: undo that first.")
            raise ValidationError(message % {"number": first.batch_id}, "referred_to")
    for facts in WITH_SCANS if model is Scan else (model,):
        delete_rows(batch, facts, progress)


def delete_rows(batch: ImportBatch, model: type[models.Model], progress: Progress) -> None:
    """All rows of an import, in slices; ``progress`` hears of each."""
    table = connection.ops.quote_name(model._meta.db_table)
    first, last, total = (
        model._default_manager.filter(batch=batch)
        .aggregate(first=Min("pk"), last=Max("pk"), total=Count("pk"))
        .values()
    )
    gone = 0
    for start in range(first or 0, (last or -1) + 1, SLICE):
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE batch_id = %s AND id >= %s AND id < %s",
                [batch.pk, start, start + SLICE],
            )
            gone += cursor.rowcount
        progress(gone, total)
