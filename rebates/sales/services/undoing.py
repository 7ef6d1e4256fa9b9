"""The lines of an import, taken out again or taken back by others, in the caller's transaction."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Progress, unheard
from channels_mgmt.core.models import ImportBatch

from ..cells import mark_changed
from ..models import SalesLine
from ..sold import name_sold_serials
from .fact_deletion import delete_rows

TABLE = SalesLine._meta.db_table
# What a reversing line says otherwise than the line it takes back.
OTHERWISE = {
    "source": "%(source)s",
    "batch_id": "%(into)s",
    "quantity": "-quantity",
    "amount": "-amount",
    "returns_order": "CASE WHEN quantity > 0 THEN order_number ELSE '' END",
    "returns_line": "CASE WHEN quantity > 0 THEN line_number ELSE '' END",
}


def delete_lines(batch: ImportBatch, progress: Progress = unheard) -> None:
    """Take the lines of an undone import out, and what is derived from them.

    The database refuses it for any other import. Raises ValidationError where records that are not
    derived refer to a line.
    """
    lines = SalesLine.objects.filter(batch=batch)
    mark_changed(lines.order_by().values_list("date", flat=True).distinct())
    for relation in relations():
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": lines})
        if not relation.field.db_constraint:
            rows.delete()
        elif rows.exists():
            names = relation.related_model._meta.verbose_name_plural
            message = _("Lines of this import are referred to by: %(records)s.")
            raise ValidationError(message % {"records": names}, "referred_to")
    delete_rows(batch, SalesLine, progress)


def relations() -> list[models.ForeignObjectRel]:
    """From whatever refers to sales lines."""
    fields = SalesLine._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, models.ManyToOneRel)]


def reverse_lines(batch: ImportBatch, *, into: ImportBatch) -> tuple[int, Decimal]:
    """Write the opposite of every line, of the same day, under a source of its own.

    So the month of the original is right again, and what was settled on it is settled as a
    difference.
    """
    lines = SalesLine.objects.filter(batch=batch)
    mark_changed(lines.order_by().values_list("date", flat=True).distinct())
    columns = [field.column for field in SalesLine._meta.concrete_fields if not field.primary_key]
    values = ", ".join(OTHERWISE.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({', '.join(columns)})"
            f" SELECT {values} FROM {TABLE} WHERE batch_id = %(batch)s ORDER BY id",
            {"batch": batch.pk, "into": into.pk, "source": source_of(into)},
        )
        count = cursor.rowcount
    name_sold_serials(into)
    total = SalesLine.objects.filter(batch=into).aggregate(total=models.Sum("amount"))["total"]
    return count, total or Decimal(0)


def source_of(into: ImportBatch) -> str:
    return f"reversal:{into.pk}"
