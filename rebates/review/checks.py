"""The checklist of a settlement: before it is started, and on its draft."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels_mgmt.core.checklists import Asked, Item, blocking, checklist, register_check
from channels_mgmt.core.scopes import Scope

from ..models import SettlementRun
from . import case_checks, intake_checks, master_checks

CHECKS = (
    intake_checks.imports_undecided,
    intake_checks.waiting_rows,
    intake_checks.late_lines,
    master_checks.prices,
    master_checks.drafts,
    master_checks.channel,
    master_checks.contracts,
    master_checks.targets,
    master_checks.disputes,
    case_checks.cases,
)


def register_checks() -> None:
    register_check(intake_checks.imports_under_way, may_block=True)
    for check in CHECKS:
        register_check(check)


def asked_of(run: SettlementRun) -> Asked:
    return Asked(run.date_from, run.date_to, tuple(run.programmes), tuple(run.dealers))


def checklist_of(run: SettlementRun, scope: Scope) -> list[Item]:
    """Nothing for a reversal: it takes back what was posted, whatever has come since."""
    return [] if run.reverses_id else checklist(asked_of(run), scope)


def check_nothing_blocks(run: SettlementRun) -> None:
    """Raise ValidationError where something keeps a draft from being approved."""
    found = [] if run.reverses_id else blocking(asked_of(run), Scope(everything=True))
    if found:
        text = _("%(item)s: %(count)s. %(advice)s")
        raise ValidationError(
            [
                ValidationError(
                    text % {"item": item.label, "count": item.count, "advice": item.advice},
                    "blocked",
                )
                for item in found
            ]
        )
