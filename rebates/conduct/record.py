"""A dealer's record: what counts against its legal entity today, and what the next would cost."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from dealers.models import Dealer

from .case_wording import costs_of, window_of
from .choices import ViolationKind
from .models import PenaltyRuleVersion, Violation
from .rules.ladder import Offence, within
from .services.entities import cases_of_firm
from .services.recounting import ladder_of
from .services.ruling import rules_on

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tally:
    """Offences of one kind that would count before one of the day; ``next_costs`` in words."""

    kind: str
    window: str
    counting: int
    next_costs: str


def record_of(dealer: Dealer, day: datetime.date) -> list[Tally]:
    """For each kind in which the dealer has a case that counts, by the rule of the day."""
    of_firm = list(cases_of_firm(dealer).counting())
    newest = {case.kind: case for case in of_firm if case.dealer_id == dealer.pk}
    rules = rules_on(newest, day)
    return [_tally(newest[k], of_firm, rules[k], day) for k in sorted(newest) if k in rules]


def _tally(
    case: Violation, of_firm: list[Violation], version: PenaltyRuleVersion, day: datetime.date
) -> Tally:
    ladder = ladder_of(version)
    now = Offence(0, day, counts=True, ladder=ladder, severity="", contract=case.contract_id)
    earlier = [
        Offence(one.pk, one.offence_date, True, ladder, one.severity, one.contract_id)
        for one in of_firm
        if one.kind == case.kind and one.offence_date <= day
    ]
    counting = sum(within(one, now) for one in earlier)
    return Tally(
        kind=str(ViolationKind(case.kind).label),
        window=window_of(version),
        counting=counting,
        next_costs=costs_of(ladder, counting + 1, case.severity),
    )


class RecordPanel(Panel):
    """On the page of a dealer; nothing for one that has no case in the reader's sight."""

    title = _("Violations")
    template = "conduct/record_panel.html"
    order = 60

    def context(self, record: Dealer, request):
        rows = Violation.objects.visible_to(request.access.scope).filter(dealer=record)
        cases = list(rows.with_due()[:SHOWN])
        if not cases:
            return None
        return {"cases": cases, "tallies": record_of(record, timezone.localdate())}
