"""The one way in which a form or an import writes a plain record."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from .approval import reason_given
from .audit import differences, record, state
from .scopes import Access, Verb


@transaction.atomic
def save_record(
    *,
    instance: models.Model,
    access: Access,
    verb: Verb,
    reason: str = "",
    sets: Mapping[str, Iterable[models.Model]] | None = None,
) -> models.Model:
    """Check and save a new or changed record, and write the difference to the audit trail.

    ``sets`` are its many-to-many fields, by name; those that it does not name stay.

    Raises ValidationError, with nothing written, when the record breaks a rule or would lie
    outside what the person may change, or when one that bears money is changed without a reason.
    """
    before = {}
    if instance.pk:
        stored = type(instance)._default_manager.select_for_update().get(pk=instance.pk)
        before = state(stored)
    instance.full_clean()
    instance.save()
    for name, members in (sets or {}).items():
        getattr(instance, name).set(members)
    model = type(instance)
    if not access.reaches(verb, instance):
        raise ValidationError(_("This would lie outside the part of the channel you may change."))
    old, new = differences(before, state(instance))
    if before and new and bears_money(model):
        reason = reason_given(reason)
    if new:
        action = "changed" if before else "created"
        record(action, instance, by=access.user, before=old, after=new, reason=reason)
    return instance


def bears_money(model: type[models.Model]) -> bool:
    """Whether a model says that its records decide about money, so that a change needs a reason."""
    return getattr(model, "bears_money", False)
