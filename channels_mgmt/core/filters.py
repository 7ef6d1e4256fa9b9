"""Filters of lists, exports and the API: one class serves all three."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .forms import style
from .lookups import code_of, prepare
from .models import TreeNode
from .trees import within


def call_the_empty_choice(field: forms.Field, label: str) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = label
        field.widget.choices = field.choices
    else:
        field.widget.choices = [(v, t) if v else (v, label) for v, t in field.widget.choices]


def brand_only(one: django_filters.Filter) -> bool:
    """Whether a filter says that it is about what dealers do not know of."""
    return getattr(one, "brand_side", False)


class RecordFilter(django_filters.ModelChoiceFilter):
    """A foreign key, by the code of what it refers to; a tree node stands for all below it."""

    def filter(self, rows: models.QuerySet, value: Any) -> models.QuerySet:
        if isinstance(value, TreeNode):
            return rows.filter(within(f"{self.field_name}__path", value.path))
        return super().filter(rows, value)


class FilterSet(django_filters.FilterSet):
    """``search`` are the fields that ``q`` looks in; what is not valid finds nothing."""

    search: tuple[str, ...] = ()
    q = django_filters.CharFilter(method="find", label=_("Search"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        search = self.filters.pop("q")
        if self.search:
            self.filters = {"q": search, **self.filters}
        if self.request is not None and not self.request.access.scope.brand_side:
            self.filters = {n: f for n, f in self.filters.items() if not brand_only(f)}
        for field in self.form.fields.values():
            if isinstance(field, forms.ModelChoiceField) and self.request is not None:
                prepare(field, self.request.access)
            if isinstance(field.widget, forms.NullBooleanSelect):
                field.widget.choices = [
                    ("unknown", _("All")),
                    ("true", _("Yes")),
                    ("false", _("No")),
                ]
            elif isinstance(field.widget, forms.Select):
                call_the_empty_choice(field, _("All"))
        style(self.form)

    @classmethod
    def filter_for_field(cls, field, field_name, lookup_expr=None):
        found = super().filter_for_field(field, field_name, lookup_expr)
        if found is not None and "label" not in found.extra:
            found.label = capfirst(field.verbose_name)
        return found

    @classmethod
    def filter_for_lookup(cls, field, lookup_type):
        if lookup_type == "exact" and isinstance(field, models.ForeignKey):
            model = field.related_model
            return RecordFilter, {
                "queryset": model._default_manager.all(),
                "to_field_name": code_of(model),
                "label": capfirst(field.verbose_name),
            }
        return super().filter_for_lookup(field, lookup_type)

    def find(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Each word must be found in one of the fields."""
        for word in value.split()[:5]:
            either = Q()
            for field in self.search:
                either |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(either)
        return rows

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) not in (None, "", "unknown") for name in self.filters)

    @property
    def qs(self) -> models.QuerySet:
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs


class ValidityFilterSet(FilterSet):
    """For effective-dated records: those valid on a day."""

    valid_on = django_filters.DateFilter(method="on", label=_("Valid on"))

    def on(self, rows: models.QuerySet, name: str, value: datetime.date) -> models.QuerySet:
        return rows.valid_on(value)
