"""Which version of a penalty rule is for a case: of those in force, and with drafts tried."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from channels_mgmt.core.audit import plain

from ..choices import VersionStatus
from ..models import PenaltyRuleVersion
from ..services.recounting import STEP_FIELDS, ladder_of
from .reckoning import Fact, Rule

STEP = ("number", "severity", *STEP_FIELDS)


class Versions:
    """All approved versions, and the drafts; each ladder is read once.

    ``all_along``: as if the drafts had been in force before the first day, without an end.
    """

    def __init__(
        self, drafts: Sequence[PenaltyRuleVersion] = (), *, all_along: bool = False
    ) -> None:
        self.drafts, self.all_along = drafts, all_along
        self._rules: dict[int, Rule] = {}

    @cached_property
    def approved(self) -> list[PenaltyRuleVersion]:
        rows = PenaltyRuleVersion.objects.filter(status=VersionStatus.APPROVED)
        return list(rows.select_related("rule").order_by("pk"))

    def in_force(self, fact: Fact) -> Rule | None:
        """The one that a case was decided by; else the approved one of its day."""
        found = self._in_force(fact)
        return found and self._rule(found)

    def tried(self, fact: Fact) -> Rule | None:
        """A draft of the kind for its days; an open-ended version before it ends where it begins,
        as on approval."""
        own = [draft for draft in self.drafts if draft.rule.kind == fact.kind]
        for draft in own:
            if self.all_along or draft.valid_on(fact.day):
                return self._rule(draft)
        found = self._in_force(fact)
        ended = found and found.valid_to is None and any(
            found.valid_from < draft.valid_from <= fact.day for draft in own
        )  # fmt: skip
        return None if found is None or ended else self._rule(found)

    def _in_force(self, fact: Fact) -> PenaltyRuleVersion | None:
        if fact.pinned is not None:
            return next(one for one in self.approved if one.pk == fact.pinned)
        fitting = (one for one in self.approved if one.rule.kind == fact.kind)
        return next((one for one in fitting if one.valid_on(fact.day)), None)

    def _rule(self, version: PenaltyRuleVersion) -> Rule:
        if version.pk not in self._rules:
            self._rules[version.pk] = Rule(str(version), ladder_of(version))
        return self._rules[version.pk]


def terms_of(version: PenaltyRuleVersion) -> dict[str, Any]:
    """A ladder as it stands, exact and free of language."""
    ladder = ladder_of(version)
    steps = [plain({name: getattr(step, name) for name in STEP}) for step in ladder.steps]
    return {
        "version": str(version),
        "window": ladder.span.value,
        "months": ladder.months,
        "share_percent": str(ladder.share_percent),
        "steps": [{k: v for k, v in step.items() if v not in (None, "", False)} for step in steps],
    }


def colliding(
    drafts: Iterable[PenaltyRuleVersion], *, all_along: bool
) -> tuple[PenaltyRuleVersion, PenaltyRuleVersion] | None:
    """Two drafts for one kind of violation that would hold on the same day."""
    drafts = list(drafts)
    for number, one in enumerate(drafts):
        for other in drafts[number + 1 :]:
            if one.rule.kind == other.rule.kind and (all_along or _overlap(one, other)):
                return one, other
    return None


def _overlap(one: PenaltyRuleVersion, other: PenaltyRuleVersion) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )
