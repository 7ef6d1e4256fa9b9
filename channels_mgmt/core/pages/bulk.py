"""One action on the ticked rows of a list: on all of them, or on none."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..display import running
from ..forms import take_errors
from ..seen import check_seen, state_of
from ..stepup import ask_to_confirm, confirmed, typed_before
from .actions import Action, ReasonForm
from .base import PageView

AT_MOST = 200


class BulkView(PageView):
    """The list sends the ticked rows as ``row=…`` by GET; a page names them and asks for a reason.

    Rows out of sight are 404, rows on which the person may not do it 403; where one row refuses,
    it is named, and nothing is done to any.
    """

    template_name = "core/bulk.html"
    action: Action | None = None

    def get(self, request) -> HttpResponse:
        if not self.access.may(self.action.verb):
            raise PermissionDenied
        keys = self.keys(request.GET)
        if not 0 < len(keys) <= AT_MOST:
            return self.back(keys)
        records = self.permitted(keys)
        if self.action.step_up and not confirmed(request):
            return ask_to_confirm(request)
        typed = typed_before(request) or {}
        return self.ask(records, ReasonForm(kind=self.action.reason, initial=dict(typed.items())))

    @transaction.atomic
    def post(self, request) -> HttpResponse:
        if not self.access.may(self.action.verb):
            raise PermissionDenied
        keys = self.keys(request.POST)
        if not 0 < len(keys) <= AT_MOST:
            return self.back(keys)
        records = self.permitted(keys, lock=True)
        if self.action.step_up and not confirmed(request):
            rows = urlencode([("row", key) for key in keys])
            return ask_to_confirm(request, f"{request.path}?{rows}")
        form = ReasonForm(request.POST, kind=self.action.reason)
        if form.is_valid():
            try:
                self.run(records, form.cleaned_data.get("reason", ""))
            except ValidationError as error:
                take_errors(form, error)
        if form.errors:
            return self.ask(self.permitted(keys), form)
        messages.success(request, self.done(len(records)))
        return redirect(self.pages.url("list"))

    @transaction.atomic
    def run(self, records: Sequence[models.Model], reason: str) -> None:
        seen = dict(part.partition(":")[::2] for part in self.request.POST.getlist("seen_row"))
        for record in records:
            try:
                check_seen(record, seen.get(str(record.pk), ""), self.access.scope)
                self.check_state(record)
                self.action.run(record, access=self.access, reason=reason)
            except ValidationError as error:
                raise self.named(record, error) from None

    def check_state(self, record: models.Model) -> None:
        if not self.action.when(record):
            text = _("“%(action)s” is not possible any more.")
            raise ValidationError(text % {"action": self.action.label})

    def named(self, record: models.Model, error: ValidationError) -> ValidationError:
        """The refusal with the row that it is about; what is wrong with the reason stays there."""
        if "reason" in getattr(error, "error_dict", {}):
            return error
        texts = running(error.messages)
        return ValidationError(_("%(record)s: %(why)s") % {"record": record, "why": texts})

    def keys(self, data: Any) -> list[int]:
        found = data.getlist("row")
        if not all(key.isdecimal() and len(key) < 19 for key in found):
            raise Http404
        return list(dict.fromkeys(map(int, found)))

    def permitted(self, keys: Sequence[int], *, lock: bool = False) -> list[models.Model]:
        if self.visible().filter(pk__in=keys).count() != len(keys):
            raise Http404
        rows = self.pages.rows(self.access.to(self.action.verb)).filter(pk__in=keys)
        rows = rows.order_by(*self.action.order)
        records = list(rows.select_for_update(of=("self",)) if lock else rows)
        if len(records) != len(keys) or not all(map(self.allowed, records)):
            raise PermissionDenied
        return records

    def allowed(self, record: models.Model) -> bool:
        return self.action.allowed(record, self.access)

    def back(self, keys: Sequence[int]) -> HttpResponse:
        if keys:
            text = _("At most %(limit)s rows at once: tick fewer.") % {"limit": AT_MOST}
        else:
            text = _("Tick the rows first.")
        messages.error(self.request, text)
        return redirect(self.pages.url("list"))

    def ask(self, records: Sequence[models.Model], form: ReasonForm) -> HttpResponse:
        form.focus()
        return self.page(
            records=[(record, state_of(record)) for record in records],
            action=self.action,
            form=form,
            heading=self.heading(len(records)),
            status=422 if form.is_bound else 200,
        )

    def heading(self, count: int) -> str:
        text = ngettext("%(action)s: %(count)s row", "%(action)s: %(count)s rows", count)
        return text % {"action": capfirst(str(self.action.label)), "count": count}

    def done(self, count: int) -> str:
        return _("Done: %(action)s.") % {"action": self.heading(count)}
