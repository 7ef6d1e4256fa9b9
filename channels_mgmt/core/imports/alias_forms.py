from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..forms import Form, ModelForm, scope_choices, style
from ..models import Alias
from ..scopes import Access
from .aliases import Chosen, Unknown, label_of, targets


class AliasForm(ModelForm):
    """A text, and the code of the record that it stands for from now on."""

    target = forms.ChoiceField(label=_("Stands for a"))

    class Meta:
        model = Alias
        fields = ("text", "target", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [model._meta.label for model in targets()]
        self.fields["target"].choices = [(label, label_of(label)) for label in labels]


class MappingForm(Form):
    """One field for each unknown text: the record that it stands for, or nothing yet."""

    def __init__(
        self, *args: Any, unknown: Iterable[Unknown], access: Access, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = {each.key: each for each in unknown}
        for key, each in self.unknown.items():
            field = forms.ModelChoiceField(
                each.model._default_manager.all(),
                required=False,
                label=each.text,
                help_text=said_of(each),
            )
            scope_choices(field, access)
            self.fields[key] = field
        style(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Say at least of one text what it stands for."))
        return data

    @property
    def chosen(self) -> list[Chosen]:
        """Call it on a valid form."""
        return [
            Chosen(each.model, each.text, self.cleaned_data[key].code)
            for key, each in self.unknown.items()
            if self.cleaned_data.get(key)
        ]


def said_of(unknown: Unknown) -> str:
    """What it should be, and how much hangs on it."""
    text = ngettext("%(model)s, in %(count)s row", "%(model)s, in %(count)s rows", unknown.rows)
    model = capfirst(str(unknown.model._meta.verbose_name))
    return text % {"model": model, "count": f"{unknown.rows:,}"}
