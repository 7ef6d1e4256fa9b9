"""Products: what one is marked as agrees with what was promised about it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import SKU, Exclusive


@transaction.atomic
def save_sku(*, instance: SKU, access: Access, verb: Verb, reason: str = "") -> SKU:
    """Check and save a product; raises ValidationError where a shop still holds it exclusively."""
    if instance.pk and not instance.online_exclusive:
        lock_table(Exclusive)
        for error in still_held([instance]).values():
            raise error
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


def still_held(skus: Iterable[SKU | int]) -> dict[int, ValidationError]:
    """By key, those that a shop holds today or will hold: they stay online-exclusive. One query."""
    rows = Exclusive.objects.overlapping(timezone.localdate(), None).filter(sku__in=skus)
    found = {}
    for one in rows.select_related("sku", "shop").order_by("valid_from"):
        text = _("%(shop)s holds %(sku)s until %(end)s: end that first.")
        parts = {"shop": one.shop, "sku": one.sku.code, "end": one.valid_to or "…"}
        error = ValidationError(text % parts, "still_allotted")
        found.setdefault(one.sku_id, ValidationError({"online_exclusive": error}))
    return found
