"""Online shops."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import Dealer, Shop


@transaction.atomic
def save_shop(*, instance: Shop, access: Access, verb: Verb, reason: str = "") -> Shop:
    """Check and save a shop: whoever runs one has an e-commerce team on record."""
    if instance.operator_id:
        operator = Dealer.objects.select_for_update().get(pk=instance.operator_id)
        if not operator.ecommerce_team:
            text = _("%(dealer)s has no e-commerce team on record, which a shop needs.")
            raise ValidationError({"operator": text % {"dealer": operator}})
    return save_record(instance=instance, access=access, verb=verb, reason=reason)
