"""Forms: what they have in common is how they look, whom they show what, and how they refuse."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from .display import listed, show
from .history import Difference
from .lookups import code_of, prepare
from .registry import pages_of
from .scopes import Access
from .seen import changed_since, state_of

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


class QuestionForm(Form):
    """A question, asked by GET. Records are looked up, as far as the person sees them."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                scope_choices(field, access)
        style(self)


def scope_choices(field: forms.ModelChoiceField, access: Access) -> None:
    """Only what the person may see, in a select of its former look or in a look-up."""
    look = field.widget.attrs.pop("class", None)
    prepare(field, access)
    if look and isinstance(field.widget, forms.Select):
        field.widget.attrs["class"] = look


class ModelForm(Styled, forms.ModelForm):
    """The form of a record. Foreign keys offer only what the person may see.

    A record that was changed since the form was opened is not overwritten: the form says so.
    """

    stale: Sequence[Difference] = ()  # where a record changed since differs from what was typed
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
        self.fields["seen"].initial = self.stored = state_of(self.instance)
        if not self.instance.pk:
            del self.fields["reason"], self.fields["seen"]
        else:
            self.order_fields([n for n in self.fields if n != "reason"])
            self.fields["reason"].required = self.needs_reason()
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._scope(name, field)
        style(self)

    def needs_reason(self) -> bool:
        pages = pages_of(type(self.instance))
        return bool(pages and pages.reason_required)

    def _scope(self, name: str, field: forms.ModelChoiceField) -> None:
        scope_choices(field, self.access)
        if isinstance(field, forms.ModelMultipleChoiceField):
            return
        current = getattr(self.instance, name, None) if self.instance.pk else None
        if current is not None:
            # What is chosen already may stay, even where the person does not see it.
            model = type(current)
            field.queryset = field.queryset | model._default_manager.filter(pk=current.pk)
            if code_of(model):
                self.initial[name] = current

    def sets(self) -> dict[str, dict[str, Any]]:
        """Its many-to-many fields, as a service of saving takes them; nothing where it has none."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        sets = {name: self.cleaned_data[name] for name in self.fields if name in names}
        return {"sets": sets} if sets else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and data.get("seen") != self.stored:
            self.stale = differences(self)
            self.data = self.data.copy()
            self.data["seen"] = self.stored
            raise changed_since(self.instance, self.access.scope)
        return data


def differences(form: ModelForm) -> list[Difference]:
    """Where what was typed is not what the record holds by now."""
    own = ("seen", "reason")
    return [
        Difference(
            form.fields[name].label, in_words(form, name, held(form, name)), typed(form, name)
        )
        for name in form.changed_data
        if name not in own
    ]


def held(form: ModelForm, name: str) -> Any:
    """What the record holds in a field of its form."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    if name in columns:
        return getattr(form.instance, name)
    return form.get_initial_for_field(form.fields[name], name)


def typed(form: ModelForm, name: str) -> Any:
    """What was typed, also where it makes no sense."""
    if name in form.cleaned_data:
        return in_words(form, name, form.cleaned_data[name])
    return form[name].data


def in_words(form: ModelForm, name: str, value: Any) -> Any:
    field = form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return listed(map(str, value))
    choices = getattr(field, "choices", None)
    if isinstance(value, list) and choices is not None:
        labels = dict(choices)
        return listed(str(labels.get(each, each)) for each in value)
    columns = {field.name: field for field in form.instance._meta.concrete_fields}
    return show(value, columns.get(name))


def take_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """What a service refused: beside the field where the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, errors)
