from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft, MasterKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb

from ..models import Target
from ..services.targets import in_the_way, meetings
from . import lookups


class TargetKind(MasterKind):
    """A row is known by dealer, product line and first day."""

    name = "targets"
    label = gettext_lazy("Targets")
    verb = Verb.CHANGE_CONTRACTS
    model = Target
    key = ("dealer", "product_line", "period_from")
    order = ("dealer__code", "period_from", "product_line__path", "pk")
    columns = (
        Column("dealer", cells.code, required=True, source="dealer__code", example="GD-GZ-01"),
        Column("period_from", cells.date, required=True, example="2025-01-01"),
        Column("period_to", cells.date, required=True, example="2025-02-01"),
        Column("amount", cells.decimal(4, least=0), example="120000.00"),
        Column("quantity", cells.whole, example=""),
        Column("product_line", cells.code, source="product_line__code", example="HOODS"),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"dealer": lookups.dealers(), "product_line": lookups.product_lines()}

    def lock(self) -> None:
        lock_table(Target)

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        target = draft.record
        start, end = draft.values.get("period_from"), draft.values.get("period_to")
        if start and end and end <= start:
            self._ends_too_early(draft, start, intake)
        if intake.good(draft.row) and target.amount is None and target.quantity is None:
            fault = Fault("nothing_asked", _("Give an amount or a number of pieces."))
            intake.faults.add(draft.row, "amount", "", fault)

    def _ends_too_early(self, draft: Draft, start: date, intake: Intake) -> None:
        message = _("It must be later than “period_from” (%(start)s): it is the first day after.")
        fault = Fault("ends_before_start", message % {"start": start})
        intake.faults.add(draft.row, "period_to", draft.values["period_to"], fault)

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        """Of two that meet the one that the file brings is wrong; of two of the file, the later."""
        drafts = {draft.record.pk: draft for draft in changed}
        rows = Target.objects.filter(dealer__in={draft.record.dealer_id for draft in changed})
        for first, second in meetings(rows.select_related("dealer", "product_line")):
            draft, other = drafts.get(second.pk), first
            if draft is None:
                draft, other = drafts.get(first.pk), second
            if draft is not None:
                self.add_error(draft, in_the_way(other), intake)
