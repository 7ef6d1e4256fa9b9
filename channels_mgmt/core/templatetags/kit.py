from django import forms, template
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ..display import number, running, show
from ..lookups import chosen
from ..registry import detail_url, pages_of
from ..requests import request_id

register = template.Library()
register.simple_tag(request_id, name="request_number")
register.filter("number", number)
register.filter("capfirst", capfirst)
register.filter("detail_url", detail_url)
register.filter("shown", show)
register.filter("running", running)


@register.filter
def field(record, name: str) -> SafeString | str:
    """A field of a record as pages write it."""
    return show(getattr(record, name), record._meta.get_field(name))


@register.filter
def label(model, name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))


@register.filter
def is_checkbox(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.CheckboxInput)


@register.filter
def is_group(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_lookup(bound: forms.BoundField) -> bool:
    return getattr(bound.field.widget, "is_lookup", False)


@register.filter
def chosen_records(bound: forms.BoundField) -> list[tuple[str, str]]:
    return chosen(bound)


@register.filter
def fit(actions, record) -> bool:
    """Whether one of the actions is possible on the record as it stands."""
    return any(action.when(record) for action in actions)


@register.filter
def get(mapping, key):
    return mapping.get(key)


@register.filter
def list_url(model) -> str:
    pages = pages_of(model)
    return pages.url("list") if pages else ""


@register.simple_tag
def page_url(pages, page: str, record=None) -> str:
    return pages.url(page, record)


@register.simple_tag
def next_sort(column, current: str) -> str:
    """Up first, then down, then the list's own order again."""
    if current == column.name:
        return f"-{column.name}"
    return "" if current == f"-{column.name}" else column.name
