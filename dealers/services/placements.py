"""Moving dealers in the channel from a day on: history keeps where they stood before."""

import datetime
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import Recorded, record_many
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.models import User

from ..models import Dealer, Placement, Region, Tier
from ..models.placements import BEGINNING
from ..placements import Place, Structure, place_in


@dataclass(frozen=True, slots=True)
class Move:
    """Where a dealer is to stand."""

    dealer: Dealer
    tier: Tier
    upstream: Dealer | None
    home_region: Region
    stood: Dealer | None = None  # as it stood until then, for the preview

    @property
    def changes(self) -> list[tuple[Any, Any]]:
        """Tier, upstream dealer and home region, each as it was and as it will be."""
        names = ("tier", "upstream", "home_region")
        before = self.stood or self.dealer
        return [(getattr(before, name), getattr(self, name)) for name in names]

    @property
    def place(self) -> Place:
        return Place(self.tier.pk, self.upstream and self.upstream.pk, self.home_region.pk)


@transaction.atomic
def place_dealers(
    *, moves: Sequence[Move], valid_from: datetime.date, by: User | None, reason: str
) -> None:
    """Move dealers from a day on, which may be past or to come. Who stands there already stays.

    Raises ValidationError, with nothing written, where a dealer would then stand below one that is
    no higher, or on a tier that is dropped, on whatever day from then on.
    """
    lock_table(Placement)
    before = Structure()
    moves = [move for move in moves if before.of(move.dealer.pk, valid_from) != move.place]
    changes = [(m.dealer, before.of(m.dealer.pk, valid_from), m.place) for m in moves]
    _append(changes, before.moved, valid_from, by=by, reason=reason)
    check_order(Structure(), {move.dealer.pk for move in moves}, valid_from)
    bring_up_to_date(dealers={move.dealer.pk for move in moves})
    record_many(
        (
            Recorded("placed", dealer, old._asdict(), new._asdict() | {"valid_from": valid_from})
            for dealer, old, new in changes
        ),
        by=by,
        reason=reason,
    )


def remember(*, moved: Iterable[tuple[Dealer, Place]], by: User | None, reason: str) -> None:
    """Dealers whose records were changed just now, each with where it stood until today."""
    moved = list(moved)
    if not moved:
        return
    known = Structure(dealers=[dealer.pk for dealer, _old in moved]).moved
    _append(
        [(dealer, old, place_in(dealer)) for dealer, old in moved],
        known,
        timezone.localdate(),
        by=by,
        reason=reason,
    )


def _append(
    moves: Iterable[tuple[Dealer, Place, Place]],
    known: Container[int],
    valid_from: datetime.date,
    *,
    by: User | None,
    reason: str,
) -> None:
    """The rows of moves, from one place to another. The first row of a dealer, unless it is known
    from earlier moves, says where it stood until then."""
    rows = []
    for dealer, old, new in moves:
        if dealer.pk not in known:
            rows.append(_row(dealer, old, BEGINNING, by, ""))
        rows.append(_row(dealer, new, valid_from, by, reason))
    Placement.objects.bulk_create(rows, batch_size=500)


def _row(
    dealer: Dealer, place: Place, valid_from: datetime.date, by: User | None, reason: str
) -> Placement:
    return Placement(
        dealer=dealer,
        tier_id=place.tier,
        upstream_id=place.upstream,
        home_region_id=place.home_region,
        valid_from=valid_from,
        recorded_by=by,
        reason=reason,
    )


def check_order(structure: Structure, moved: set[int], start: datetime.date) -> None:
    """From ``start`` on, whoever was moved stands below a higher tier, and above lower ones."""
    tiers = Tier.objects.in_bulk()
    days = {stay.start for pk in structure.moved for stay in structure.stays(pk)}
    for day in sorted({start} | {day for day in days if day > start}):
        for pk in structure.dealers:
            place = structure.of(pk, day)
            if pk in moved or place.upstream in moved:
                _check_place(structure, pk, place, tiers, day)


def _check_place(
    structure: Structure, pk: int, place: Place, tiers: dict[int, Tier], day: datetime.date
) -> None:
    tier = tiers[place.tier]
    if tier.dropped_on is not None and day >= tier.dropped_on:
        text = _("%(tier)s is dropped from %(day)s on: choose another tier for %(dealer)s.")
        parts = {"tier": tier, "day": tier.dropped_on, "dealer": Dealer.objects.get(pk=pk)}
        raise ValidationError({"tier": ValidationError(text % parts, "tier_dropped")})
    if place.upstream is None:
        return
    above = tiers[structure.of(place.upstream, day).tier]
    if above.rank >= tier.rank:
        text = _(
            "On %(day)s %(upstream)s (%(above)s) would not stand above %(dealer)s (%(tier)s): "
            "choose an upstream dealer of a higher tier."
        )
        parts = {
            "day": day,
            "upstream": Dealer.objects.get(pk=place.upstream),
            "above": above,
            "dealer": Dealer.objects.get(pk=pk),
            "tier": tier,
        }
        raise ValidationError({"upstream": ValidationError(text % parts, "tier_order")})


@transaction.atomic
def bring_up_to_date(
    *, day: datetime.date | None = None, dealers: Iterable[int] | None = None
) -> int:
    """Let the records of dealers say where they stand on the day, today by default.

    Run each day, for moves whose day has come. Answers how many records changed.
    """
    day = day or timezone.localdate()
    structure = Structure(dealers=dealers)
    changed = []
    for dealer in Dealer.objects.select_for_update().filter(pk__in=structure.moved):
        place = structure.of(dealer.pk, day)
        if place != place_in(dealer):
            dealer.tier_id, dealer.upstream_id, dealer.home_region_id = place
            changed.append(dealer)
    Dealer.objects.bulk_update(changed, ["tier", "upstream", "home_region"], batch_size=500)
    return len(changed)
