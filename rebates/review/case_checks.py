"""Cases that are not decided yet: what they will cost comes with a later run."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.checklists import Asked, Item, Weight
from channels_mgmt.core.scopes import Scope
from rebates.conduct.choices import ViolationStatus
from rebates.conduct.models import Violation

from .sold import dealers_asked


def cases(asked: Asked, scope: Scope) -> Iterator[Item]:
    """Of offences before the end of the days; a run of some programmes settles no case at all."""
    rows = Violation.objects.filter(
        dealer__in=dealers_asked(asked, scope), offence_date__lt=asked.date_to
    )
    rows = rows.none() if asked.programmes else rows
    until = f"until={asked.last_day}"
    yield Item(
        "cases_undecided",
        _("Cases that are not decided"),
        rows.undecided().count(),
        _("Their fines are not in this settlement; a later one takes them in."),
        Weight.TELLS,
        "conduct:violation_list",
        until,
    )
    yield Item(
        "appeals_open",
        _("Appeals that wait for a decision"),
        rows.filter(status=ViolationStatus.APPEALED).count(),
        _("Where the rule says so, their fines are put off until they are decided."),
        Weight.WARNS,
        "conduct:violation_list",
        f"{until}&status={ViolationStatus.APPEALED.value}",
    )
