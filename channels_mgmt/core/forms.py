"""Forms: what they have in common is how they look, whom they show what, and how they refuse."""

import hashlib
import json
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from .audit import snapshot
from .lookups import code_of, prepare
from .scopes import Access

CLASSES = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",  # and CheckboxSelectMultiple, which inherits it
}


def style(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        widget = field.widget
        if isinstance(field, forms.DateField) and isinstance(widget, forms.DateInput):
            widget.input_type, widget.format = "date", "%Y-%m-%d"
        if isinstance(field, forms.DecimalField | forms.IntegerField):
            widget.attrs.setdefault("inputmode", "decimal")
            widget.attrs["class"] = "form-control number"
        own = next((name for kind, name in CLASSES.items() if isinstance(widget, kind)), None)
        widget.attrs.setdefault("class", own or "form-control")


class Styled:
    """The look of all forms, and where the cursor stands when one is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)

    def focus(self) -> None:
        """The cursor goes to the first field with an error, or to the first field."""
        wrong = self.errors if self.is_bound else {}
        visible = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        first = next((name for name in visible if name in wrong), next(iter(visible), None))
        if first:
            self.fields[first].widget.attrs["autofocus"] = True


class Form(Styled, forms.Form):
    pass


class SignInForm(Styled, AuthenticationForm):
    pass


class PasswordForm(Styled, PasswordChangeForm):
    pass


class ModelForm(Styled, forms.ModelForm):
    """The form of a record. Foreign keys offer only what the person may see.

    A record that was changed since the form was opened is not overwritten: the form says so.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        required=False,
        help_text=_("Kept in the history."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.fields["seen"].initial = self.stored = fingerprint(self.instance)
        if not self.instance.pk:
            del self.fields["reason"], self.fields["seen"]
        else:
            self.order_fields([n for n in self.fields if n != "reason"])
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._scope(name, field)
        style(self)

    def _scope(self, name: str, field: forms.ModelChoiceField) -> None:
        widget_class = field.widget.attrs.pop("class", None)
        prepare(field, self.access)
        if widget_class and isinstance(field.widget, forms.Select):
            field.widget.attrs["class"] = widget_class
        current = getattr(self.instance, name, None) if self.instance.pk else None
        if current is not None:
            # What is chosen already may stay, even where the person does not see it.
            model = type(current)
            field.queryset = field.queryset | model._default_manager.filter(pk=current.pk)
            if code_of(model):
                self.initial[name] = current

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and data.get("seen") != self.stored:
            self.data = {**self.data.dict(), "seen": self.stored}
            raise ValidationError(
                _(
                    "Somebody has changed this record since you opened it. "
                    "Compare with its history, then save again."
                ),
                "stale",
            )
        return data


def fingerprint(instance) -> str:
    """What a record held when the form was opened."""
    if not instance.pk:
        return ""
    text = json.dumps(snapshot(instance), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def take_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """What a service refused: beside the field where the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, errors)
