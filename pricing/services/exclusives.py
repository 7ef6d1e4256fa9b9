"""Allotting online-exclusive products to shops."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import SKU, Exclusive


@transaction.atomic
def save_exclusive(
    *, instance: Exclusive, access: Access, verb: Verb, reason: str = ""
) -> Exclusive:
    """Check and save an allotment; only a product that is online-exclusive can have one."""
    if instance.sku_id:
        sku = SKU.objects.select_for_update().get(pk=instance.sku_id)
        if not sku.online_exclusive:
            text = _("%(sku)s is not online-exclusive: mark it so first.")
            raise ValidationError({"sku": text % {"sku": sku.code}}, "not_exclusive")
    return save_record(instance=instance, access=access, verb=verb, reason=reason)
