"""Price lists: drafted, published, and from then on frozen; a new version supersedes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import Price, PriceList

BATCH = 2_000


@transaction.atomic
def save_price(*, instance: Price, access: Access, verb: Verb, reason: str = "") -> Price:
    """Save a price of a draft; raises ValidationError for a list that is published."""
    lists = {instance.price_list_id}
    if instance.pk:
        lists.add(Price.objects.values_list("price_list", flat=True).get(pk=instance.pk))
    for price_list in PriceList.objects.select_for_update().filter(pk__in=lists):
        check_open(price_list)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


def check_open(price_list: PriceList) -> None:
    if price_list.published_at is not None:
        raise ValidationError({"price_list": frozen(price_list)}, "price_list_frozen")


def frozen(price_list: PriceList) -> str:
    return _("%(list)s is published and stays as it is: make a new version of it.") % {
        "list": price_list.code
    }


@transaction.atomic
def publish_list(*, price_list: PriceList, access: Access, reason: str) -> PriceList:
    """Put a list into force for good; raises ValidationError when it is empty or published."""
    price_list = _lock(price_list, access)
    check_open(price_list)
    if not price_list.prices.exists():
        raise ValidationError(_("%(list)s has no prices yet.") % {"list": price_list.code}, "empty")
    price_list.published_at, price_list.published_by = timezone.now(), access.user
    price_list.full_clean()
    price_list.save()
    after = {"prices": price_list.prices.count(), "supersedes": price_list.supersedes_id}
    record("published", price_list, by=access.user, after=after, reason=reason_given(reason))
    return price_list


@transaction.atomic
def save_price_list(
    *, instance: PriceList, access: Access, verb: Verb, reason: str = ""
) -> PriceList:
    """Save a draft. A new one that supersedes a list begins with that list's prices.

    Raises ValidationError when one of them is published, or the other one is not.
    """
    new = instance.pk is None
    if instance.pk:
        check_open(PriceList.objects.select_for_update().get(pk=instance.pk))
    if instance.supersedes is not None and instance.supersedes.published_at is None:
        text = _("%(list)s is a draft: change it as it is.") % {"list": instance.supersedes}
        raise ValidationError({"supersedes": text})
    saved = save_record(instance=instance, access=access, verb=verb, reason=reason)
    if new and saved.supersedes is not None:
        copy_prices(saved.supersedes, saved)
    return saved


def copy_prices(source: PriceList, to: PriceList) -> None:
    prices = list(source.prices.all())
    for price in prices:
        price.pk, price.price_list = None, to
    Price.objects.bulk_create(prices, batch_size=BATCH)


def _lock(price_list: PriceList, access: Access) -> PriceList:
    if not access.may(Verb.CHANGE_PRODUCTS):
        raise PermissionDenied
    return PriceList.objects.select_for_update().get(pk=price_list.pk)
