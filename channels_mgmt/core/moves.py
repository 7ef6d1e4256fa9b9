"""The life of a record: each state leads to some others, and to none besides (``core.choices``)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .choices import Status


def must_become(record: models.Model, to: Status) -> None:
    """Raises ValidationError where the state of a locked record does not lead to that one."""
    old = type(to)(record.status)
    if not old.can_become(to):
        text = _("%(record)s is “%(old)s” and cannot become “%(to)s”.")
        parts = {"record": record, "old": old.label, "to": to.label}
        raise ValidationError(text, "status_move", parts)
