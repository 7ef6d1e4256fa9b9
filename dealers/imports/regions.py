from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.aggregates import Joined
from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.linked import Records, TreeKind
from channels_mgmt.core.imports.masters import Draft, Key
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Scope

from ..choices import RegionLevel
from ..models import Region
from ..region_history import RegionHistory

Codes = tuple[str, ...]
LINKS = Region.successors.through


def codes(cell: str) -> Codes:
    """Codes separated by spaces, in their order."""
    return tuple(sorted({cells.code(code) for code in cell.split()}))


class RegionKind(PeriodKind, TreeKind):
    """A tree of regions: codes are opaque, there may be several roots."""

    name = "regions"
    label = gettext_lazy("Regions")
    model = Region
    columns = (
        Column("code", cells.code, required=True, example="440100"),
        Column("parent", cells.code, source="parent__code", example="440000"),
        Column("level", cells.one_of(RegionLevel), required=True, example="city"),
        Column("name", cells.text(120), required=True, example="广州市"),
        Column("name_en", cells.text(120), extra=True),
        Column("pinyin", cells.text(120), extra=True),
        Column("valid_from", cells.date, extra=True),
        Column("valid_to", cells.date, extra=True),
        Column("successors", codes, source="successor_codes", extra=True),
    )

    def exported(self, scope: Scope) -> models.QuerySet:
        return super().exported(scope).annotate(successor_codes=Joined("successors__code"))

    def export_value(self, column: Column, value: Any) -> Any:
        if column.name == "successors":
            return " ".join(sorted((value or "").split()))
        return value

    def stored(self, drafts: dict[Key, Draft]) -> dict[Key, Region]:
        """The regions, each with the codes of its successors as ``became``."""
        found = super().stored(drafts)
        became: dict[int, list[str]] = defaultdict(list)
        for key, code in LINKS.objects.values_list("from_region_id", "to_region__code"):
            became[key].append(code)
        for region in found.values():
            region.became = tuple(sorted(became[region.pk]))
        return found

    def assign(self, draft: Draft, everything: Records, intake: Intake) -> None:
        """Successors are no column of the table: they are compared and written by themselves."""
        plain = {name: value for name, value in draft.values.items() if name != "successors"}
        super().assign(Draft(draft.row, plain, draft.record, draft.before), everything, intake)
        for code in draft.values.get("successors") or ():
            if (code,) not in everything:
                message = _("“%(value)s” is neither in the system nor in this file.")
                fault = Fault("unknown_successor", message % {"value": code})
                intake.faults.add(draft.row, "successors", code, fault)

    def differs(self, draft: Draft) -> bool:
        return super().differs(draft) or wanted(draft) != became(draft)

    def write(self, drafts: list[Draft], intake: Intake) -> None:
        for draft in drafts:
            draft.record.change = (became(draft), wanted(draft))
        super().write(drafts, intake)

    def trail(self, entries: Iterable[tuple], intake: Intake) -> None:
        """One entry for each region, with its successors where they change."""
        entries = list(entries)
        changes = {region.pk: region.change for region, *_rest in entries}
        link({key: now for key, (before, now) in changes.items() if before != now})
        super().trail((with_successors(*entry) for entry in entries), intake)

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        """Successors begin before their predecessors end, and outlive them."""
        drafts = {draft.record.pk: draft for draft in changed}
        history = RegionHistory.load() if changed else RegionHistory(())
        for stage, error in history.faults(drafts):
            draft = next(drafts[key] for key in (stage.key, *stage.successors) if key in drafts)
            shown = " ".join(wanted(draft))
            fault = Fault(error.code, error.messages[0])
            intake.faults.add(draft.row, "successors", shown, fault)


def became(draft: Draft) -> Codes:
    return getattr(draft.record, "became", ())


def wanted(draft: Draft) -> Codes:
    """What the row says; a file without the column leaves the successors as they are."""
    return draft.values["successors"] or () if "successors" in draft.values else became(draft)


def link(successors: dict[int, Codes]) -> None:
    named = {code for one in successors.values() for code in one}
    keys = dict(Region.objects.filter(code__in=named).values_list("code", "pk"))
    LINKS.objects.filter(from_region__in=successors).delete()
    LINKS.objects.bulk_create(
        LINKS(from_region_id=old, to_region_id=keys[code])
        for old, new in successors.items()
        for code in new
        if code in keys  # else its own row was refused, and with it the file
    )


def with_successors(region: Region, action: str, before: dict, after: dict) -> tuple:
    old, new = region.change
    if old == new:
        return region, action, before, after
    before = before | ({"successors": list(old)} if action != "created" else {})
    return region, action, before, after | {"successors": list(new)}
