"""Online shops."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import Dealer, Shop
from .dealers import CLOSED


@transaction.atomic
def save_shop(*, instance: Shop, access: Access, verb: Verb, reason: str = "") -> Shop:
    """Check and save a shop; raises ValidationError where its operator may run none."""
    if instance.operator_id:
        Dealer.objects.select_for_update().get(pk=instance.operator_id)
        check_operator(instance)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


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
