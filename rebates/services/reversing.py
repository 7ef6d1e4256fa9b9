"""A posted run is taken back by another run, which is approved and posted like any other."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb

from ..choices import RunStatus
from ..engine.calculation import Line
from ..fines.calculating import write_opposites
from ..models import RunLine, SettlementRun
from ..rules.pieces import encode
from .calculating import stored_values, write_rows
from .runs import lock_run, move, require_over


@transaction.atomic
def reverse_run(*, run: SettlementRun, access: Access, reason: str) -> SettlementRun:
    """A draft that takes back what `run` posted: each line with the opposite amount.

    Needs a reason. Afterwards what is due can be settled anew.
    """
    require_over(access, Verb.DRAFT_RUNS, run)
    original = lock_run(run)
    reason = reason_given(reason)
    _check_reversible(original)
    reversal = SettlementRun(
        date_from=original.date_from,
        date_to=original.date_to,
        as_of=timezone.now(),
        programmes=original.programmes,
        dealers=original.dealers,
        input_digest=original.input_digest,
        reverses=original,
        reason=reason,
        created_by=access.user,
    )
    reversal.full_clean()
    reversal.save()
    record("started", reversal, by=access.user, after={"reverses": original.pk}, reason=reason)
    _write_opposites(original, reversal)
    write_opposites(original, reversal)
    return move(reversal, RunStatus.DRAFT, access)


def _check_reversible(original: SettlementRun) -> None:
    if original.reverses_id:
        raise ValidationError(
            _("Run %(run)s is a reversal itself. Settle the period anew instead.")
            % {"run": original.pk}
        )
    if other := SettlementRun.objects.filter(reverses=original).first():
        raise ValidationError(
            _("Run %(run)s is reversed by run %(other)s already.")
            % {"run": original.pk, "other": other.pk}
        )
    must_become(original, RunStatus.REVERSED)


def _write_opposites(original: SettlementRun, reversal: SettlementRun) -> None:
    facts = {
        "exact": "0",
        "capped_from": None,
        "amount": "0.00",
        "before": None,
        "due": "0.00",
        "outcome": "reversed",
        "slices": [],
        "run": original.pk,
        "reason": reversal.reason,
    }
    told = encode(facts)
    lines = original.lines.exclude(amount=0).order_by("pk").defer("explanation")
    # Read to the end before they are written: an open COPY takes no query beside it.
    write_rows([stored_values(reversal.pk, _opposite(line, told)) for line in lines])


def _opposite(line: RunLine, told: str) -> Line:
    keys = (line.dealer_id, line.programme_id, line.version_id, line.period)
    measures = (int(m.scaleb(4)) for m in (line.target_measure, line.earning_measure))
    return Line(*keys, *measures, line.step, 0, int(line.amount.scaleb(2)), told)
