"""What of the channel, the contracts, the prices and the programmes may not be ready."""

from collections.abc import Iterator

from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _

from channels_mgmt.core.checklists import Asked, Item, Weight
from channels_mgmt.core.scopes import Scope
from dealers.models import Contract, Dealer, Target, Territory

from ..choices import VersionStatus
from ..models import ProgrammeVersion, Statement
from .prices import unpriced
from .sold import dealers_asked, sellers

TARGET_MEASURES = ("attainment_percent", "excess_over_target")


def prices(asked: Asked, scope: Scope) -> Iterator[Item]:
    yield Item(
        "unpriced_lines",
        _("Sell-in lines without a price in the lists"),
        unpriced(asked, scope),
        _("The lists name the product on that day, but not for that dealer's tier and region."),
        Weight.WARNS,
        "pricing:price_list",
    )


def drafts(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Versions that would change this settlement if they were approved."""
    rows = versions_within(asked).filter(status=VersionStatus.DRAFT)
    yield Item(
        "draft_versions",
        _("Programme versions that wait to be approved"),
        rows.count() if scope.brand_side else 0,
        _("They hold in these days, but only approved ones are settled."),
        Weight.WARNS,
        "rebates:programmeversion_list",
        f"status={VersionStatus.DRAFT}",
    )


def versions_within(asked: Asked):
    rows = ProgrammeVersion.objects.filter(valid_from__lt=asked.date_to).order_by()
    rows = rows.exclude(valid_to__lte=asked.date_from)
    return rows.filter(programme__code__in=asked.programmes) if asked.programmes else rows


def channel(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Sellers that nobody has put in their place."""
    selling = sellers(asked, scope)
    top = Dealer.objects.aggregate(rank=Min("tier__rank"))["rank"]
    alone = selling.filter(upstream=None).exclude(tier__rank=top)
    yield Item(
        "without_upstream",
        _("Dealers with sales and no upstream dealer"),
        alone.count(),
        _("Only the highest tier buys from the brand itself."),
        Weight.TELLS,
        "dealers:dealer_list",
    )
    territories = Territory.objects.filter(valid_from__lt=asked.date_to)
    territories = territories.exclude(valid_to__lte=asked.date_from)
    own = territories.filter(dealer=OuterRef("pk")).order_by()
    without = selling.filter(Exists(territories.order_by()), ~Exists(own))
    yield Item(
        "without_territory",
        _("Dealers with sales and no territory in these days"),
        without.count(),
        _("What they sold lies outside of what the brand has granted."),
        Weight.WARNS,
        "dealers:territory_list",
    )


def contracts(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Sellers whose signed contract ended before the last day, and no other followed it."""
    signed = Contract.objects.signed().filter(dealer=OuterRef("pk")).order_by()
    holding = signed.filter(valid_from__lt=asked.date_to)
    holding = holding.filter(Q(valid_to=None) | Q(valid_to__gte=asked.date_to))
    ended = sellers(asked, scope).filter(Exists(signed), ~Exists(holding))
    yield Item(
        "contracts_ended",
        _("Dealers with sales whose contract ended"),
        ended.count(),
        _("No signed contract holds on the last day. What joins by contract may be missing."),
        Weight.WARNS,
        "dealers:contract_list",
    )


def targets(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Asked only where a programme measures by the target."""
    rows = versions_within(asked).filter(status=VersionStatus.APPROVED)
    needed = rows.filter(Q(target__in=TARGET_MEASURES) | Q(earning__in=TARGET_MEASURES)).exists()
    own = Target.objects.filter(
        dealer=OuterRef("pk"), period_from__lt=asked.date_to, period_to__gt=asked.date_from
    ).order_by()
    yield Item(
        "targets_missing",
        _("Dealers with sales and no target in these days"),
        sellers(asked, scope).filter(~Exists(own)).count() if needed else 0,
        _("A programme measures them by their target."),
        Weight.WARNS,
        "dealers:target_list",
    )


def disputes(asked: Asked, scope: Scope) -> Iterator[Item]:
    rows = Statement.objects.in_dispute().filter(date_to__lte=asked.date_to)
    yield Item(
        "disputed_statements",
        _("Earlier statements that are still disputed"),
        rows.filter(dealer__in=dealers_asked(asked, scope)).count(),
        _("What is put right with them may belong to this settlement."),
        Weight.WARNS,
        "rebates:statement_list",
        "answer=disputed",
    )
