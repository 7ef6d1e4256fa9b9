from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.linked import LinkedKind, Records
from channels_mgmt.core.imports.masters import Draft, Key
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access

from ..choices import DealerStatus, Grade
from ..models import Dealer
from ..placements import Place, place_in
from ..services.grades import remember_grades
from ..services.placements import remember
from . import lookups

STANDS = ("tier", "upstream", "home_region")


def _capitals(cell: str) -> str:
    return cells.text(40)(cells.half_width(cell)).upper()


class DealerKind(LinkedKind):
    name = "dealers"
    label = gettext_lazy("Dealers")
    model = Dealer
    refers = "upstream"
    fields = {"region": "home_region"}
    unique = ("uscc",)
    kept_if_empty = frozenset({"status", "ecommerce_team", "grade"})
    order = ("code",)
    columns = (
        Column("code", cells.code, required=True, example="GD-GZ-01"),
        Column("name", cells.text(120), required=True, example="广州华厨电器有限公司"),
        Column("tier", cells.code, required=True, source="tier__code", example="city"),
        Column("upstream", cells.code, source="upstream__code", example="GD-01"),
        Column("region", cells.code, required=True, source="home_region__code", example="440100"),
        Column("uscc", _capitals, example="91440101MA59U9J92K"),
        Column("status", cells.one_of(DealerStatus), example="active"),
        Column("ecommerce_team", cells.boolean, example="no"),
        Column("grade", cells.one_of(Grade), example="standard"),
        Column("name_en", cells.text(120), extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"tier": lookups.tiers(), "region": lookups.regions()}

    def link(self, drafts: dict[Key, Draft], everything: Records, intake: Intake) -> None:
        super().link(drafts, everything, intake)
        rows = {id(draft.record): draft for draft in drafts.values()}
        for record in everything.values():
            above = rows.get(id(record.upstream))
            if above is not None and id(record) not in rows and intake.good(above.row):
                self._check_below(record, above, intake)

    def _check_below(self, dealer: Dealer, above: Draft, intake: Intake) -> None:
        """A dealer that the file does not name must still stand below its upstream dealer."""
        if above.record.tier.rank < dealer.tier.rank:
            return
        message = _("%(dealer)s stands below it and is of tier %(tier)s.")
        parts = {"dealer": dealer.code, "tier": dealer.tier.code}
        tier = above.record.tier.code
        intake.faults.add(above.row, "tier", tier, Fault("tier_order", message % parts))

    def write(self, drafts: list[Draft], intake: Intake) -> None:
        """Who is said to stand elsewhere, or to have another grade, does so as of today: history
        keeps what was before."""
        super().write(drafts, intake)
        there = [draft for draft in drafts if not draft.new]
        old = ((d.record, Place(*(d.before[name] for name in STANDS))) for d in there)
        moved = [(dealer, place) for dealer, place in old if place != place_in(dealer)]
        who = {"by": intake.access.user, "reason": intake.reason}
        remember(moved=moved, **who)
        remember_grades(changed=[(d.record, d.before["grade"]) for d in there], **who)

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if draft.new or draft.before["status"] == draft.record.status:
            return
        old, new = DealerStatus(draft.before["status"]), DealerStatus(draft.record.status)
        if not old.can_become(new):
            message = _("%(old)s cannot become %(new)s.") % {"old": old.label, "new": new.label}
            intake.faults.add(draft.row, "status", str(new), Fault("status_move", message))
