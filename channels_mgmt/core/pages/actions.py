"""Buttons on the page of a record: each calls a service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..approval import had_a_hand
from ..forms import Form, take_errors
from ..scopes import Access, Verb
from ..seen import changed_since, check_seen, state_of
from ..stepup import ask_to_confirm, confirmed, typed_before
from .base import PageView


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on one record.

    ``run(record, access=…, reason=…)`` calls the service; it may answer an address to go to.
    ``when(record)`` says whether the record is in a state for it. ``reason`` is ``"none"``,
    ``"optional"`` or ``"required"``: with one, a page asks for it first. ``confirm`` is what that
    page says; with a text there, the page comes even without a reason. ``step_up`` asks who is
    there to confirm who she is, unless she did so a moment ago. ``by_another`` keeps it from those
    who had a hand in the record. ``bulk`` offers it on ticked rows of the list, too; they are
    locked and done in the order of ``order``. ``allowed(record, access)`` says who besides needs
    to be kept from it, where the verb over the row is not all; ``form`` is a subclass of ReasonForm
    that asks for more, which goes to ``run`` by name; ``view`` is a subclass of ActionView where
    the answer is more than going to a page.
    """

    name: str  # the last part of the address; the address is named <model>_<name>
    label: Any
    run: Callable[..., str | None]
    verb: Verb
    when: Callable[[models.Model], bool] = lambda record: True
    reason: str = "none"
    confirm: Any = ""
    done: Any = _("Done: %(action)s.")
    tone: str = "primary"
    step_up: bool = False
    by_another: bool = False
    bulk: bool = False
    order: tuple[str, ...] = ("pk",)
    allowed: Callable[[models.Model, Access], bool] = lambda record, access: True
    form: type["ReasonForm"] | None = None
    view: type["ActionView"] | None = None

    @property
    def asks(self) -> bool:
        return bool(self.confirm or self.form) or self.reason != "none" or self.step_up

    @property
    def bulk_page(self) -> str:
        return f"{self.name}_many"

    def shown(self, record: models.Model, access: Access) -> bool:
        """Whether its button is on the page: offered, or `withheld`."""
        return (
            access.may(self.verb)  # asks nothing of the database, as the state does not
            and self.when(record)
            and access.reaches(self.verb, record)
            and self.allowed(record, access)
        )

    def withheld(self, record: models.Model, access: Access) -> bool:
        """Whether her own hand in the record keeps it from her."""
        return self.by_another and access.user is not None and had_a_hand(record, access.user)


class ReasonForm(Form):
    """Why, and what the record held when its page was opened (``core.seen``)."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        self.fields["reason"].required = kind == "required"
        if kind == "none":
            del self.fields["reason"]
        else:  # what a subclass asks for comes first
            self.order_fields([name for name in self.fields if name != "reason"])

    @classmethod
    def initial_for(cls, record: models.Model) -> dict[str, Any]:
        """What stands in the other fields when the page is opened."""
        return {}


class ActionView(PageView):
    template_name = "core/action.html"
    action: Action | None = None

    def get(self, request, pk: int) -> HttpResponse:
        """Asks; what was opened before this page came (``?seen=``) must still hold."""
        record = self.record()
        if not self.action.asks or not self.action.when(record):
            return redirect(self.pages.url("detail", record))
        record = self.permitted(record)
        if self.action.step_up and not confirmed(request):
            return ask_to_confirm(request)
        seen = request.GET.get("seen", "")
        stale = seen and seen != state_of(record)
        warning = changed_since(record, self.access.scope) if stale else None
        form = self.form_for(record)
        form.initial |= (typed_before(request) or {}).items()
        return self.ask(record, form, warning=warning)

    @transaction.atomic
    def post(self, request, pk: int) -> HttpResponse:
        record = self.permitted(self.record())
        if self.action.step_up and not confirmed(request):
            return ask_to_confirm(request)
        form = self.form_class(request.POST, kind=self.action.reason)
        if not form.is_valid():
            return self.ask(record, form)
        try:
            record = self.locked(self.action.verb)
            more = dict(form.cleaned_data)
            check_seen(record, more.pop("seen"), self.access.scope)
            target = self.run(record, more.pop("reason", ""), **more)
        except ValidationError as error:
            return self.refused(record, form, error)
        messages.success(request, self.action.done % {"action": self.action.label})
        return redirect(target or self.pages.url("detail", record))

    @property
    def form_class(self) -> type[ReasonForm]:
        return self.action.form or ReasonForm

    def run(self, record, reason: str, **more: Any) -> str | None:
        return self.action.run(record, access=self.access, reason=reason, **more)

    def form_for(self, record, data: dict | None = None) -> ReasonForm:
        initial = {"seen": state_of(record), **self.form_class.initial_for(record)}
        return self.form_class(data, kind=self.action.reason, initial=initial)

    def refused(self, record, form, error: ValidationError) -> HttpResponse:
        """The page that asked says why not; without one, the record's page does."""
        if self.action.asks:
            record = self.record()
            form = self.form_for(record, {**self.request.POST.dict(), "seen": state_of(record)})
            take_errors(form, error)
            return self.ask(record, form)
        for text in error.messages:
            messages.error(self.request, text)
        return redirect(self.pages.url("detail", record))

    def ask(self, record, form, **more: Any) -> HttpResponse:
        form.focus()
        status = 422 if form.is_bound else 200
        return self.page(record=record, action=self.action, form=form, status=status, **more)

    def permitted(self, record):
        verb = self.action.verb
        if not self.pages.rows(self.access.to(verb)).filter(pk=record.pk).exists():
            raise PermissionDenied
        if not self.action.allowed(record, self.access):
            raise PermissionDenied
        return record
