"""Carrying out a reorganisation of the channel: all of a plan, or nothing."""

import datetime
from collections.abc import Callable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import SYSTEM, Access, Verb
from channels_mgmt.core.told import told

from ..choices import Account, DealerStatus, EntryKind
from ..models import Dealer, Placement, Territory
from ..structure.plans import Plan
from .dealers import change_status
from .manual_entries import propose_entry
from .placements import bring_up_to_date, place_dealers
from .shops import save_shop
from .territories import save_territory

STRUCTURE = Verb.CHANGE_STRUCTURE


@transaction.atomic
def reorganise(*, plan: Callable[[], Plan], access: Access, reason: str, seen: str = "") -> Plan:
    """Work the plan out under the locks and carry it out.

    ``seen`` is the fingerprint of the plan that the person was shown. Raises PermissionDenied for
    whoever may not change the structure everywhere; ValidationError, with nothing written, where
    the plan is another one by now or breaks a rule.
    """
    if not access.to(STRUCTURE).everything:
        raise PermissionDenied
    reason = reason_given(reason)
    lock_table(Placement)
    lock_table(Territory)
    found = plan()
    if seen and found.fingerprint != seen:
        text = _("The channel has changed since this preview: look at it once more.")
        raise ValidationError(text, "stale")
    if found.dropped is not None:
        _drop_tier(found, access, reason)
    place_dealers(moves=found.moves, valid_from=found.valid_from, by=access.user, reason=reason)
    for territory in found.territories:
        pass_on(territory, found.heir, found.valid_from, access, reason)
    for shop in found.shops:
        shop.operator = found.heir
        save_shop(instance=shop, access=access, verb=STRUCTURE, reason=reason)
    if found.merged is not None:
        _merge(found, access, reason)
    return found


def rehearse(*, plan: Callable[[], Plan], access: Access) -> Plan:
    """The plan, after it was carried out and undone: what would be refused is refused here."""
    with transaction.atomic():
        found = reorganise(plan=plan, access=access, reason=_("Preview"))
        transaction.set_rollback(True)
    return found


def pass_on(
    territory: Territory, heir: Dealer, day: datetime.date, access: Access, reason: str
) -> Territory:
    """A territory of one dealer goes on as another one's; what has not begun becomes the heir's."""
    if territory.valid_from >= day:
        territory.dealer = heir
        return save_territory(instance=territory, access=access, verb=STRUCTURE, reason=reason)
    until = territory.valid_to
    territory.valid_to = day
    save_territory(instance=territory, access=access, verb=STRUCTURE, reason=reason)
    territory.pk, territory._state.adding = None, True
    territory.dealer, territory.valid_from, territory.valid_to = heir, day, until
    return save_territory(instance=territory, access=access, verb=STRUCTURE, reason=reason)


def _drop_tier(plan: Plan, access: Access, reason: str) -> None:
    tier, day = plan.dropped, plan.valid_from
    tier.dropped_on = day
    tier.save(update_fields=["dropped_on"])
    record("ended", tier, by=access.user, after={"dropped_on": day}, reason=reason)


def _merge(plan: Plan, access: Access, reason: str) -> None:
    gone = Dealer.objects.select_for_update().get(pk=plan.merged.pk)
    gone.merged_into, gone.merged_on = plan.heir, plan.valid_from
    gone.save(update_fields=["merged_into", "merged_on"])
    after = {"merged_into": plan.heir.pk, "merged_on": plan.valid_from}
    record("merged", gone, by=access.user, after=after, reason=reason)
    if plan.valid_from <= timezone.localdate():
        finish_merger(dealer=gone, access=access)


@transaction.atomic
def finish_merger(*, dealer: Dealer, access: Access) -> None:
    """The day has come: the dealer is terminated, its money proposed to be transferred."""
    reason = told(gettext_lazy("Merged into %(dealer)s"), dealer=dealer.merged_into.code)
    transfer_money(dealer=dealer, heir=dealer.merged_into, access=access, reason=reason)
    change_status(dealer=dealer, to=DealerStatus.TERMINATED, access=access, reason=reason)


def transfer_money(*, dealer: Dealer, heir: Dealer, access: Access, reason: str) -> None:
    """Propose what moves a dealer's balance and deposit to another: a second person posts it.

    Whoever may merge dealers may propose this, and nothing more: it follows from the merger.
    """
    proposing = Access(access.user, ((frozenset({Verb.PROPOSE_ENTRIES}), access.to(STRUCTURE)),))

    def propose(whose: Dealer, kind: EntryKind, amount: Decimal) -> None:
        propose_entry(
            dealer=whose,
            kind=kind,
            amount=amount,
            date=timezone.localdate(),
            reason=reason,
            access=proposing,
        )

    if balance := dealer.ledger.balance():
        propose(dealer, EntryKind.ADJUSTMENT, -balance)
        propose(heir, EntryKind.ADJUSTMENT, balance)
    if deposit := dealer.ledger.balance([Account.DEPOSIT]):
        propose(dealer, EntryKind.DEPOSIT_REFUNDED, deposit)
        propose(heir, EntryKind.DEPOSIT_LODGED, deposit)


def carry_on(day: datetime.date) -> None:
    """Each day: let moves and mergers whose day has come take effect."""
    bring_up_to_date(day=day)
    due = Dealer.objects.filter(merged_on__lte=day).exclude(status=DealerStatus.TERMINATED)
    for dealer in due.select_related("merged_into"):
        finish_merger(dealer=dealer, access=SYSTEM)
