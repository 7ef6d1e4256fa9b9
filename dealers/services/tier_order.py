"""The order of the channel tiers: one tier changes its place with its neighbour."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import Recorded, record_many
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..models import Dealer, Tier
from ..placements import Stay, Structure


@transaction.atomic
def save_tier(*, instance: Tier, access: Access, verb: Verb, reason: str = "") -> Tier:
    """Check and save a tier; a new one stands below all others until it is moved up."""
    if instance.pk is None:
        lock_table(Tier)
        instance.rank = (Tier.objects.aggregate(last=Max("rank"))["last"] or 0) + 1
    return save_record(instance=instance, access=access, verb=verb, reason=reason)


@transaction.atomic
def move_tier(*, tier: Tier, up: bool, access: Access, reason: str = "") -> Tier:
    """Let a tier and the one above it (or below) change places.

    Raises ValidationError at the end of the order, and where a dealer of the one stands, stood or
    will stand below a dealer of the other. PermissionDenied for whoever may not change all tiers.
    """
    if not access.to(Verb.CHANGE_STRUCTURE).everything:
        raise PermissionDenied
    lock_table(Dealer)
    lock_table(Tier)
    tier, other = Tier.objects.get(pk=tier.pk), neighbour(tier, up=up)
    if other is None:
        raise ValidationError(
            _("%(tier)s is the highest tier.") % {"tier": tier}
            if up
            else _("%(tier)s is the lowest tier.") % {"tier": tier},
            "tier_at_the_end",
        )
    upper, lower = (other, tier) if up else (tier, other)
    check_free(upper, lower)
    ranks = {tier.pk: other.rank, other.pk: tier.rank}
    before = {one.pk: one.rank for one in (tier, other)}
    _write(ranks)
    record_many(
        [
            Recorded("changed", one, {"rank": before[one.pk]}, {"rank": ranks[one.pk]})
            for one in (tier, other)
        ],
        by=access.user,
        reason=reason,
    )
    return Tier.objects.get(pk=tier.pk)


def neighbour(tier: Tier, *, up: bool) -> Tier | None:
    """The tier right above, or right below."""
    if up:
        return Tier.objects.filter(rank__lt=tier.rank).order_by("-rank").first()
    return Tier.objects.filter(rank__gt=tier.rank).order_by("rank").first()


def check_free(upper: Tier, lower: Tier) -> None:
    """Raises ValidationError where a dealer of the lower tier has an upstream of the upper one."""
    structure = Structure()
    for pk in structure.dealers:
        for stay in structure.stays(pk):
            if stay.place.tier == lower.pk and _below(structure, stay, upper):
                text = _("%(dealer)s (%(lower)s) stands below %(upstream)s (%(upper)s).")
                names = Dealer.objects.in_bulk([pk, stay.place.upstream])
                parts = {"dealer": names[pk], "upstream": names[stay.place.upstream]}
                parts |= {"lower": lower, "upper": upper}
                raise ValidationError(text % parts, "tier_order")


def _below(structure: Structure, stay: Stay, upper: Tier) -> bool:
    """Whether the upstream dealer is of the tier on some day of the stay."""
    upstream = stay.place.upstream
    if upstream is None:
        return False
    return any(
        theirs.place.tier == upper.pk
        and (stay.end is None or theirs.start < stay.end)
        and (theirs.end is None or stay.start < theirs.end)
        for theirs in structure.stays(upstream)
    )


def _write(ranks: dict[int, int]) -> None:
    """No two tiers have a rank in common, not even for a moment."""
    free = Tier.objects.aggregate(last=Max("rank"))["last"] + 1
    first, second = ranks
    for pk, rank in ((first, free), (second, ranks[second]), (first, ranks[first])):
        Tier.objects.filter(pk=pk).update(rank=rank)
