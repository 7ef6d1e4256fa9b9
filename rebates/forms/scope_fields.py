"""The fields of a scope: kinds of sales, and codes to take in and to leave out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from channels_mgmt.core.lookups import CodesField, codes_in
from dealers.choices import SalesChannel
from rebates.sales.choices import SaleKind

from ..services.scope_codes import CODED
from ..services.sight import SIDES
from ..wording.plain import DIMENSIONS


class ScopeFields:
    """One scope of a version in its form: the version's, or the own one of a measure."""

    def __init__(self, form: forms.BaseForm, prefix: str, path: str) -> None:
        self.form, self.prefix, self.path = form, prefix, path

    def add(self, scope: Mapping[str, Any] | None) -> None:
        """The fields, filled with a scope of the programme file."""
        scope = scope or {}
        if self.prefix:
            self.form.fields[f"{self.prefix}kinds"] = forms.MultipleChoiceField(
                label=gettext_lazy("Other kinds of sales"),
                choices=SaleKind.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=[],
            )
        if scope.get("kinds"):
            self.form.fields[f"{self.prefix}kinds"].initial = scope["kinds"]
        for side in SIDES:
            for dimension, label in DIMENSIONS.items():
                codes = (scope.get(side) or {}).get(dimension, [])
                name = f"{self.prefix}{side}_{dimension}"
                self.form.fields[name] = self._codes_field(dimension, label, codes)

    def _codes_field(self, dimension: str, label: str, codes: Sequence[str]) -> forms.CharField:
        about = {"label": capfirst(label), "required": False, "initial": ", ".join(codes)}
        model, column = CODED.get(dimension, (None, ""))
        if column == "code":
            return CodesField(model, self.form.access, **about)
        field = forms.CharField(**about)  # brands and channels are no records
        if dimension == "channels":
            field.widget.attrs["placeholder"] = ", ".join(SalesChannel.values)
        return field

    def document(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "kinds": data.get(f"{self.prefix}kinds") or [],
            **{side: self._codes(data, side) for side in SIDES},
        }

    def _codes(self, data: Mapping[str, Any], side: str) -> dict[str, list[str]]:
        names = {dimension: f"{self.prefix}{side}_{dimension}" for dimension in DIMENSIONS}
        return {dimension: codes_in(data.get(name)) for dimension, name in names.items()}

    def field_of(self, path: str) -> str | None:
        """The field that a fault in this scope is about; None for one elsewhere."""
        if path != self.path and not path.startswith(f"{self.path}."):
            return None
        tail = path.removeprefix(self.path).strip(".")
        if match := re.match(r"(include|exclude)\.(\w+)", tail):
            return f"{self.prefix}{match[1]}_{match[2]}"
        return f"{self.prefix}kinds"

    # What the template asks for

    @property
    def kinds(self) -> forms.BoundField:
        return self.form[f"{self.prefix}kinds"]

    @property
    def included(self) -> list[forms.BoundField]:
        return self._side("include")

    @property
    def excluded(self) -> list[forms.BoundField]:
        return self._side("exclude")

    @property
    def excludes_something(self) -> bool:
        return any(field.value() or field.errors for field in self.excluded)

    @property
    def says_something(self) -> bool:
        fields = [self.kinds, *self.included, *self.excluded]
        return any(field.value() or field.errors for field in fields)

    def _side(self, side: str) -> list[forms.BoundField]:
        return [self.form[f"{self.prefix}{side}_{dimension}"] for dimension in DIMENSIONS]
