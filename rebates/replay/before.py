"""What was posted before a run was calculated, as far as its cases rest on it."""

from typing import Any

from django.db.models import Max, Sum

from channels_mgmt.core.models import AuditEntry

from ..choices import RunStatus
from ..fines.dues import asked_of, cases_of
from ..fines.forfeits import rebates_on
from ..models import FineLine, ProgrammeVersion, RunLine, SettlementRun


def runs_before(run: SettlementRun) -> list[int]:
    """The runs that had begun to post when this one was calculated, as the audit trail has it."""
    moves = AuditEntry.objects.filter(model=SettlementRun._meta.label_lower)
    drafted = moves.filter(action=RunStatus.DRAFT, object_id=run.pk).aggregate(pk=Max("pk"))["pk"]
    began = moves.filter(action=RunStatus.POSTING, pk__lt=drafted or 0).exclude(object_id=run.pk)
    return sorted(began.values_list("object_id", flat=True))


def fines_before(run: SettlementRun) -> list[list[Any]]:
    """Dealer, case, part and decision, and yuan posted."""
    decisions = {case.fine.case: case.fine.decision for case in cases_of(run)}
    if not decisions:
        return []
    rows = FineLine.objects.filter(run__in=runs_before(run), case__in=decisions).order_by()
    sums = rows.values_list("dealer", "case", "part").annotate(Sum("amount"))
    return sorted(
        [dealer, case, part, decisions[case], str(amount)]
        for dealer, case, part, amount in sums
        if amount
    )


def rebates_before(run: SettlementRun) -> list[list[Any]]:
    """Dealer, programme, version, period and yuan posted, of what the run has no line for."""
    asked = {asked_of(case.fine) for case in cases_of(run) if case.fine.rebate_percent}
    if not asked:
        return []
    wanted = {
        (dealer, rebate.programme, rebate.period)
        for (dealer, _day), rebates in rebates_on(run, asked).items()
        for rebate in rebates
    }
    own = set(run.lines.order_by().values_list("dealer", "programme__code", "period"))
    rows = RunLine.objects.filter(run__in=runs_before(run)).order_by()
    sums = rows.values_list("dealer", "programme", "programme__code", "period")
    versions = dict(
        ProgrammeVersion.objects.order_by().values_list("programme").annotate(Max("pk"))
    )
    return sorted(
        [dealer, programme, versions[programme], period, str(amount)]
        for dealer, programme, code, period, amount in sums.annotate(Sum("amount"))
        if amount and (dealer, code, period) in wanted - own
    )
