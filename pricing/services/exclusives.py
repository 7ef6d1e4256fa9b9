"""Allotting online-exclusive products to shops: the rules of the form and of the import."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record
from dealers.choices import ShopStatus
from dealers.models import Shop
from dealers.services.dealers import CLOSED

from ..models import SKU, Exclusive


@transaction.atomic
def save_exclusive(
    *, instance: Exclusive, access: Access, verb: Verb, reason: str = ""
) -> Exclusive:
    """Check and save an allotment.

    Raises ValidationError where the product is not online-exclusive, the shop can receive nothing
    new, or the shop holds the product on one of these days already.
    """
    lock_table(Exclusive)
    instance.full_clean(validate_constraints=False)
    stored = Exclusive.objects.filter(pk=instance.pk).first() if instance.pk else None
    if adds(instance, stored):
        check_product(SKU.objects.select_for_update().get(pk=instance.sku_id))
        check_shop(Shop.objects.select_related("operator").get(pk=instance.shop_id))
    check_overlap(instance, Exclusive.objects.filter(sku=instance.sku_id, shop=instance.shop_id))
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


def adds(allotment: Exclusive, stored: Exclusive | None) -> bool:
    """Whether it gives the shop a product or a day that it has not: what it has may be ended."""
    if stored is None:
        return True
    mine, theirs = ((one.sku_id, one.shop_id) for one in (allotment, stored))
    if mine != theirs or allotment.valid_from < stored.valid_from:
        return True
    return ends_later(allotment.valid_to, stored.valid_to)


def ends_later(end: datetime.date | None, other: datetime.date | None) -> bool:
    """Whether one end comes after the other; none is for ever."""
    return other is not None and (end is None or end > other)


def check_product(sku: SKU) -> None:
    if not sku.online_exclusive:
        text = _("%(sku)s is not online-exclusive: mark it so first.") % {"sku": sku.code}
        raise ValidationError({"sku": ValidationError(text, "not_exclusive")})


def check_shop(shop: Shop) -> None:
    """A shop receives nothing new when it is not open, or its operator is closed."""
    if shop.status != ShopStatus.OPEN:
        text = _("%(shop)s is “%(status)s” and can receive no new exclusive.")
        parts = {"shop": shop, "status": shop.get_status_display()}
        raise ValidationError({"shop": ValidationError(text % parts, "shop_closed")})
    dealer = shop.operator
    if dealer is not None and dealer.status in CLOSED:
        text = _("%(dealer)s, who runs %(shop)s, is “%(status)s” and can receive no new exclusive.")
        parts = {"dealer": dealer, "shop": shop, "status": dealer.get_status_display()}
        raise ValidationError({"shop": ValidationError(text % parts, "dealer_status")})


def check_overlap(allotment: Exclusive, others: Iterable[Exclusive]) -> None:
    """A shop holds a product once on a day; ``others`` are of the same shop and product."""
    for other in others:
        if other.pk == allotment.pk or not meet(allotment, other):
            continue
        text = _("%(shop)s holds %(sku)s from %(from)s to %(to)s already: end that first.")
        parts = {"shop": allotment.shop, "sku": allotment.sku.code}
        parts |= {"from": other.valid_from, "to": other.valid_to or "…"}
        raise ValidationError({"valid_from": ValidationError(text % parts, "exclusive_overlap")})


def meet(one: Exclusive, other: Exclusive) -> bool:
    """Whether both hold on some day."""
    begins = max(one.valid_from, other.valid_from)
    return all(each.valid_to is None or begins < each.valid_to for each in (one, other))
