"""Granting territories: exclusive ones never overlap, also when two people grant at once."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record
from channels_mgmt.core.trees import ancestors, within

from ..choices import DealerStatus, SalesChannel
from ..models import Dealer, Territory
from ..region_history import check_stands
from .dealers import CLOSED


@transaction.atomic
def save_territory(
    *, instance: Territory, access: Access, verb: Verb, reason: str = ""
) -> Territory:
    """Check and save a territory; raises ValidationError that names the one in the way."""
    lock_table(Territory)
    instance.full_clean()
    check_dealer(instance)
    check_stands(instance.region, instance.valid_from)
    check_overlap(instance)
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


@transaction.atomic
def end_territory(
    *, territory: Territory, day: datetime.date, access: Access, reason: str
) -> Territory:
    """Let a territory end before its time: ``day`` is the first on which it no longer holds.

    One that has not begun by then keeps its first day alone.
    """
    lock_table(Territory)
    territory = Territory.objects.get(pk=territory.pk)
    territory.valid_to = max(day, territory.valid_from + datetime.timedelta(days=1))
    return save_record(instance=territory, access=access, verb=Verb.CHANGE_STRUCTURE, reason=reason)


@transaction.atomic
def give_back(
    *,
    territory: Territory,
    ended_on: datetime.date,
    valid_to: datetime.date | None,
    access: Access,
    reason: str,
) -> Territory:
    """Let a territory that was ended run on as if nothing had been.

    Raises ValidationError where another was granted meanwhile, or where it no longer ends on
    ``ended_on``: somebody has changed it since.
    """
    lock_table(Territory)
    territory = Territory.objects.get(pk=territory.pk)
    if territory.valid_to != ended_on:
        raise ValidationError(
            _("%(territory)s was changed since: it ends on %(day)s."),
            params={"territory": territory, "day": territory.valid_to or "…"},
        )
    territory.valid_to = valid_to
    return save_territory(
        instance=territory, access=access, verb=Verb.CHANGE_STRUCTURE, reason=reason
    )


def check_dealer(territory: Territory) -> None:
    dealer = Dealer.objects.select_for_update().get(pk=territory.dealer_id)
    granted = (
        territory.pk is None
        or not Territory.objects.filter(pk=territory.pk, dealer=dealer).exists()
    )
    if granted and dealer.status in CLOSED:
        text = _("%(dealer)s is “%(status)s” and can receive no new territory.")
        parts = {"dealer": dealer, "status": DealerStatus(dealer.status).label}
        raise ValidationError({"dealer": ValidationError(text, params=parts)})
    if is_online(territory.channel) and not dealer.ecommerce_team:
        text = _("%(dealer)s has no e-commerce team on record, which an online territory needs.")
        raise ValidationError({"channel": ValidationError(text, params={"dealer": dealer})})


def is_online(channel: str) -> bool:
    """Whether the channel is an online one; every channel ("") is granted for its offline part."""
    return channel not in ("", SalesChannel.OFFLINE)


def check_overlap(territory: Territory) -> None:
    """Refuse an exclusive territory where another holds on the same day for the same sales."""
    if not territory.exclusive:
        return
    rivals = (
        Territory.objects.overlapping(territory.valid_from, territory.valid_to)
        .filter(
            nested("region", territory.region.path),
            same_line(territory),
            same_channel(territory.channel),
            exclusive=True,
        )
        .exclude(pk=territory.pk)
    )
    other = rivals.select_related("dealer", "region", "product_line").first()
    if other:
        raise ValidationError(
            _(
                "%(other)s (%(dealer)s, %(line)s, %(channel)s, %(from)s – %(to)s) is exclusive and "
                "overlaps. End it first, or make one of them not exclusive."
            ),
            "territory_overlap",
            described(other),
        )


def described(territory: Territory) -> dict[str, object]:
    return {
        "other": territory,
        "dealer": territory.dealer,
        "line": territory.product_line or _("all product lines"),
        "channel": SalesChannel(territory.channel).label
        if territory.channel
        else _("every channel"),
        "from": territory.valid_from,
        "to": territory.valid_to or "…",
    }


def nested(column: str, path: str) -> Q:
    """Rows whose node is the one of ``path``, lies below it or above it."""
    return within(f"{column}__path", path) | Q(**{f"{column}__path__in": ancestors(path)})


def same_line(territory: Territory) -> Q:
    if territory.product_line is None:
        return Q()
    return Q(product_line=None) | nested("product_line", territory.product_line.path)


def same_channel(channel: str) -> Q:
    """Channels that meet this one: "" is every channel, ``online`` covers the platforms."""
    if channel == "":
        return Q()
    meeting = {"", channel}
    if channel == SalesChannel.ONLINE:
        meeting |= set(SalesChannel.platforms())
    elif channel != SalesChannel.OFFLINE:
        meeting.add(SalesChannel.ONLINE)
    return Q(channel__in=meeting)
