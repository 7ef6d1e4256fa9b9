"""Two persons: whoever had a hand in something does not approve it. And whoever does says why."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .audit import history_of
from .choices import Status
from .models import User
from .scopes import Access

REASON_LENGTH = 500


def had_a_hand(record: models.Model, user: User) -> bool:
    """Whether the person proposed the record or changed it since, whatever her role was then."""
    proposer = getattr(record, "created_by_id", None)
    return proposer == user.pk or history_of(record).filter(by=user).exists()


def second_person(record: models.Model, access: Access) -> User:
    """Who approves the record: a person, and another one than those who made it what it is.

    Call it under the record's lock. Raises ValidationError otherwise.
    """
    if access.user is None:
        raise ValidationError(_("%(record)s is approved by a person.") % {"record": record})
    if had_a_hand(record, access.user):
        raise ValidationError(
            _("Whoever proposed or changed %(record)s cannot approve it: a second person does.")
            % {"record": record},
            "own_proposal",
        )
    return access.user


def proposed_by(record: models.Model, access: Access) -> bool:
    """Whether it is the person's own proposal, whoever changed it since."""
    return access.user is not None and record.created_by_id == access.user.pk


def must_be_undecided(record: models.Model, to: Status) -> None:
    """Raises ValidationError where the record cannot become that any more."""
    old = type(to)(record.status)
    if not old.can_become(to):
        raise ValidationError(
            _("%(entry)s was decided already: %(status)s.")
            % {"entry": record, "status": old.label.lower()},
            "decided",
        )


def reason_given(reason: str) -> str:
    """The reason as it is kept. Raises ValidationError at ``reason`` where there is none."""
    reason = reason.strip()
    if not reason:
        text = _("Say why: the reason is kept in the history.")
        raise ValidationError({"reason": ValidationError(text, "required")})
    if len(reason) > REASON_LENGTH:
        text = _("At most %(limit)s characters.") % {"limit": REASON_LENGTH}
        raise ValidationError({"reason": ValidationError(text, "max_length")})
    return reason
