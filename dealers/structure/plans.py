"""What a reorganisation would change, worked out before anything is written."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.money import format_money
from channels_mgmt.core.seen import digest

from ..choices import Account
from ..models import Contract, Dealer, Region, Shop, Territory, Tier
from ..placements import Structure, place_in, placed_on, standing
from ..services.dealers import CLOSED
from ..services.placements import Move


@dataclass(frozen=True, slots=True)
class Plan:
    """A reorganisation from a day on: who moves, and what passes from one dealer to another."""

    valid_from: datetime.date
    moves: tuple[Move, ...] = ()
    territories: tuple[Territory, ...] = ()
    shops: tuple[Shop, ...] = ()
    heir: Dealer | None = None  # who receives the territories and shops
    merged: Dealer | None = None  # who ceases on that day
    dropped: Tier | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def fingerprint(self) -> str:
        """Whoever carries a plan out has seen just this one."""
        return digest(
            [
                self.valid_from,
                [(move.dealer.pk, *move.place) for move in self.moves],
                [(t.pk, t.valid_from, t.valid_to) for t in self.territories],
                [shop.pk for shop in self.shops],
                [each and each.pk for each in (self.heir, self.merged, self.dropped)],
            ]
        )


Consequence = Callable[[Plan], Iterable[str]]
_consequences: list[Consequence] = []


def register_consequence(tell: Consequence) -> None:
    """Upper floors tell what a plan means for them; called in ``AppConfig.ready()``."""
    _consequences.append(tell)


def plan_move(
    *,
    dealer: Dealer,
    tier: Tier,
    upstream: Dealer | None,
    home_region: Region,
    valid_from: datetime.date,
) -> Plan:
    """One dealer to another place; those below it stay below it."""
    move = Move(dealer, tier, upstream, home_region)
    if Structure(dealers=[dealer.pk]).of(dealer.pk, valid_from) == move.place:
        text = _("%(dealer)s stands there already on %(day)s: change the place or the day.")
        raise ValidationError(text % {"dealer": dealer, "day": valid_from}, "no_change")
    return _complete(Plan(valid_from, (move,)))


def plan_replacement(*, dealer: Dealer, heir: Dealer, valid_from: datetime.date) -> Plan:
    """Another dealer takes the place of one: tier and upstream, those below it, its territories.

    The dealer itself stays on record, with its account and without anybody below it.
    """
    _check_heir(dealer, heir)
    return _complete(
        Plan(
            valid_from,
            _into_place(dealer, heir, valid_from),
            territories=_territories(dealer, valid_from),
            heir=heir,
        )
    )


def plan_merger(*, dealer: Dealer, heir: Dealer, valid_from: datetime.date) -> Plan:
    """A dealer goes up in another one, which stays where it stands.

    Those below it, its territories and its shops pass on; on the day it is terminated. Its balance
    and deposit are proposed to be transferred, which a second person approves.
    """
    _check_heir(dealer, heir)
    if dealer.merged_into_id:
        text = _("%(dealer)s is merged into %(other)s already.")
        raise ValidationError(text % {"dealer": dealer, "other": dealer.merged_into}, "merged")
    shops = tuple(Shop.objects.filter(operator=dealer))
    return _complete(
        Plan(
            valid_from,
            _moved_up(dealer, heir, valid_from) + _inherited(dealer, heir, valid_from),
            territories=_territories(dealer, valid_from),
            shops=shops,
            heir=heir,
            merged=dealer,
            notes=(*_money_of(dealer), *_contracts_of(dealer, valid_from)),
        )
    )


def plan_drop(*, tier: Tier, successor: Tier, valid_from: datetime.date) -> Plan:
    """A tier is dropped: its dealers go on in another one, whoever stood below them moves up.

    Each dealer keeps its upstream dealer; those below it get that one too.
    """
    if successor == tier:
        text = _("Choose the tier that takes in the dealers of %(tier)s.") % {"tier": tier}
        raise ValidationError({"successor": text})
    structure = Structure()
    dealers = Dealer.objects.select_related("tier", "home_region").in_bulk()
    regions = Region.objects.in_bulk()
    tiers = Tier.objects.in_bulk()
    members = {pk for pk in structure.dealers if structure.of(pk, valid_from).tier == tier.pk}
    moves = []
    for pk in sorted(structure.dealers, key=lambda pk: dealers[pk].code):
        place = structure.of(pk, valid_from)
        upstream = place.upstream
        while upstream in members:
            upstream = structure.of(upstream, valid_from).upstream
        stands_on = successor if pk in members else tiers[place.tier]
        move = Move(dealers[pk], stands_on, dealers.get(upstream), regions[place.home_region])
        if move.place != place:
            moves.append(move)
    return _complete(Plan(valid_from, tuple(moves), dropped=tier))


def _check_heir(dealer: Dealer, heir: Dealer) -> None:
    if heir == dealer:
        raise ValidationError({"heir": _("Choose another dealer than %(dealer)s itself.")
                               % {"dealer": dealer}})  # fmt: skip
    if heir.status in CLOSED:
        text = _("%(dealer)s is “%(status)s” and can take over nothing.")
        parts = {"dealer": heir, "status": heir.get_status_display()}
        raise ValidationError({"heir": text % parts})


def _into_place(dealer: Dealer, heir: Dealer, day: datetime.date) -> tuple[Move, ...]:
    """The heir to the dealer's tier and upstream dealer, all below the dealer under the heir."""
    old, new = placed_on(dealer, day), placed_on(heir, day)
    own = Move(heir, old.tier, old.upstream, new.home_region)
    moved = () if own.place == place_in(new) else (own,)
    return moved + _inherited(dealer, heir, day)


def _inherited(dealer: Dealer, heir: Dealer, day: datetime.date) -> tuple[Move, ...]:
    """Who stands below the dealer on the day, under the heir."""
    below = Structure().below(dealer.pk, day)
    there = sorted(standing(below, day).values(), key=lambda one: one.code)
    return tuple(Move(one, one.tier, heir, one.home_region) for one in there if one != heir)


def _moved_up(dealer: Dealer, heir: Dealer, day: datetime.date) -> tuple[Move, ...]:
    """An heir that stood below the dealer itself gets the dealer's upstream dealer."""
    new = placed_on(heir, day)
    if new.upstream_id != dealer.pk:
        return ()
    return (Move(heir, new.tier, placed_on(dealer, day).upstream, new.home_region),)


def _territories(dealer: Dealer, day: datetime.date) -> tuple[Territory, ...]:
    """What the dealer holds on the day or later."""
    rows = Territory.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), dealer=dealer)
    return tuple(rows.select_related("region", "product_line", "dealer"))


def _money_of(dealer: Dealer) -> tuple[str, ...]:
    balance, deposit = dealer.ledger.balance(), dealer.ledger.balance([Account.DEPOSIT])
    if not balance and not deposit:
        return ()
    text = _(
        "The balance of %(balance)s and the deposit of %(deposit)s will wait as proposed entries "
        "until a second person approves them."
    )
    parts = {"balance": format_money(balance), "deposit": format_money(deposit)}
    return (text % parts,)


def _contracts_of(dealer: Dealer, day: datetime.date) -> Iterable[str]:
    for contract in Contract.objects.signed().valid_on(day).filter(dealer=dealer):
        yield _("Contract %(contract)s goes on: end it early on its page.") % {"contract": contract}


def _complete(plan: Plan) -> Plan:
    """The plan with everything that a person should know before she carries it out."""
    notes = [*plan.notes, *_notes_on_regions(plan), *_later_moves(plan)]
    for tell in _consequences:
        notes += tell(plan)
    if plan.valid_from > timezone.localdate():
        notes.append(_("It is recorded now and takes effect on %(day)s.")
                     % {"day": plan.valid_from})  # fmt: skip
    stood = standing([move.dealer.pk for move in plan.moves], plan.valid_from)
    moves = tuple(replace(move, stood=stood[move.dealer.pk]) for move in plan.moves)
    return replace(plan, moves=moves, notes=tuple(notes))


def _notes_on_regions(plan: Plan) -> Iterable[str]:
    for move in plan.moves:
        if move.home_region.level != move.tier.home_level:
            text = _("%(dealer)s: dealers of %(tier)s are homed in a %(level)s, not in %(region)s.")
            yield text % {
                "dealer": move.dealer,
                "tier": move.tier,
                "level": move.tier.get_home_level_display(),
                "region": move.home_region,
            }


def _later_moves(plan: Plan) -> Iterable[str]:
    """Moves recorded earlier for a later day: they take over when their day comes."""
    structure = Structure(dealers=[move.dealer.pk for move in plan.moves])
    for move in plan.moves:
        for stay in structure.stays(move.dealer.pk):
            if stay.start > plan.valid_from:
                text = _("%(dealer)s is to move again on %(day)s, as recorded earlier.")
                yield text % {"dealer": move.dealer, "day": stay.start}
