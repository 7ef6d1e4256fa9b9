"""What somebody may read of a case. One place for the page and the API.

The dealer never reads who complained or whose territory it was: what it reads is named here, and
nothing that is not named reaches it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import moment, number, show
from channels_mgmt.core.history import Change
from channels_mgmt.core.scopes import Scope
from dealers.models import Region
from rebates.sales.choices import ScanBy

from .choices import CaseAction, Detector
from .models import CaseEvent, Effect, Evidence, PenaltyDecision, Recall, Violation
from .services.common import FOR_DEALER

FACTS = {
    "detector": _("found by"),
    "day": _("date"),
    "serial": _("serial number"),
    "scanned_at": _("scanned at"),
    "sku": _("product"),
    "from": _("from region"),
    "region": _("found in region"),
    "channel": _("sales channel"),
    "order": _("order"),
    "line": _("line"),
    "amount": _("amount"),
    "price": _("price"),
    "observed_at": _("observed at"),
    "url": _("address"),
    "quantity": _("quantity"),
    "goods_value": _("value of the goods"),
    "supply_value": _("value at the supply price"),
}
"""What a dealer reads of a scan or a line that was brought in."""
BRAND_FACTS = {
    "reference": _("order or job"),
    "scanned_by": _("scanned by"),
    "finding": _("finding"),
}
SUMS = ("amount", "price", "goods_value", "supply_value")
MOMENTS = ("scanned_at", "observed_at")
BY_DEALER = frozenset({CaseAction.ANSWERED, CaseAction.APPEALED})


@dataclass(frozen=True, slots=True)
class Said:
    """A row of the time line as one reader may read it."""

    event: CaseEvent
    who: str

    @property
    def moved(self) -> bool:
        return bool(self.event.from_status) and self.event.from_status != self.event.to_status


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as one reader may read it."""

    evidence: Evidence
    who: str
    facts: list[tuple[str, Any]]
    file_name: str

    @property
    def text(self) -> str:
        """What somebody wrote; of what a detector brought in, its facts say it."""
        return "" if self.evidence.facts else self.evidence.text


def events_of(case: Violation, scope: Scope) -> list[Said]:
    rows = CaseEvent.objects.visible_to(scope).filter(violation=case).select_related("by")
    return [
        Said(row, who_of(case, scope, row.by, from_dealer=row.action in BY_DEALER)) for row in rows
    ]


def evidence_of(case: Violation, scope: Scope) -> list[Piece]:
    rows = Evidence.objects.visible_to(scope).filter(violation=case).select_related("by")
    pieces = list(rows.order_by("pk"))
    names = _region_names(pieces)
    return [
        Piece(
            piece,
            who_of(case, scope, piece.by, from_dealer=piece.from_dealer),
            list(facts_for(piece, scope, names)),
            piece.name_for(scope),
        )
        for piece in pieces
    ]


def facts_for(piece: Evidence, scope: Scope, regions: dict[str, str]) -> Iterable[tuple[str, Any]]:
    """The facts that this reader may read, with their labels."""
    labels = FACTS | BRAND_FACTS if scope.brand_side else FACTS
    for name, label in labels.items():
        value = piece.facts.get(name)
        if value in (None, ""):
            continue
        yield label, _told(name, value, regions)


def _told(name: str, value: Any, regions: dict[str, str]) -> Any:
    """A fact as people write it; it was kept as text, free of language."""
    if name == "detector" and value in Detector.values:
        return Detector(value).label
    if name == "scanned_by" and value in ScanBy.values:
        return ScanBy(value).label
    if name in ("from", "region"):
        return regions.get(value, value)
    if name in SUMS:
        return number(Decimal(value))
    if name in MOMENTS:
        return moment(datetime.datetime.fromisoformat(value))
    return show(value)


def _region_names(pieces: list[Evidence]) -> dict[str, str]:
    codes = {piece.facts.get(name) for piece in pieces for name in ("from", "region")} - {None}
    found = Region.objects.filter(code__in=codes) if codes else ()
    return {region.code: f"{region} ({region.code})" for region in found}


def who_of(case: Violation, scope: Scope, by: Any, *, from_dealer: bool) -> str:
    """Who did something. A dealer hears of no person of the brand, and the brand of all."""
    if scope.brand_side:
        return str(by) if by else str(_("System"))
    return str(case.dealer) if from_dealer else str(_("The brand"))


def decisions_of(case: Violation, scope: Scope) -> list[PenaltyDecision]:
    """Newest first."""
    rows = PenaltyDecision.objects.visible_to(scope).filter(violation=case)
    return list(rows.select_related("rule_version__rule").order_by("-pk"))


def effects_of(case: Violation) -> list[Effect]:
    """Of a case in the reader's sight. The note of an effect is for the brand alone."""
    return list(case.effects.select_related("territory__region").order_by("pk"))


def recalls_of(case: Violation, scope: Scope) -> list[Recall]:
    return list(Recall.objects.visible_to(scope).filter(violation=case).order_by("pk"))


def changes_for(changes: list[Change], scope: Scope) -> list[Change]:
    """The history without what would tell a dealer how the brand came to know."""
    if scope.brand_side:
        return changes
    return [change for change in changes if change.entry.action in FOR_DEALER]
