"""The lines of a run for cases: written, held to be right still, taken back."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.locks import lock_table
from dealers.models import Dealer
from rebates.conduct.models import Violation

from ..models import FineLine, SettlementRun
from .dues import canonical, cases_of, lines_of
from .explaining import taken_back


@transaction.atomic
def write_fines(run: SettlementRun, digest: str) -> str:
    """Write the lines, after those of programmes; the digest of the inputs, those of cases added.

    Without any case the digest stays as it is.
    """
    cases = cases_of(run)
    FineLine.objects.bulk_create(line for case in cases for line in lines_of(run, case))
    if not cases:
        return digest
    codes = dict(Dealer.objects.order_by().values_list("pk", "code"))
    whole = hashlib.sha256(f"{digest}\n".encode())
    for case in cases:
        whole.update(f"{canonical(case, codes)}\n".encode())
    return whole.hexdigest()


def wait_for_cases() -> None:
    """Within a transaction: let every change of a case that is under way finish first, and others
    wait. Settlement takes this lock after those of runs and programmes, before those of dealers."""
    lock_table(Violation)


def check_fines(run: SettlementRun) -> None:
    """Raises ValidationError where a case of the run costs something else by now, was appealed, or
    was posted by another run. What was decided of other cases comes with the next run."""
    if run.reverses_id:
        return
    wait_for_cases()
    stored = {(line.case_id, line.dealer_id, line.part): line for line in run.fine_lines.all()}
    if not stored:
        return
    cases = {case for case, _dealer, _part in stored}
    now = {
        (line.case_id, line.dealer_id, line.part): line
        for case in cases_of(run, known_at=timezone.now(), cases=cases)
        for line in lines_of(run, case)
    }
    for key in sorted({*stored, *now}):
        if _figures(stored.get(key)) != _figures(now.get(key)):
            raise ValidationError(
                _(
                    "%(case)s was decided anew, appealed or posted since this run was calculated."
                    " Discard it and calculate anew."
                )
                % {"case": Violation.objects.get(pk=key[0]).number},
                "case_changed",
            )


def _figures(line: FineLine | None) -> tuple | None:
    return line and (line.due, line.already_posted)


def write_opposites(original: SettlementRun, reversal: SettlementRun) -> None:
    """The lines of a run that takes another one back."""
    lines = original.fine_lines.exclude(amount=0).order_by("pk")
    FineLine.objects.bulk_create(
        FineLine(
            run=reversal,
            dealer_id=line.dealer_id,
            case_id=line.case_id,
            part=line.part,
            decision_id=line.decision_id,
            due=0,
            already_posted=line.amount,
            amount=-line.amount,
            explanation=taken_back(original.pk, reversal.reason, line.explanation),
        )
        for line in lines
    )
