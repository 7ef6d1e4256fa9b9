"""Foreign keys in forms and filters: only rows the person may see, by code where there is one."""

import json
import re
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


BETWEEN = re.compile(r"\s*[,;，；、\n]+\s*")  # codes that are typed one after another
WORDS = {
    "browse": _("Browse"),
    "add": pgettext_lazy("to a selection", "Add"),
    "remove": _("Take out"),
    "nothing": _("Nothing matches."),
    "search": _("Code or name"),
    "close": _("Close the lists"),
}


class Browsing:
    """What ``core/picker.js`` needs to search a tree, and to go down it level by level."""

    is_lookup = browses = True

    def __init__(self, options_url: str) -> None:
        super().__init__({"autocomplete": "off", "data-picker": options_url})

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = json.dumps({key: str(word) for key, word in WORDS.items()}, ensure_ascii=False)
        context["widget"]["attrs"]["data-words"] = words
        return context


class TreePicker(Browsing, forms.TextInput):
    """The code of one node."""

    def __init__(self, options_url: str) -> None:
        super().__init__(options_url)
        self.attrs["placeholder"] = WORDS["search"]


class SetPicker(Browsing, forms.Textarea):
    """The codes of several nodes, with spaces or line breaks between them."""

    def __init__(self, options_url: str) -> None:
        super().__init__(options_url)
        self.attrs["rows"] = 3

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return (data.get(name) or "").replace(",", " ").replace("，", " ").split()

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "\n".join(map(str, value or ()))


class CodesPicker(SetPicker):
    """The codes of several records, as text: with commas or line breaks between them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        return data.get(name)

    def format_value(self, value: Any) -> str:
        return "\n".join(codes_in(value))


class CodesField(forms.CharField):
    """Codes of records of a model, of which those in sight are found by name or browsed.

    What is typed stays as it is: whether a code exists is for the form to say.
    """

    to_field_name = "code"

    def __init__(self, model: type[models.Model], access: Access, **kwargs: Any) -> None:
        super().__init__(widget=CodesPicker(pages_of(model).url("options")), **kwargs)
        self.queryset = choices_for(model, access)


def codes_in(text: str | None) -> list[str]:
    return [code for code in BETWEEN.split((text or "").strip()) if code]


def prepare(field: forms.ModelChoiceField, access: Access) -> None:
    """Scope the choices of a field, and give it a select or a look-up by code."""
    model = field.queryset.model
    field.queryset = choices_for(model, access)
    field.to_field_name = code_of(model)
    field.error_messages["invalid_choice"] = _("“%(value)s” is not known here.")
    pages = pages_of(model)
    if pages and not pages.few:
        field.widget = look_up(pages, field)
        field.widget.is_required = field.required


def look_up(pages: Any, field: forms.ModelChoiceField) -> forms.Widget:
    url = pages.url("options")
    if not pages.browsed:
        return Lookup(url, by_code=bool(field.to_field_name))
    several = isinstance(field, forms.ModelMultipleChoiceField)
    return SetPicker(url) if several else TreePicker(url)


def chosen(bound: forms.BoundField) -> list[tuple[str, str]]:
    """What the codes in a look-up stand for, each with its code."""
    value, field = bound.value(), bound.field
    if not value or bound.errors:
        return []
    key = field.to_field_name or "pk"
    if isinstance(field, CodesField):
        values = codes_in(value)
    else:
        values = value if isinstance(value, list | tuple) else [value]
    pages = pages_of(field.queryset.model)
    rows = field.queryset.filter(**{f"{key}__in": values})
    return [(getattr(row, key), pages.option_label(row)) for row in rows]
