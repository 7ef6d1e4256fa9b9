"""The audit trail is written by services, in the transaction of the change itself."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from .models import AuditEntry, User


def plain(value: Any) -> Any:
    """A value as it stands in the trail: exact, readable, JSON."""
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    return value


def snapshot(instance: models.Model) -> dict[str, Any]:
    """The stored values of a record, by field name."""
    return {
        field.name: plain(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.BinaryField | models.FileField)
    }


def differences(before: dict, after: dict) -> tuple[dict, dict]:
    changed = [name for name in after if before.get(name) != after[name]]
    return {n: before.get(n) for n in changed if n in before}, {n: after[n] for n in changed}


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
    return AuditEntry.objects.create(
        action=action,
        model=instance._meta.label_lower,
        object_id=instance.pk,
        label=str(instance)[:200],
        by=by,
        before={k: plain(v) for k, v in (before or {}).items()},
        after={k: plain(v) for k, v in (after or {}).items()},
        reason=reason,
    )


def history_of(instance: models.Model):
    return AuditEntry.objects.filter(
        model=instance._meta.label_lower, object_id=instance.pk
    ).select_related("by")
