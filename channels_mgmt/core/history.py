"""The audit trail of a record, in words: what a field is called, and what its values mean."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .audit import history_of
from .display import show
from .fields import ScaledDecimalField
from .models import AuditEntry, User
from .registry import pages_of
from .scopes import Scope, ScopedQuerySet
from .sides import Act, Side, day_of
from .told import retold

ACTIONS = {
    "created": _("Created"),
    "changed": _("Changed"),
    "moved": _("Status changed"),
    "placed": _("Moved in the channel"),
    "graded": _("Grade set"),
    "ended": _("Ended"),
    "merged": _("Merged into another dealer"),
    "imported": _("Imported"),
    "undone": _("Undone"),
    "cancelled": _("Cancelled"),
    "deleted": _("Deleted"),
    "retried": _("Retried"),
    "published": _("Published"),
    # Life of a contract
    "signed": _("Signed"),
    "ended_early": _("Ended early"),
    "attached": _("File attached"),
    # Life of a run, a version, an entry, a grant
    "proposed": _("Proposed"),
    "draft": _("Draft"),
    "started": _("Started"),
    "calculating": _("Calculating"),
    "calculated": _("Calculated"),
    "failed": _("Failed"),
    "looked_at": _("Looked at"),
    "noted": _("Noted"),
    "approved": _("Approved"),
    "in_force": _("In force"),
    "refused": _("Refused"),
    "posting": _("Posting begun"),
    "posted": _("Posted"),
    "reversed": _("Reversed"),
    "withdrawn": _("Withdrawn"),
    "replaced": _("Replaced"),
    "exported": _("File for the bank made"),
    "paid": _("Paid"),
    "returned": _("Returned"),
    "discarded": _("Discarded"),
    # Answers to a statement
    "confirmed": _("Confirmed"),
    "disputed": _("Disputed"),
    "replied": _("Answered by the brand"),
    # Life of a case
    "opened": _("Opened"),
    "joined": _("Further findings"),
    "reviewed": _("Put under review"),
    "evidence": _("Evidence added"),
    "answered": _("Answered by the dealer"),
    "recall_ordered": _("Recall ordered"),
    "recall_done": _("Goods recalled"),
    "recall_expired": _("Recall not done in time"),
    "dismissed": _("Dismissed"),
    "appealed": _("Appealed"),
    "upheld": _("Upheld on appeal"),
    "overturned": _("Overturned on appeal"),
    "recalculated": _("Penalty recalculated"),
    "settled": _("Settled"),
    "set_aside": _("Set aside"),
    # People and their ways in
    "invited": _("Invited"),
    "granted": _("Given"),
    "link_made": _("New sign-in link"),
    "second_factor_reset": _("Second factor reset"),
    "disabled": _("Disabled"),
    "enabled": _("Enabled"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "session_ended": _("Session ended"),
    "sessions_ended": _("All sessions ended"),
    "password_set": _("Password set"),
    "password_changed": _("Password changed"),
    "password_failed": _("Wrong password"),
    "code_failed": _("Wrong code"),
    "second_factor_added": _("Second factor added"),
    "second_factor_removed": _("Second factor removed"),
    "recovery_codes_made": _("Recovery codes made"),
    "recovery_code_used": _("Recovery code used"),
    "token_made": _("Token made"),
    "token_revoked": _("Token revoked"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A change as one reader may read it; of the entry itself a page shows the time alone."""

    entry: AuditEntry
    action: Any
    who: str
    reason: str
    differences: list[Difference]


def action_name(action: str) -> Any:
    return ACTIONS.get(action, capfirst(action))


def changes_of(record: models.Model, scope: Scope, limit: int = 200) -> list[Change]:
    """The latest changes of a record, newest first, as somebody of this scope may read them."""
    return describe(list(history_of(record)[:limit]), type(record), scope, record)


def describe(
    entries: list[AuditEntry],
    model: type[models.Model] | None,
    scope: Scope,
    record: models.Model | None = None,
) -> list[Change]:
    """What the entries say. Of other records it names those in scope, and what ``record`` itself
    refers to now: a shop does not tell its new operator who ran it before. Of persons, the dealer
    side hears only of its own.
    """
    side = Side(_acts(entries, model), scope)
    names = _names_of_related(entries, model, scope, record, side)
    return [
        Change(
            entry,
            action_name(entry.action),
            side.who(entry),
            side.reason(entry),
            list(_differences(entry, model, scope, names)),
        )
        for entry in entries
    ]


def _differences(
    entry: AuditEntry, model: type[models.Model] | None, scope: Scope, names: dict[str, dict]
) -> Iterator[Difference]:
    """What the entry changed; the dealer side reads of the fields that the record's page shows."""
    pages = pages_of(model) if model else None
    for name in dict.fromkeys([*entry.before, *entry.after]):
        hidden = pages and _field(model, name) is not None and name not in pages.detail
        if hidden and not scope.brand_side:
            continue
        before, after = entry.before.get(name), entry.after.get(name)
        if pages:
            before, after = (pages.told(name, value, scope) for value in (before, after))
        yield Difference(
            _label(model, name),
            _value(model, name, before, names),
            _value(model, name, after, names),
        )


def _acts(entries: list[AuditEntry], model: type[models.Model] | None) -> set[Act]:
    """Who did something on which day: wrote the entry, or is named in it."""
    acts = {(entry.by_id, day_of(entry)) for entry in entries if entry.by_id}
    for entry in entries:
        for name, value in [*entry.before.items(), *entry.after.items()]:
            if isinstance(value, int) and _names_a_person(model, name):
                acts.add((value, day_of(entry)))
    return acts


def _names_a_person(model: type[models.Model] | None, name: str) -> bool:
    return getattr(_field(model, name), "related_model", None) is User


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    return capfirst(str(getattr(field, "verbose_name", _(name.replace("_", " ")))))


def _names_of_related(
    entries: list[AuditEntry], model, scope: Scope, record, side: Side
) -> dict[str, dict]:
    """For each foreign key: what the records are called that its values name."""
    keys = defaultdict(set)
    for entry in entries:
        for name, value in [*entry.before.items(), *entry.after.items()]:
            field = _field(model, name)
            if field is not None and field.many_to_one and isinstance(value, int):
                keys[name].add(value)
    return {
        name: side.names(User.objects.filter(pk__in=values))
        if _names_a_person(model, name)
        else _names(_field(model, name), values, scope, getattr(record, f"{name}_id", None))
        for name, values in keys.items()
    }


def _names(field: models.Field, values: set[int], scope: Scope, current: int | None) -> dict:
    rows = ScopedQuerySet(field.related_model)
    shown = rows.visible_to(scope).filter(pk__in=values) | rows.filter(pk__in=values & {current})
    hidden = rows.filter(pk__in=values).values_list("pk", flat=True)
    names = {pk: _("(out of your sight)") for pk in hidden}
    return names | {found.pk: str(found) for found in shown}


def _value(model, name: str, value: Any, names: dict[str, dict[Any, str]]) -> Any:
    if name in names:
        return show(names[name].get(value, value))
    field = _field(model, name)
    if isinstance(value, str) and value:
        value = retold(value)
        if isinstance(field, ScaledDecimalField):
            with suppress(InvalidOperation):
                value = Decimal(value)
        elif isinstance(field, models.DateTimeField):
            value = datetime.datetime.fromisoformat(value)
    try:
        return show(value, field)
    except ValueError:  # a status that has gone since
        return show(value)
