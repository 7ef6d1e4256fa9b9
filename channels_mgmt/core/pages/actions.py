"""Buttons on the page of a record: each calls a service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..forms import Form, take_errors
from ..scopes import Access, Verb
from .base import PageView


@dataclass(frozen=True, slots=True)
class Action:
    """A verb on one record.

    ``run(record, access=…, reason=…)`` calls the service; it may answer an address to go to.
    ``when(record)`` says whether the record is in a state for it. ``reason`` is ``"none"``,
    ``"optional"`` or ``"required"``: with one, a page asks for it first. ``confirm`` is what that
    page says; with a text there, the page comes even without a reason. ``step_up`` asks who is
    there to confirm who she is, unless she did so a moment ago.
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

    @property
    def asks(self) -> bool:
        return bool(self.confirm) or self.reason != "none"

    def offered(self, record: models.Model, access: Access) -> bool:
        rows = type(record).objects
        return (
            access.may(self.verb)
            and self.when(record)
            and rows.visible_to(access.to(self.verb)).filter(pk=record.pk).exists()
        )


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        self.fields["reason"].required = kind == "required"
        if kind == "none":
            del self.fields["reason"]


class ActionView(PageView):
    template_name = "core/action.html"
    action: Action | None = None

    def get(self, request, pk: int) -> HttpResponse:
        record = self.record()
        if not self.action.asks or not self.action.when(record):
            return redirect(self.pages.url("detail", record))
        return self.ask(self.permitted(record), ReasonForm(kind=self.action.reason))

    def post(self, request, pk: int) -> HttpResponse:
        record = self.permitted(self.record())
        form = ReasonForm(request.POST, kind=self.action.reason)
        if not form.is_valid():
            return self.ask(record, form)
        reason = form.cleaned_data.get("reason", "")
        try:
            target = self.action.run(record, access=self.access, reason=reason)
        except ValidationError as error:
            return self.refused(record, form, error)
        messages.success(request, self.action.done % {"action": self.action.label})
        return redirect(target or self.pages.url("detail", record))

    def refused(self, record, form, error: ValidationError) -> HttpResponse:
        """The page that asked says why not; without one, the record's page does."""
        if self.action.asks:
            take_errors(form, error)
            return self.ask(record, form)
        for text in error.messages:
            messages.error(self.request, text)
        return redirect(self.pages.url("detail", record))

    def ask(self, record, form) -> HttpResponse:
        form.focus()
        status = 422 if form.is_bound else 200
        return self.page(record=record, action=self.action, form=form, status=status)

    def permitted(self, record):
        verb = self.action.verb
        if not self.pages.rows(self.access.to(verb)).filter(pk=record.pk).exists():
            raise PermissionDenied
        return record
