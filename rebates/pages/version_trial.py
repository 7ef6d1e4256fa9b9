"""The form of a version with its trial beside it: what a dealer would get, while it is typed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.editing import AddView, EditView

from ..forms.trial import TrialForm
from ..forms.versions import VersionForm
from ..rules.terms import Terms
from ..trial import trial


def asked_to_try(request: HttpRequest) -> bool:
    return "try" in request.POST


def tried(form: VersionForm, question: TrialForm) -> dict[str, Any]:
    """What the template of a trial asks for; no trial where the terms cannot be worked out."""
    terms: Terms | None = form.terms if form.is_bound else form.stored_terms
    found = trial(terms, question.sold_for(terms), question.assumed()) if terms else None
    if question.is_bound and not question.is_valid():
        found = None
    refused = [_labelled(form, *each) for each in form.refused]
    return {"trial": found, "refused": refused, "question": question}


def _labelled(form: VersionForm, name: str, words: str) -> tuple[str, str]:
    """The field by its address, so that one gets there with a click."""
    return (form[name].id_for_label or form[name].auto_id) if name else "", words


class TrialBeside:
    """The page of the form, with the trial; "Try" shows it anew without saving."""

    def context(self, *, form: VersionForm, **more: Any) -> dict[str, Any]:
        question = TrialForm(self.request.POST if form.is_bound else None)
        return super().context(
            form=form, trial_url=self.pages.url("trial"), **tried(form, question), **more
        )

    def shown_again(self, form: VersionForm) -> HttpResponse:
        form.is_valid()
        record = form.instance if form.instance.pk else None
        cancel = self.pages.url("detail", record) if record else self.pages.url("list")
        return self.page(form=form, record=record, cancel=cancel)


class VersionAdd(TrialBeside, AddView):
    def post(self, request: HttpRequest) -> HttpResponse:
        if not asked_to_try(request):
            return super().post(request)
        self.check()
        return self.shown_again(self.pages.form(request.POST, access=self.access))


class VersionEdit(TrialBeside, EditView):
    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not asked_to_try(request):
            return super().post(request, pk)
        record = self.changeable(self.record())
        return self.shown_again(self.pages.form(request.POST, instance=record, access=self.access))


class TrialView(PageView):
    """The trial by itself, for what is typed so far; nothing is kept."""

    template_name = "rebates/version_trial.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The latest version of a programme, as the form would begin from it."""
        initial = {"programme": request.GET.get("programme", "")}
        return self.answer(VersionForm(access=self.access, initial=initial), TrialForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = VersionForm(request.POST, access=self.access)
        form.is_valid()
        return self.answer(form, TrialForm(request.POST))

    def answer(self, form: VersionForm, question: TrialForm) -> HttpResponse:
        return self.page(**tried(form, question))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        on_brand_side = self.pages.model.reach.admits(self.access.scope)
        if on_brand_side and not self.pages.can_add(self.access):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return [self.template_name]
