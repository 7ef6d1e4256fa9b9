"""Suspending a dealer for some days, and letting it go on: by the service of dealers."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import SYSTEM, Access
from channels_mgmt.core.told import told
from dealers.choices import DealerStatus
from dealers.models import Dealer
from dealers.services.dealers import change_status

from ..choices import EffectKind, EffectStatus
from ..models import Effect, Violation


def suspend(effect: Effect, access: Access, reason: str) -> None:
    """Suspend the dealer of the case, or join a suspension of another case that runs already.

    A dealer who is suspended by hand, or terminated, is left so: the effect says that it is stuck.
    """
    dealer = _dealer(effect)
    if dealer.status == DealerStatus.ACTIVE:
        change_status(dealer=dealer, to=DealerStatus.SUSPENDED, access=access, reason=reason)
    elif not others_of(effect).exists():
        effect.status = EffectStatus.STUCK
        status = DealerStatus(dealer.status).label
        text = _("%(dealer)s is “%(status)s” already.")
        effect.note = told(text, dealer=dealer.code, status=status)


def lift(effect: Effect, access: Access, reason: str) -> None:
    """Let the dealer go on, unless another case still suspends it."""
    dealer = _dealer(effect)
    if dealer.status == DealerStatus.SUSPENDED and not others_of(effect).exists():
        change_status(dealer=dealer, to=DealerStatus.ACTIVE, access=access, reason=reason)


def others_of(effect: Effect):
    """Further suspensions of the same dealer that run."""
    running = Effect.objects.filter(kind=EffectKind.SUSPENSION, status=EffectStatus.IN_FORCE)
    return running.filter(violation__dealer=effect.violation.dealer_id).exclude(pk=effect.pk)


def end_suspensions(day: datetime.date) -> None:
    """Once a day: those whose days are over end, and their dealers go on."""
    over = Effect.objects.filter(
        kind=EffectKind.SUSPENSION, status=EffectStatus.IN_FORCE, day_to__lte=day
    )
    for effect in over.select_related("violation").order_by("pk"):
        end_suspension(effect=effect, access=SYSTEM)


@transaction.atomic
def end_suspension(*, effect: Effect, access: Access) -> None:
    lock_table(Violation)
    effect = Effect.objects.select_related("violation").get(pk=effect.pk)
    if effect.status != EffectStatus.IN_FORCE:
        return  # reversed meanwhile
    reason = told(_("Its suspension of %(case)s is over"), case=effect.violation.number)
    lift(effect, access, reason)
    effect.status = EffectStatus.ENDED
    effect.save(update_fields=["status"])


def _dealer(effect: Effect) -> Dealer:
    """As it stands now: two cases of one dealer may be decided in one transaction."""
    return Dealer.objects.get(pk=effect.violation.dealer_id)
