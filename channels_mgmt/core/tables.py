"""Tables: a model's fields find the right column by themselves."""

from typing import Any

import django_tables2 as base
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_tables2.columns.base import library

from .display import NONE, coded, is_number, number, show, status_of
from .models import User

ONE_LINE = {"td": {"class": "text-nowrap"}}
NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}, "tf": {"class": "number"}}


class FieldColumn(base.Column):
    """A model field: choices by their label, statuses as badges, ticks, dates, plain text."""

    def __init__(self, *args: Any, field: models.Field | None = None, **kwargs: Any) -> None:
        self.field = field
        super().__init__(*args, **{"default": NONE, "empty_values": (None, ""), **kwargs})

    @classmethod
    def from_field(cls, field: models.Field, **kwargs: Any) -> "FieldColumn | None":
        if not isinstance(field, models.Field):
            return None
        # django-tables2 names a foreign key's column after the key it refers to.
        # A moment is a date, too; and a person's name is short.
        if isinstance(field, models.DateField) or field.related_model is User:
            kwargs.setdefault("attrs", ONE_LINE)
        return cls(field=field, **{**kwargs, "verbose_name": capfirst(field.verbose_name)})

    def render(self, value: Any, record: models.Model, bound_column: Any) -> Any:
        if status_of(self.field):  # django-tables2 hands over the label
            return show(bound_column.accessor.resolve(record), self.field)
        return value if getattr(self.field, "choices", None) else show(value, self.field)

    def value(self, value: Any) -> Any:
        """What an export says: the label of a choice, else the value itself."""
        return value


class NumberColumn(FieldColumn):
    """Right-aligned, in tabular figures, grouped by thousands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": NUMBER, **kwargs})

    @classmethod
    def from_field(cls, field: models.Field, **kwargs: Any) -> "NumberColumn | None":
        return super().from_field(field, **kwargs) if is_number(field) else None

    def render(self, value: Any) -> str:
        return number(value)


MoneyColumn = NumberColumn


class CodedColumn(FieldColumn):
    """A related record by its code, its name below; a file has the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"attrs": {"td": {"class": "coded"}}, **kwargs})

    def render(self, value: models.Model) -> SafeString:
        return coded(value)


def only_in_files(accessor: str, verbose_name: Any) -> FieldColumn:
    """A column that a list has no room for, and its export has."""
    return FieldColumn(accessor=accessor, verbose_name=verbose_name, visible=False)


library.register(FieldColumn)
library.register(NumberColumn)


class Table(base.Table):
    """``Meta.fields`` are the columns, ``sortable`` those with an index to sort by."""

    sortable: tuple[str, ...] = ()
    linked: str = ""  # the column that leads to the record's page; default: the first
    needs: tuple[str, ...] = ()  # foreign keys that a column reads which is no field of the model
    sorted_by, sorted_down = "", False

    class Meta:
        template_name = "core/table.html"
        attrs = {"class": "table table-vcenter card-table"}
        empty_text = _("Nothing found.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, orderable=False, **kwargs)
        for bound in self.columns.iterall():
            self._find_field(bound)
        for name in self.sortable:
            self.columns[name].column.orderable = True
        self.linked = self.linked or self.columns.names()[0]
        self.data.data = self.data.data.select_related(*self.related())

    def _find_field(self, bound: Any) -> None:
        """A column that a table declares itself knows its field, too."""
        column = bound.column
        if isinstance(column, FieldColumn) and column.field is None:
            try:
                column.field = bound.accessor.get_field(self._meta.model)
            except FieldDoesNotExist:
                return

    def related(self) -> list[str]:
        """The foreign keys that the columns follow, so that a page costs the same at any length."""
        found = dict.fromkeys(self.needs)
        for column in self.columns.iterall():
            if path := foreign_path(self._meta.model, column.accessor.split("__")):
                found[path] = None
        return list(found)

    def arrange(self, sort: str) -> None:
        """Sort by a column of ``sortable`` (a hyphen before it: downwards); ties by key."""
        if sort.removeprefix("-") in self.sortable:
            self.order_by = sort
            rows = self.data.data
            self.data.data = rows.order_by(*rows.query.order_by, "pk")
            self.sorted_by, self.sorted_down = sort.removeprefix("-"), sort.startswith("-")

    @property
    def page_numbers(self) -> list[int]:
        return numbers_around(self.page)


def numbers_around(page: Any) -> list[int]:
    """The first, the last and those around the page shown; 0 stands for a gap."""
    last, here = page.paginator.num_pages, page.number
    shown = sorted(n for n in {1, last, *range(here - 1, here + 2)} if 1 <= n <= last)
    numbers = []
    for at in shown:
        if numbers and at > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(at)
    return numbers


def foreign_path(model: type[models.Model], bits: list[str]) -> str:
    """The part of ``dealer__tier__name`` that are foreign keys: ``dealer__tier``."""
    path = []
    for bit in bits:
        try:
            field = model._meta.get_field(bit)
        except FieldDoesNotExist:
            break
        if not (field.many_to_one or field.one_to_one):
            break
        path.append(bit)
        model = field.related_model
    return "__".join(path)
