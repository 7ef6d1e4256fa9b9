"""The imports there were, and the rows that they left out."""

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..filters import FilterSet
from ..models import ImportBatch, RejectedRow, RowStatus
from ..pages import Action, Link, Pages
from ..scopes import Access, Verb
from ..tables import FieldColumn, Table
from .api import ImportViewSet
from .background import undo
from .kinds import kinds, may_take_in
from .rejected import discard_row, try_again
from .rejected_api import RejectedRowViewSet
from .undoing import can_be_reversed, can_be_undone, reverse_import


class ImportTable(Table):
    linked = "file_name"
    kind = FieldColumn(accessor="kind_label", verbose_name=_("Kind"))

    class Meta(Table.Meta):
        model = ImportBatch
        fields = (
            "created_at",
            "file_name",
            "kind",
            "status",
            "rows",
            "accepted",
            "rejected",
            "duplicates",
            "amount_total",
            "created_by",
        )


class ImportFilter(FilterSet):
    search = ("file_name", "file_sha256")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=lambda: [(kind.name, kind.label) for kind in kinds()]
    )

    class Meta:
        model = ImportBatch
        fields = ("kind", "status")


def _undo(batch: ImportBatch, *, access: Access, reason: str) -> None:
    undo(batch=batch, access=access, reason=reason)


def _reverse(batch: ImportBatch, *, access: Access, reason: str) -> str:
    """The reversal is an import of its own: that is where to go on."""
    return ImportPages.url("detail", reverse_import(batch=batch, access=access, reason=reason))


class ImportPages(Pages):
    model, table, filterset = ImportBatch, ImportTable, ImportFilter
    namespace, plural = "imports", "imports"
    heavy = ("errors", "notices")
    links = (
        Link(_("Upload a file"), "imports:upload", Verb.IMPORT_SALES),
        Link(_("Rows to be corrected"), "imports:rejectedrow_list", query="status=waiting"),
    )
    detail = (
        "file_name",
        "kind_label",
        "status",
        "created_by",
        "created_at",
        "committed_at",
        "rows",
        "accepted",
        "duplicates",
        "rejected",
        "amount_total",
        "file_sha256",
    )
    api_fields = (
        "id",
        "kind",
        *(name for name in detail if name != "kind_label"),
        "mapping",
        "corrects",
        "reverses",
        "undone_by",
        "undone_at",
        "reason",
        "notices",
        "errors",
    )
    actions = (
        Action(
            "undo",
            _("Undo this import"),
            _undo,
            Verb.IMPORT_SALES,
            when=can_be_undone,
            allowed=may_take_in,
            reason="required",
            confirm=_("All of its lines are taken out again. The file can be uploaded anew."),
            done=_("The import is undone. Of a large one a worker takes the lines out again."),
            tone="danger",
        ),
        Action(
            "reverse",
            _("Reverse this import"),
            _reverse,
            Verb.IMPORT_SALES,
            when=can_be_reversed,
            allowed=may_take_in,
            reason="required",
            confirm=_(
                "For every line an opposite one of the same day is written. What was settled is "
                "settled again as a difference by the next run."
            ),
            done=_("This import takes back what the other one brought."),
            tone="danger",
        ),
    )
    viewset = ImportViewSet
    empty_hint = _("Upload a file: it is checked before anything is written.")


class RejectedRowTable(Table):
    linked = "number"
    needs = ("batch",)
    summary = FieldColumn(accessor="summary", verbose_name=_("Faults"))

    class Meta(Table.Meta):
        model = RejectedRow
        fields = ("number", "batch", "status", "summary", "reason", "decided_by")


class RejectedRowFilter(FilterSet):
    search = ("batch__file_name",)

    class Meta:
        model = RejectedRow
        fields = ("status", "batch")


def _retry(row: RejectedRow, *, access: Access, reason: str) -> None:
    try_again(batch=row.batch, row=row, access=access)
    row.refresh_from_db()
    if row.status == RowStatus.WAITING:
        raise ValidationError([_now("The row still has faults."), row.summary()])


def _discard(row: RejectedRow, *, access: Access, reason: str) -> None:
    discard_row(row=row, access=access, reason=reason)


def may_decide(row: RejectedRow, access: Access) -> bool:
    return may_take_in(row.batch, access)


def waits(row: RejectedRow) -> bool:
    return row.status == RowStatus.WAITING


class RejectedRowPages(Pages):
    model, table, filterset = RejectedRow, RejectedRowTable, RejectedRowFilter
    namespace, plural = "imports", "rejected-rows"
    detail = (
        "batch",
        "number",
        "status",
        "taken_into",
        "reason",
        "decided_by",
        "decided_at",
    )
    api_fields = ("id", *detail, "cells", "faults")
    actions = (
        Action(
            "retry",
            _("Try again"),
            _retry,
            Verb.IMPORT_SALES,
            when=waits,
            allowed=may_decide,
        ),
        Action(
            "discard",
            _("Discard this row"),
            _discard,
            Verb.IMPORT_SALES,
            when=waits,
            allowed=may_decide,
            reason="required",
            confirm=_("The row is not taken in. It stays in the list, with your reason."),
            tone="danger",
            bulk=True,
        ),
    )
    viewset = RejectedRowViewSet
    empty_hint = _("Rows wait here that an import of the good rows alone has left out.")
