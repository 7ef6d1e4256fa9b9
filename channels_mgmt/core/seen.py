"""Nobody decides about what she has not seen: what a record held when it was opened, and now."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .audit import state
from .display import moment
from .history import changes_of
from .registry import pages_of
from .scopes import Scope


def digest(content: Any) -> str:
    """A short fingerprint of anything that can be written as JSON."""
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprint(instance: models.Model) -> str:
    """What a record held when it was opened; nothing for one that is not there yet."""
    return digest(state(instance)) if instance.pk else ""


def state_of(record: models.Model) -> str:
    """The fingerprint of a record with all that belongs to it, as its pages declare."""
    pages = pages_of(type(record))
    return pages.fingerprint(record) if pages and record.pk else fingerprint(record)


def changed_since(record: models.Model, scope: Scope) -> ValidationError:
    """Says when the record was changed and by whom, as somebody of this scope may hear it."""
    changes = changes_of(record, scope, limit=1)
    if not changes:
        text = _("Somebody has changed this record since you opened it.")
    else:
        text = _("%(who)s has changed this record since you opened it: %(when)s.") % {
            "who": changes[0].who,
            "when": moment(changes[0].entry.at),
        }
    return ValidationError(f"{text} {_('Compare with its history, then go on.')}", "stale")


def check_seen(record: models.Model, seen: str, scope: Scope) -> None:
    """Raises ValidationError (``stale``) where the record is no longer what somebody saw.

    Call it under the record's lock. Whoever says nothing of what was seen is not held to it.
    """
    if seen and seen != state_of(record):
        raise changed_since(record, scope)
