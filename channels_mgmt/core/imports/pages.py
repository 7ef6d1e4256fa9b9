"""The imports there were."""

import django_filters
from django.utils.translation import gettext_lazy as _

from ..filters import FilterSet
from ..models import ImportBatch
from ..pages import Link, Pages
from ..scopes import Verb
from ..tables import FieldColumn, Table
from .api import ImportViewSet
from .kinds import kinds


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


class ImportPages(Pages):
    model, table, filterset = ImportBatch, ImportTable, ImportFilter
    namespace, plural = "imports", "imports"
    heavy = ("errors",)
    links = (Link(_("Upload a file"), "imports:upload", Verb.IMPORT_SALES),)
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
    api_fields = ("id", "kind", *(name for name in detail if name != "kind_label"), "errors")
    viewset = ImportViewSet
    empty_hint = _("Upload a file: it is checked before anything is written.")
