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
from rebates.conduct.models import (
    CaseEvent,
    PenaltyDecision,
    PenaltyRule,
    PenaltyRuleVersion,
    Violation,
)
from rebates.sales.facts import lines_taken_in
from rebates.sales.models import Payment, SalesLine

from ..engine.counting import asked_for
from ..engine.dealer_facts import facts_asked
from ..engine.schedule import Due
from ..fines.dues import asked_of, cases_of
from ..fines.forfeits import rebates_on
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
    programmes = {due.version.programme_id for due in dues} | forfeiting(run)
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
        found += [(Contract, Contract.objects.all()), (Enrolment, joined)]
    if any(m.version.terms.needs_goal for due in dues for m in due.all_measured):
        found.append((Target, Target.objects.all()))
    for name in sorted(asked & GATED.keys()):
        found += [(model, model._base_manager.all()) for model in GATED[name]]
    return found + [table for table in case_tables(run) if table[0] not in dict(found)]


def case_tables(run: SettlementRun) -> Tables:
    """What decides the lines for cases; nothing where the run looks at no case."""
    cases = [case.fine.case for case in cases_of(run)]
    if not cases:
        return []
    known = {"violation__in": cases, "at__lte": run.as_of}
    return [
        (PenaltyRule, PenaltyRule.objects.all()),
        (PenaltyRuleVersion, PenaltyRuleVersion.objects.all()),
        (Violation, Violation.objects.filter(pk__in=cases)),
        (CaseEvent, CaseEvent.objects.filter(**known)),
        (PenaltyDecision, PenaltyDecision.objects.filter(**known)),
    ]


def forfeiting(run: SettlementRun) -> set[int]:
    """The programmes whose rebates a forfeit is reckoned from."""
    asked = {asked_of(case.fine) for case in cases_of(run) if case.fine.rebate_percent}
    codes = {r.programme for rebates in rebates_on(run, asked).values() for r in rebates}
    return set(Programme.objects.filter(code__in=codes).values_list("pk", flat=True))


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
