"""Records with a validity."""

from django.utils.translation import gettext as _

from .kinds import Intake
from .masters import Draft, MasterKind
from .report import Fault


class PeriodKind(MasterKind):
    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        start, end = draft.values.get("valid_from"), draft.values.get("valid_to")
        if start and end and end <= start:
            message = _(
                "It must be later than “valid_from” (%(start)s): it is the first day after."
            )
            fault = Fault("ends_before_start", message % {"start": start})
            intake.faults.add(draft.row, "valid_to", end, fault)
