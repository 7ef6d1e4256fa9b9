"""Online shops, and their life."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..choices import ShopStatus
from ..models import Dealer, Shop
from .dealers import CLOSED

EVER = datetime.date.min


@transaction.atomic
def save_shop(*, instance: Shop, access: Access, verb: Verb, reason: str = "") -> Shop:
    """Check and save a shop; raises ValidationError where its operator may run none."""
    if instance.operator_id:
        Dealer.objects.select_for_update().get(pk=instance.operator_id)
        check_operator(instance)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


@transaction.atomic
def change_shop_status(*, shop: Shop, to: ShopStatus, access: Access, reason: str) -> Shop:
    """Move a shop along its life: open → suspended → closed.

    Raises PermissionDenied out of the person's reach, ValidationError when the move does not lead
    there, its operator may run none any more, or no reason is given.
    """
    access.require(Verb.CHANGE_STRUCTURE, shop)
    shop = Shop.objects.select_for_update().get(pk=shop.pk)
    old = ShopStatus(shop.status)
    check_move(shop, old, to)
    reason = reason_given(reason)
    shop.status = to
    shop.save(update_fields=["status"])
    before, after = {"status": old.value}, {"status": to.value}
    record("moved", shop, by=access.user, before=before, after=after, reason=reason)
    return shop


def check_move(shop: Shop, old: ShopStatus, to: ShopStatus) -> None:
    """Raises ValidationError where the one status does not lead to the other."""
    if not old.can_become(to):
        text = _("%(shop)s is “%(old)s” and cannot become “%(new)s”.")
        parts = {"shop": shop, "old": old.label, "new": to.label}
        raise ValidationError({"status": ValidationError(text % parts, "status_move")})
    if to == ShopStatus.OPEN and shop.operator and shop.operator.status in CLOSED:
        text = _("%(dealer)s, who runs it, is “%(status)s”: the shop stays as it is.")
        parts = {"dealer": shop.operator, "status": shop.operator.get_status_display()}
        raise ValidationError({"status": ValidationError(text % parts, "dealer_status")})


def check_operator(shop: Shop) -> None:
    """Whoever takes on a shop is not closed and has an e-commerce team; what a dealer had it keeps.

    Raises ValidationError at ``operator``.
    """
    if shop.pk and Shop.objects.filter(pk=shop.pk, operator=shop.operator_id).exists():
        return
    dealer = Dealer.objects.get(pk=shop.operator_id)
    if dealer.status in CLOSED:
        text = _("%(dealer)s is “%(status)s” and can receive no new shop.")
        parts = {"dealer": dealer, "status": dealer.get_status_display()}
        raise ValidationError({"operator": ValidationError(text % parts, "dealer_status")})
    if not dealer.ecommerce_team:
        text = _("%(dealer)s has no e-commerce team on record, which a shop needs.")
        error = ValidationError(text % {"dealer": dealer}, "no_ecommerce_team")
        raise ValidationError({"operator": error})


def closed_since() -> dict[int, datetime.date]:
    """The shops that are not open, each with the day on which it ceased to be, by its history.

    ``EVER`` for one of which no history says that it was open. At most two queries.
    """
    shops = Shop.objects.exclude(status=ShopStatus.OPEN).values_list("pk", flat=True)
    days = dict.fromkeys(shops, EVER)
    if days:
        left = AuditEntry.objects.filter(
            model=Shop._meta.label_lower, object_id__in=days, before__status=ShopStatus.OPEN.value
        )
        for key, moment in left.order_by("id").values_list("object_id", "at"):
            days[key] = timezone.localdate(moment)
    return days
