"""Which rows decide the lines of a run: the sales, and all that is asked about them."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Model, Q, QuerySet

from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.periods import Period
from dealers.models import (
    Contract,
    Dealer,
    Grading,
    Placement,
    ProductLine,
    Region,
    Shop,
    Target,
    Tier,
)
from pricing.models import SKU, PriceControl, PriceObservation
from rebates.conduct.models import CaseEvent, PenaltyRule, PenaltyRuleVersion, Violation
from rebates.sales.facts import lines_taken_in
from rebates.sales.models import Payment, SalesLine

from ..engine.counting import asked_for
from ..engine.dealer_facts import facts_asked
from ..engine.schedule import Due
from ..models import Enrolment, Programme, ProgrammeVersion, SettlementRun, Step

Tables = list[tuple[type[Model], QuerySet]]

MASTERS = (Region, Tier, ProductLine, Dealer, Placement, Shop, SKU)
GATED: dict[str, tuple[type[Model], ...]] = {
    "grade": (Grading,),
    "payment_days": (Payment,),
    "price_compliance_percent": (PriceControl, PriceObservation),
    "violations": (PenaltyRule, PenaltyRuleVersion, Violation, CaseEvent),
}
"""What is asked for a fact of a gate, besides sales and masters."""


def tables_of(run: SettlementRun, dues: Sequence[Due]) -> Tables:
    """Model by model, so that what a row refers to comes before it."""
    programmes = {due.version.programme_id for due in dues}
    asked = {name for due in dues for m in due.all_measured for name in facts_asked(m)}
    sales = SalesLine.objects.all() if "payment_days" in asked else _sales(dues)
    batches = ImportBatch.objects.filter(committed_at__lte=run.as_of)
    versions = ProgrammeVersion.objects.filter(programme__in=programmes)
    found: Tables = [(model, model._base_manager.all()) for model in MASTERS]
    found += [
        (ImportBatch, batches),
        (SalesLine, sales & lines_taken_in(run.as_of)),
        (Programme, Programme.objects.filter(pk__in=programmes)),
        (ProgrammeVersion, versions),
        (Step, Step.objects.filter(version__in=versions)),
        (SettlementRun, SettlementRun.objects.filter(pk=run.pk)),
    ]
    if any(m.version.by_contract for due in dues for m in due.measured):
        joined = Enrolment.objects.filter(programme__in=programmes)
        contracts = Contract.objects.filter(pk__in=joined.values("contract"))
        found += [(Contract, contracts), (Enrolment, joined)]
    if any(m.version.terms.needs_goal for due in dues for m in due.all_measured):
        found.append((Target, Target.objects.all()))
    for name in sorted(asked & GATED.keys()):
        found += [(model, model._base_manager.all()) for model in GATED[name]]
    return found


def _sales(dues: Sequence[Due]) -> QuerySet[SalesLine]:
    """The lines of the days on which anything is measured."""
    dated = Q(pk__in=[])
    for window in _merged({each.window for due in dues for m in due.all_measured
                           for each in asked_for(m)}):  # fmt: skip
        dated |= Q(date__gte=window.start, date__lt=window.end)
    return SalesLine.objects.filter(dated)


def _merged(windows: set[Period]) -> Iterator[Period]:
    """The same days in as few windows as possible."""
    start: datetime.date | None = None
    end = datetime.date.min
    for window in sorted(windows):
        if start is not None and window.start > end:
            yield Period(start, end)
            start = None
        start = start or window.start
        end = max(end, window.end)
    if start:
        yield Period(start, end)
