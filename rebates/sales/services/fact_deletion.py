"""Taking the facts of an undone import out; the database refuses it for any other import."""

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from channels_mgmt.core.models import ImportBatch

from ..models import Packing, Scan, Withdrawal

WITH_SCANS = (Withdrawal, Packing, Scan)  # what a document of scans brings, the last first


def delete_facts(batch: ImportBatch, model: type[models.Model]) -> None:
    """Raises ValidationError where another import has declared some of them an error."""
    for name in ("scan", "packing"):
        others = Withdrawal.objects.filter(**{f"{name}__batch": batch}).exclude(batch=batch)
        if first := others.order_by("batch").first():
            message = _("Import %(number)s declares some of its events an error: undo that first.")
            raise ValidationError(message % {"number": first.batch_id}, "referred_to")
    for facts in WITH_SCANS if model is Scan else (model,):
        table = connection.ops.quote_name(facts._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE batch_id = %s", [batch.pk])
