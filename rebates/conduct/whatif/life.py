"""The life of a what-if, of whichever rules: started, cancelled, given up, tried again, deleted."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import proposed_by
from channels_mgmt.core.audit import record
from channels_mgmt.core.job_control import cancel
from channels_mgmt.core.jobs import enqueue
from channels_mgmt.core.scopes import Access
from channels_mgmt.core.told import clipped

from ..choices import TrialStatus
from ..models.trials import WhatIf

Trial = TypeVar("Trial", bound=WhatIf)


def hand_over(trial: Trial, drafts: Iterable[models.Model], *, task: str, access: Access) -> Trial:
    """Within a transaction: store it, and leave the calculation to a worker."""
    trial.full_clean()
    trial.save()
    trial.versions.set(drafts)
    record("started", trial, by=access.user, after={"tried": trial.tried, "days": trial.days})
    trial.job = enqueue(task=task, arguments={"trial": trial.pk}, by=trial.created_by)
    trial.save(update_fields=["job"])
    return trial


def still_calculating(trial: Trial) -> Trial:
    """The what-if, locked; raises ValidationError where it was cancelled meanwhile."""
    trial = locked(type(trial), trial.pk)
    if trial.status != TrialStatus.CALCULATING:
        raise ValidationError(_("%(trial)s has ended already.") % {"trial": trial})
    return trial


@transaction.atomic
def give_up(model: type[Trial], key: int, error: str) -> Trial | None:
    """Note that there will be no result: it was cancelled (without an error), or it failed.

    None where it has ended already.
    """
    rows = model.objects.select_for_update().filter(pk=key, status=TrialStatus.CALCULATING)
    if trial := rows.first():
        trial.status = TrialStatus.FAILED if error else TrialStatus.CANCELLED
        trial.error, trial.finished_at = clipped(error, 500), timezone.now()
        trial.save()
    return trial


@transaction.atomic
def try_again(model: type[WhatIf], key: int) -> None:
    """Back to calculating, as its job is retried; raises ValidationError where it has a result."""
    trial = locked(model, key)
    if not TrialStatus(trial.status).can_become(TrialStatus.CALCULATING):
        raise ValidationError(_("%(trial)s has ended already.") % {"trial": trial})
    trial.status, trial.error, trial.finished_at = TrialStatus.CALCULATING, "", None
    trial.save()


@transaction.atomic
def cancel_trial(*, trial: Trial, access: Access) -> Trial:
    """End the calculation: at once while it waits, else when it next says how far it is."""
    require_own(trial, access)
    if trial.status != TrialStatus.CALCULATING or not (trial.job and cancel(trial.job)):
        raise ValidationError(_("%(trial)s has ended already.") % {"trial": trial})
    record("cancelled", trial, by=access.user)
    return type(trial).objects.get(pk=trial.pk)


@transaction.atomic
def delete_trial(*, trial: WhatIf, access: Access) -> None:
    """For good, with its result; the history keeps that it was there."""
    require_own(trial, access)
    trial = locked(type(trial), trial.pk)
    if trial.status == TrialStatus.CALCULATING:
        raise ValidationError(
            _("%(trial)s is being calculated: cancel it first.") % {"trial": trial}
        )
    record("deleted", trial, by=access.user, before={"tried": trial.tried, "days": trial.days})
    trial.delete()


def require_own(trial: WhatIf, access: Access) -> None:
    if not (proposed_by(trial, access) and access.may(trial.verb)):
        raise PermissionDenied(_("Only whoever started a trial may do this."))


def locked(model: type[Trial], key: int) -> Trial:
    return model.objects.select_for_update().get(pk=key)
