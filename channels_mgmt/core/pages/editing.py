"""Adding and changing a record by its form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..forms import take_errors
from ..stepup import ask_to_confirm, confirmed, typed_before
from .base import PageView


class FormView(PageView):
    template_name = "core/form.html"
    done = ""

    @property
    def unconfirmed(self) -> bool:
        return self.pages.step_up and not confirmed(self.request)

    def show(self, form) -> HttpResponse:
        form.focus()
        record = form.instance if form.instance.pk else None
        cancel = self.pages.url("detail", record) if record else self.pages.url("list")
        status = 422 if self.request.method == "POST" else 200
        return self.page(form=form, record=record, cancel=cancel, status=status)

    def save(self, form) -> HttpResponse:
        """Save by the model's service; on refusal show the form again with what was typed."""
        if form.is_valid():
            try:
                with transaction.atomic():
                    record = self.pages.save(
                        instance=form.instance,
                        access=self.access,
                        verb=self.pages.verb,
                        reason=form.cleaned_data.get("reason", ""),
                        **form.sets(),
                    )
                messages.success(self.request, self.done % {"record": record})
                return redirect(self.pages.url("detail", record))
            except ValidationError as error:
                take_errors(form, error)
            except IntegrityError:
                form.add_error(None, _("Another change came in between. Please save again."))
        return self.show(form)


class AddView(FormView):
    done = _("%(record)s was added.")

    def get(self, request) -> HttpResponse:
        self.check()
        if self.unconfirmed:
            return ask_to_confirm(request)
        initial = {name: value for name, value in request.GET.items() if value}
        typed = typed_before(request)
        return self.show(self.pages.form(typed, access=self.access, initial=initial))

    def post(self, request) -> HttpResponse:
        self.check()
        if self.unconfirmed:
            return ask_to_confirm(request)
        return self.save(self.pages.form(request.POST, request.FILES, access=self.access))

    def check(self) -> None:
        if not self.pages.can_add(self.access):
            raise PermissionDenied


class EditView(FormView):
    done = _("%(record)s was changed.")

    def get(self, request, pk: int) -> HttpResponse:
        record = self.changeable(self.record())
        if self.unconfirmed:
            return ask_to_confirm(request)
        typed = typed_before(request)
        return self.show(self.pages.form(typed, instance=record, access=self.access))

    @transaction.atomic
    def post(self, request, pk: int) -> HttpResponse:
        record = self.changeable(self.locked(self.pages.verb))
        if self.unconfirmed:
            return ask_to_confirm(request)
        form = self.pages.form(request.POST, request.FILES, instance=record, access=self.access)
        return self.save(form)

    def changeable(self, record):
        if not self.pages.can_edit(record, self.access):
            raise PermissionDenied
        return record
