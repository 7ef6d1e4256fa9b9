"""How a value is written for people: the same in lists, on pages and in histories."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .choices import Status
from .fields import ScaledDecimalField
from .money import format_money
from .periods import Period, PeriodLength
from .registry import detail_url
from .scopes import Scope, ScopedQuerySet

NONE = format_html('<span class="text-secondary">{}</span>', "—")
NUMBERS = (ScaledDecimalField, models.IntegerField)


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: SafeString
    number: bool = False
    wide: bool = False


def is_number(field: models.Field | None) -> bool:
    plain = isinstance(field, NUMBERS) and not isinstance(field, models.AutoField)
    return plain and not field.is_relation and not field.choices


def status_of(field: models.Field | None) -> type[Status] | None:
    """The Status behind a field's choices: the field itself only keeps values and labels."""
    if not getattr(field, "choices", None):
        return None
    values = [value for value, _label in field.flatchoices]
    return next((s for s in Status.__subclasses__() if s.values == values), None)


def number(value: Decimal | int) -> str:
    """1,234.50; a third and fourth decimal only where they say something."""
    if isinstance(value, int):
        return f"{value:,}"
    exact = -value.normalize().as_tuple().exponent
    return format_money(value, min(max(exact, 2), 6))


def badge(member: Status) -> SafeString:
    return format_html('<span class="badge bg-{}-lt">{}</span>', member.tone, member.label)


def with_below(value: Any, more: Any) -> SafeString:
    """A value with something muted below it."""
    template = '<span class="code">{}</span><span class="below" title="{}">{}</span>'
    return format_html(template, value, more, more)


def coded(record: models.Model) -> SafeString:
    """A record by its code, with its name below: short, and what people search for."""
    return with_below(record.code, record)


def tick(value: bool) -> SafeString:
    if value:
        return format_html('<span class="tick" role="img" aria-label="{}">✓</span>', _("yes"))
    return format_html('<span class="text-secondary" role="img" aria-label="{}">–</span>', _("no"))


def moment(value: datetime.datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def structure(value: Any) -> SafeString:
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return format_html("{}", ", ".join(map(str, value)))
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html('<pre class="structure">{}</pre>', text)


def show(value: Any, field: models.Field | None = None) -> SafeString | str:
    """A value of a field, safe to stand in a page."""
    if value is None or value == "" or value == [] or value == {}:
        return NONE
    if isinstance(value, Status):
        return badge(value)
    if status := status_of(field):
        return badge(status(value))
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return tick(value)
    if isinstance(value, Decimal | int):
        return str(value) if isinstance(field, models.AutoField) else number(value)
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return structure(value)
    if isinstance(field, models.URLField):
        return format_html('<a href="{0}" rel="noopener noreferrer">{0}</a>', value)
    return str(value)


def linked(record: models.Model, scope: Scope) -> SafeString | str:
    """The name of a related record, with a link where the person may follow it."""
    url = detail_url(record)
    reach = getattr(type(record), "reach", None)
    if url and reach and reach.admits(scope):
        rows = ScopedQuerySet(type(record)).visible_to(scope).filter(pk=record.pk)
        if reach.shows_all(scope) or rows.exists():
            return format_html('<a href="{}">{}</a>', url, record)
    return str(record)


def all_linked(records: models.QuerySet, scope: Scope) -> SafeString:
    """The names of related records of one kind, with links as far as the person sees them."""
    reach = getattr(records.model, "reach", None)
    seen = set()
    if reach and reach.admits(scope):
        seen = {*ScopedQuerySet(records.model).visible_to(scope).filter(pk__in=records)}
    names = [
        format_html('<a href="{}">{}</a>', detail_url(record), record)
        if record in seen and detail_url(record)
        else str(record)
        for record in records
    ]
    between = pgettext("between the words of a list", ", ")
    return format_html_join(between, "{}", ((name,) for name in names)) or NONE


def facts(record: models.Model, names: Sequence[str], scope: Scope) -> list[Fact]:
    """What a page says of a record: fields, or attributes with a ``short_description``."""
    return [_fact(record, name, scope) for name in names]


def foreign(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """Those of the names of ``facts`` under which a record holds another."""
    fields = {field.name for field in model._meta.concrete_fields if field.is_relation}
    return [name for name in names if name in fields]


def _fact(record: models.Model, name: str, scope: Scope) -> Fact:
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        attribute = getattr(type(record), name)
        value = getattr(record, name)
        label = getattr(attribute, "short_description", name.replace("_", " "))
        value = value() if callable(value) else value
        return Fact(capfirst(str(label)), show(value), isinstance(value, Decimal))
    value = getattr(record, name)
    label = capfirst(str(field.verbose_name))
    if isinstance(value, models.Model):
        return Fact(label, linked(value, scope))
    if field.many_to_many:
        return Fact(label, all_linked(value.all(), scope), wide=True)
    wide = isinstance(value, list | dict) and bool(value)
    return Fact(label, show(value, field), is_number(field), wide)


def period_name(period: Period) -> str:
    """A calendar period as people of the active language call it: 2026 Q2, 2026年第2季度."""
    year, month = period.start.year, period.start.month
    match period.length:
        case PeriodLength.YEAR:
            return _("%(year)s") % {"year": year}
        case PeriodLength.HALF:
            return (_("%(year)s H1") if month == 1 else _("%(year)s H2")) % {"year": year}
        case PeriodLength.QUARTER:
            return _("%(year)s Q%(number)s") % {"year": year, "number": month // 3 + 1}
    return period.label


def listed(words: Iterable[str]) -> str:
    return pgettext("between the words of a list", ", ").join(words)


def running(sentences: Iterable[str]) -> str:
    """One after another as one text; empty ones are left out. Chinese sets no space between."""
    between = "" if (get_language() or "").startswith("zh") else " "
    return between.join(filter(None, sentences))


def clauses(words: Iterable[str]) -> str:
    return pgettext("between the clauses of a sentence", "; ").join(words)
