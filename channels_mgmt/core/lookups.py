"""Foreign keys in forms and filters: only rows the person may see, by code where there is one."""

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from .registry import pages_of
from .scopes import Access, ScopedQuerySet


def code_of(model: type[models.Model]) -> str | None:
    """``"code"`` where records of the model are known by one."""
    try:
        return "code" if model._meta.get_field("code").unique else None
    except FieldDoesNotExist:
        return None


def choices_for(model: type[models.Model], access: Access) -> models.QuerySet:
    if pages := pages_of(model):
        return pages.options(access.scope)
    return ScopedQuerySet(model).visible_to(access.scope)


class Lookup(forms.TextInput):
    """A code, with the records that match what is typed below it (``core/field.html``)."""

    is_lookup = True

    def __init__(self, options_url: str, *, by_code: bool) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "placeholder": _("Code or name") if by_code else _("Number or name"),
                "data-options": options_url,
            }
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        attributes["list"] = f"{attributes.get('id', name)}_options"
        return context


def prepare(field: forms.ModelChoiceField, access: Access) -> None:
    """Scope the choices of a field, and give it a select or a look-up by code."""
    model = field.queryset.model
    field.queryset = choices_for(model, access)
    field.to_field_name = code_of(model)
    field.error_messages["invalid_choice"] = _("“%(value)s” is not known here.")
    pages = pages_of(model)
    if pages and not pages.few:
        field.widget = Lookup(pages.url("options"), by_code=bool(field.to_field_name))
        field.widget.is_required = field.required


def chosen(bound: forms.BoundField) -> str:
    """What the code in a look-up stands for."""
    value, field = bound.value(), bound.field
    if not value or bound.errors:
        return ""
    record = field.queryset.filter(**{field.to_field_name or "pk": value}).first()
    return pages_of(type(record)).option_label(record) if record else ""
