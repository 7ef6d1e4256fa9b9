"""The buttons that reorganise the channel: a question, a preview, and only then the change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import take_errors
from channels_mgmt.core.pages import Action
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.scopes import Verb

from ..services.reorganisation import rehearse, reorganise
from .forms import DropForm, MergeForm, MoveForm, ReorganisationForm, ReplaceForm


class ReorganisationView(ActionView):
    """Asks; shows what would change; carries just that out."""

    template_name = "dealers/reorganisation.html"
    form: type[ReorganisationForm]

    def get(self, request, pk: int) -> HttpResponse:
        record = self.permitted(self.record())
        if not self.action.when(record):
            return redirect(self.pages.url("detail", record))
        return self.show(record, self.form(record=record, access=self.access))

    def post(self, request, pk: int) -> HttpResponse:
        record = self.permitted(self.record())
        form = self.form(request.POST, record=record, access=self.access)
        if not form.is_valid():
            return self.show(record, form, status=422)
        try:
            if "confirmed" in request.POST:
                return self.carry_out(record, form)
            plan = rehearse(plan=form.plan, access=self.access)
        except ValidationError as error:
            take_errors(form, error)
            return self.show(record, form, status=422)
        form.data = form.data.copy()
        form.data["preview"] = plan.fingerprint
        return self.show(record, form, plan=plan)

    def carry_out(self, record, form: ReorganisationForm) -> HttpResponse:
        said = form.cleaned_data
        reorganise(plan=form.plan, access=self.access, reason=said["reason"], seen=said["preview"])
        messages.success(self.request, self.action.done % {"action": self.action.label})
        return redirect(self.pages.url("detail", record))

    def show(self, record, form: ReorganisationForm, **more: Any) -> HttpResponse:
        if "plan" not in more:  # a preview has the focus itself
            form.focus()
        return self.page(record=record, action=self.action, form=form, **more)


def reorganisation(name: str, label: Any, form: type[ReorganisationForm], **more: Any) -> Action:
    view = type(f"{form.__name__[:-4]}View", (ReorganisationView,), {"form": form})
    return Action(
        name=name,
        label=label,
        run=reorganise,
        verb=Verb.CHANGE_STRUCTURE,
        allowed=lambda record, access: access.to(Verb.CHANGE_STRUCTURE).everything,
        view=view,
        **more,
    )


DEALER_ACTIONS = (
    reorganisation("move", _("Move in the channel"), MoveForm),
    reorganisation("replace", _("Replace by another dealer"), ReplaceForm),
    reorganisation(
        "merge",
        _("Merge into another dealer"),
        MergeForm,
        when=lambda dealer: dealer.merged_into_id is None,
        tone="danger",
    ),
)
TIER_ACTIONS = (
    reorganisation(
        "drop", _("Drop this tier"), DropForm, when=lambda tier: not tier.dropped_on, tone="danger"
    ),
)
