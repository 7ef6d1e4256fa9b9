"""Effects that a person finishes: a buy-back that was done, a plan that was cut, what was stuck."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb

from ..choices import EffectKind, EffectStatus
from ..models import Effect, Violation
from .effects import undo

BY_HAND = (EffectKind.PLAN_CUT, EffectKind.BUY_BACK)


@transaction.atomic
def finish_effect(*, effect: Effect, access: Access, reason: str) -> Effect:
    """Say that a plan cut or a buy-back was done; other effects end by themselves."""
    effect = _locked(effect, access, Verb.OPEN_CASES)
    if effect.kind not in BY_HAND:
        raise ValidationError(
            _("“%(effect)s” ends by itself.") % {"effect": effect.get_kind_display()}
        )
    _must_be(effect, EffectStatus.IN_FORCE)
    effect.status, effect.note = EffectStatus.ENDED, reason_given(reason)
    effect.save(update_fields=["status", "note"])
    _record(effect, access, EffectStatus.IN_FORCE, reason)
    return effect


@transaction.atomic
def retry_effect(*, effect: Effect, access: Access) -> Effect:
    """Try once more to undo what was stuck when its case was overturned.

    Raises ValidationError with what still stands in the way.
    """
    effect = _locked(effect, access, Verb.DECIDE_CASES)
    _must_be(effect, EffectStatus.STUCK)
    undo(effect, access)
    if effect.status == EffectStatus.STUCK:
        raise ValidationError(effect.note)
    _record(effect, access, EffectStatus.STUCK, "")
    return effect


def _locked(effect: Effect, access: Access, verb: Verb) -> Effect:
    lock_table(Violation)
    effect = Effect.objects.select_related("violation").get(pk=effect.pk)
    if not access.reaches(verb, effect.violation):
        raise PermissionDenied
    return effect


def _must_be(effect: Effect, status: EffectStatus) -> None:
    if effect.status != status:
        raise ValidationError(
            _("This effect is “%(status)s” already.") % {"status": effect.get_status_display()}
        )


def _record(effect: Effect, access: Access, old: EffectStatus, reason: str) -> None:
    record(
        "moved",
        effect,
        by=access.user,
        before={"status": old.value},
        after={"status": effect.status},
        reason=reason,
    )
