"""What is done to a case with a form on its page: each calls the service."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.pages import Action
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.scopes import Access, Verb

from .. import case_forms
from ..choices import RecallStatus, ViolationStatus
from ..models import Violation
from ..services.appeals import decide_appeal
from ..services.cases import complete_figures, dismiss, review
from ..services.deciding import confirm
from ..services.recalls import RECALLABLE, order_recall, recall_done
from ..wording import notes


class CaseAction(ActionView):
    """The cases are locked before the row, as every service does: nobody waits for one another."""

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lock_table(Violation)
        return super().post(request, pk)

    def context(self, **more: Any) -> dict[str, Any]:
        """Whoever decides on money reads what the law asks to be said."""
        decides = self.action.name in (CONFIRM.name, DECIDE.name)
        return super().context(notes=notes(more["record"].kind) if decides else [], **more)


def by(service: Callable[..., Any], name: str = "case") -> Callable[..., None]:
    """A service that asks for a reason, as an action calls it; ``name`` is that of its record."""

    def run(record: Model, *, access: Access, **said: Any) -> None:
        service(**{name: record}, access=access, **said)

    return run


def _recall(case: Violation, *, access: Access, reason: str, **terms: Any) -> None:
    order_recall(case=case, access=access, **terms)


def _recalled(case: Violation, *, access: Access, reason: str) -> None:
    running = case.recalls.filter(status=RecallStatus.ORDERED).first()
    if running is None:
        raise ValidationError(gettext("There is no recall that is not done yet."))
    recall_done(recall=running, access=access)


def _figures(case: Violation, *, access: Access, reason: str, **figures: Any) -> None:
    given = {name: value for name, value in figures.items() if value is not None}
    complete_figures(case=case, access=access, reason=reason, **given)


def _is(*states: ViolationStatus):
    return lambda case: case.status in states


def _being_recalled(case: Violation) -> bool:
    return case.recalls.filter(status=RecallStatus.ORDERED).exists()


def _may_confirm(case: Violation, access: Access) -> bool:
    return access.user is not None and case.opened_by_id != access.user.pk


def _may_judge(case: Violation, access: Access) -> bool:
    return access.user is not None and case.confirmed_by_id != access.user.pk


UNDECIDED = (ViolationStatus.DETECTED, ViolationStatus.UNDER_REVIEW)

REVIEW = Action(
    name="review",
    label=_("Put under review"),
    run=by(review),
    verb=Verb.OPEN_CASES,
    when=_is(ViolationStatus.DETECTED),
    reason="optional",
    confirm=_(
        "From now on the dealer sees the case and the evidence that is marked for it, and may "
        "answer. It reads the reason, too."
    ),
    view=CaseAction,
)
CONFIRM = Action(
    name="confirm",
    label=_("Confirm"),
    run=by(confirm),
    verb=Verb.DECIDE_CASES,
    when=_is(ViolationStatus.UNDER_REVIEW),
    allowed=_may_confirm,
    reason="required",
    confirm=_(
        "The case counts as an offence from now on, and its penalty is reckoned by the ladder. "
        "The evidence is pinned. The dealer reads the reason and can appeal."
    ),
    tone="danger",
    form=case_forms.ConfirmForm,
    view=CaseAction,
)
DISMISS = Action(
    name="dismiss",
    label=_("Dismiss"),
    run=by(dismiss),
    verb=Verb.DECIDE_CASES,
    when=_is(ViolationStatus.UNDER_REVIEW),
    reason="required",
    confirm=_("The case ends without a penalty. The dealer reads the reason."),
    tone="secondary",
    view=CaseAction,
)
DECIDE = Action(
    name="decide",
    label=_("Decide the appeal"),
    run=by(decide_appeal),
    verb=Verb.DECIDE_APPEALS,
    when=_is(ViolationStatus.APPEALED),
    allowed=_may_judge,
    reason="required",
    confirm=_(
        "What is overturned no longer counts: later offences of the firm are counted anew, and "
        "what it brought is undone. The dealer reads the reason."
    ),
    tone="danger",
    form=case_forms.DecideForm,
    view=CaseAction,
)
RECALL = Action(
    name="recall",
    label=_("Order a recall"),
    run=_recall,
    verb=Verb.OPEN_CASES,
    when=lambda case: case.status in RECALLABLE and not _being_recalled(case),
    confirm=_("What is not fetched back in time makes the case a malicious one."),
    form=case_forms.RecallForm,
    view=CaseAction,
)
RECALLED = Action(
    name="recall-done",
    label=_("Goods recalled"),
    run=_recalled,
    verb=Verb.OPEN_CASES,
    when=_being_recalled,
    confirm=_("The goods are back."),
    tone="success",
    view=CaseAction,
)
FIGURES = Action(
    name="figures",
    label=_("Complete figures"),
    run=_figures,
    verb=Verb.OPEN_CASES,
    when=_is(*UNDECIDED, *(ViolationStatus.CONFIRMED, ViolationStatus.APPEALED)),
    reason="required",
    confirm=_(
        "Figures that the penalty rests on, and where they are from. Once a case is decided, only "
        "those that nobody put on record before."
    ),
    form=case_forms.FiguresForm,
    view=CaseAction,
)
ACTIONS = (REVIEW, CONFIRM, DISMISS, DECIDE, RECALL, RECALLED, FIGURES)
