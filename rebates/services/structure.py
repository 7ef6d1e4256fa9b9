"""What a reorganisation of the channel means for settlement, told before it is carried out."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dealers.structure.plans import Plan

from ..choices import RunStatus
from ..models import SettlementRun


def reaches_into_posted(plan: Plan) -> Iterable[str]:
    """Whether the plan begins before days that are settled."""
    posted = SettlementRun.objects.filter(status=RunStatus.POSTED, date_to__gt=plan.valid_from)
    last = posted.order_by("date_to").last()
    if last is not None:
        text = _(
            "Runs are posted until %(day)s. What is posted stays as it is; where a programme names "
            "tiers, the next run over these periods posts the difference."
        )
        yield text % {"day": last.date_to}
