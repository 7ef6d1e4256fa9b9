"""What was posted before: the other half of every difference."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from ..choices import RunStatus, VersionStatus
from ..engine.calculation import PlainKey
from ..models import ProgrammeVersion, RunLine, SettlementRun
from .undone import check_nothing_undone

# A run that has begun to post is certain to be posted whole: what others post counts on it.
COUNTED = (RunStatus.POSTING, RunStatus.POSTED, RunStatus.REVERSED)


def posted_amounts(
    *,
    programmes: Collection[int],
    periods: Collection[str],
    dealers: Collection[int] = (),
) -> dict[PlainKey, int]:
    """Fen that all runs together have posted, reversals deducted."""
    lines = RunLine.objects.filter(
        run__status__in=COUNTED, programme__in=programmes, period__in=periods
    )
    if dealers:
        lines = lines.filter(dealer__in=dealers)
    sums = lines.order_by().values_list("dealer_id", "programme_id", "period")
    return {
        (dealer, programme, period): int(amount.scaleb(2))
        for dealer, programme, period, amount in sums.annotate(Sum("amount"))
    }


def check_up_to_date(run: SettlementRun) -> None:
    """Raise ValidationError when the difference that the run would post is not the one any more."""
    if run.reverses_id:
        return  # it takes back what its original posted, whatever else was posted since
    check_nothing_undone(run)
    lines = run.lines.order_by().values_list(
        "dealer_id", "programme_id", "period", "already_posted"
    )
    stored = {(d, p, period): int(amount.scaleb(2)) for d, p, period, amount in lines}
    programmes = {programme for _dealer, programme, _period in stored}
    now = posted_amounts(
        programmes=programmes, periods={period for _dealer, _programme, period in stored}
    )
    for (dealer, programme, period), amount in stored.items():
        if now.get((dealer, programme, period), 0) != amount:
            line = run.lines.get(dealer=dealer, programme=programme, period=period)
            raise ValidationError(
                _(
                    "Something was posted for %(dealer)s, %(line)s since this run was calculated."
                    " Discard it and calculate anew."
                )
                % {"dealer": line.dealer.code, "line": line}
            )
    _check_terms(run, programmes)


def _check_terms(run: SettlementRun, programmes: Collection[int]) -> None:
    newer = ProgrammeVersion.objects.filter(
        programme__in=programmes, status=VersionStatus.APPROVED, approved_at__gt=run.created_at
    )
    if version := newer.filter(valid_from__lt=run.date_to).first():
        raise ValidationError(
            _("%(version)s was approved after this run was started. Discard it and calculate anew.")
            % {"version": version}
        )
