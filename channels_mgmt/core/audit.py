"""The audit trail is written by services, in the transaction of the change itself."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from .audit_chain import digest_of
from .models import AuditEntry, User
from .requests import request_id
from .told import stored

BATCH = 500


def plain(value: Any) -> Any:
    """A value as it stands in the trail: exact, JSON, and the same when read again.

    No float: each database writes it in another way, and its digest would not fit any more.
    """
    if isinstance(value, Decimal | datetime.date | float | models.Model | Promise):
        return str(value)
    if isinstance(value, str):
        return stored(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def snapshot(instance: models.Model) -> dict[str, Any]:
    """The stored values of a record, by field name."""
    return {
        field.name: plain(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.BinaryField | models.FileField)
    }


def sets_of(instance: models.Model) -> dict[str, list[str]]:
    """The codes of the records in each set that belongs to it (many-to-many fields), or their keys
    where they have no codes."""
    return {
        field.name: sorted(
            map(str, getattr(instance, field.name).values_list(known_by(field), flat=True))
        )
        for field in instance._meta.many_to_many
    }


def known_by(field: models.ManyToManyField) -> str:
    names = {each.name for each in field.related_model._meta.concrete_fields}
    return "code" if "code" in names else "pk"


def state(instance: models.Model) -> dict[str, Any]:
    """All that a stored record holds: its values and its sets."""
    return snapshot(instance) | sets_of(instance)


def differences(before: dict, after: dict) -> tuple[dict, dict]:
    changed = [name for name in after if before.get(name) != after[name]]
    return {n: before.get(n) for n in changed if n in before}, {n: after[n] for n in changed}


class Recorded(NamedTuple):
    """One change of one record, as it goes into the trail."""

    action: str
    instance: models.Model
    before: dict
    after: dict


def record(
    action: str,
    instance: models.Model,
    *,
    by: User | None,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry about ``instance``; ``by`` is None for the system itself."""
    entry = entry_of(Recorded(action, instance, before or {}, after or {}), by=by, reason=reason)
    return AuditEntry.objects.create(**entry)


def record_many(changes: Iterable[Recorded], *, by: User | None, reason: str = "") -> None:
    """Write one entry for each change, in few statements."""
    AuditEntry.objects.bulk_create(
        [AuditEntry(**entry_of(change, by=by, reason=reason)) for change in changes],
        batch_size=BATCH,
    )


def entry_of(change: Recorded, *, by: User | None, reason: str) -> dict[str, Any]:
    """The values of an entry, with the digest that the chain is made of."""
    instance = change.instance
    values = {
        "at": timezone.now(),
        "by": by,
        "action": change.action,
        "model": instance._meta.label_lower,
        "object_id": instance.pk,
        "label": str(instance)[:200],
        "before": plain(change.before),
        "after": plain(change.after),
        "reason": str(reason),
        "request_id": request_id(),
    }
    kept = {"at": utc(values["at"]), "by": by and by.pk, "reason": stored(values["reason"])}
    return values | {"digest": digest_of(values | kept)}


def utc(at: datetime.datetime) -> str:
    """A moment as the digest has it."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def history_of(instance: models.Model):
    return AuditEntry.objects.filter(
        model=instance._meta.label_lower, object_id=instance.pk
    ).select_related("by")
