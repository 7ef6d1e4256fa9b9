"""Pages of the audit trail. All read-only."""

import django_filters
from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import panels
from .filters import FilterSet
from .history import action_name, describe
from .models import AuditEntry
from .pages import Pages
from .registry import detail_url, registered
from .tables import FieldColumn, Table


def model_of(label: str) -> type[Model] | None:
    """The model that an entry names; None when the program has it no longer."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def model_name(label: str) -> str:
    model = model_of(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def model_choices() -> list[tuple[str, str]]:
    models = [pages.model for pages in registered()]
    return sorted(
        ((m._meta.label_lower, model_name(m._meta.label_lower)) for m in models),
        key=lambda choice: choice[1],
    )


class AuditTable(Table):
    linked = "at"
    action = FieldColumn()
    model = FieldColumn()
    object_id = FieldColumn()

    class Meta(Table.Meta):
        model = AuditEntry
        fields = ("at", "by", "action", "model", "object_id", "label", "reason")

    def render_action(self, value: str) -> str:
        return action_name(value)

    def render_model(self, value: str) -> str:
        return model_name(value)

    def render_object_id(self, value: int) -> str:
        return str(value)


class AuditFilter(FilterSet):
    search = ("label", "reason")
    at_from = django_filters.DateFilter("at", "date__gte", label=_("First day"))
    at_to = django_filters.DateFilter("at", "date__lte", label=_("Last day"))
    model = django_filters.ChoiceFilter(label=_("Record type"), choices=model_choices)
    object_id = django_filters.NumberFilter(label=_("Record"))
    request_id = django_filters.CharFilter(label=_("Request"))

    class Meta:
        model = AuditEntry
        fields = ("model", "object_id", "request_id")


class ChangePanel(panels.Panel):
    title = _("What changed")
    template = "core/change_panel.html"

    def context(self, record: AuditEntry, request):
        model = model_of(record.model)
        (change,) = describe([record], model, request.access.scope)
        found = model._default_manager.filter(pk=record.object_id).first() if model else None
        return {
            "change": change,
            "kind": model_name(record.model),
            "url": detail_url(found) if found else "",
            "list": AuditPages.url("list"),
        }


class AuditPages(Pages):
    model, table, filterset = AuditEntry, AuditTable, AuditFilter
    detail = ("at", "by", "label", "reason")
    api_fields = (
        *("id", "at", "by", "action", "model", "object_id", "label", "before", "after", "reason"),
        *("request_id", "digest"),
    )
    plural = "audit-trail"
    heavy = ("before", "after")


panels.register(AuditEntry, ChangePanel)
