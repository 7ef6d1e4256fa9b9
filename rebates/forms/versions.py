"""The terms of a programme version as a form: it makes the same document as a programme file."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import ModelForm
from channels_mgmt.core.scopes import Access
from rebates.sales.choices import SaleKind

from ..models import Programme, ProgrammeVersion
from ..rules.faults import Fault
from ..services.faults import ProgrammeFaults
from ..services.sight import SIDES, Sight
from ..services.terms import document_of, standing_versions
from ..services.versions import read_version
from ..wording import fault_message
from ..wording.plain import DIMENSIONS

BLANK_ROWS = 6
ROW = (
    ("from", gettext_lazy("From")),
    ("percent", gettext_lazy("Percent")),
    ("per_unit", gettext_lazy("Per piece")),
    ("lump_sum", gettext_lazy("Lump sum")),
)
PLACES = {"target_measure": "target", "earning_measure": "earning"}
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
TERMS = (
    "target",
    "earning",
    "method",
    "upper_inclusive",
    "period",
    "cumulation",
    "on_change",
    "cap_on",
    "cap_amount",
)


class VersionForm(ModelForm):
    """`instance.document` is then the version object for the service."""

    programme = forms.ModelChoiceField(
        Programme.objects.order_by("code"), label=gettext_lazy("Programme"), to_field_name="code"
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of sales"),
        choices=SaleKind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[SaleKind.SELL_IN],
    )

    class Meta:
        model = ProgrammeVersion
        fields = ("programme", "valid_from", "valid_to", *TERMS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("instance")
        pattern = changed or latest_version(kwargs.get("initial") or {})
        self.before = document_of(pattern) if pattern else None
        if pattern and not changed:
            self.before["scope"] = in_sight(self.before["scope"], kwargs["access"])
        if pattern and not changed:
            kwargs["initial"] |= {name: getattr(pattern, name) for name in TERMS}
        super().__init__(*args, **kwargs)
        if changed:
            self.fields["programme"].disabled = True
        self._add_scope()
        self._add_steps()

    def _add_scope(self) -> None:
        scope = (self.before or {}).get("scope", {})
        if scope:
            self.fields["kinds"].initial = scope["kinds"]
        for side in SIDES:
            for dimension, label in DIMENSIONS.items():
                codes = scope.get(side, {}).get(dimension, [])
                self.fields[f"{side}_{dimension}"] = forms.CharField(
                    label=capfirst(label),
                    required=False,
                    initial=", ".join(codes),
                    widget=forms.TextInput(attrs={"class": "form-control"}),
                )

    def _add_steps(self) -> None:
        steps = (self.before or {}).get("steps", [])
        given = [int(m[1]) + 1 for k in self.data if (m := re.fullmatch(r"step_(\d{1,3})_from", k))]
        self.rows = max([len(steps) + BLANK_ROWS, *given])
        for row in range(self.rows):
            for key, label in ROW:
                initial = steps[row].get(key, "") if row < len(steps) else ""
                name = _("%(label)s, step %(number)s") % {"label": label, "number": row + 1}
                attributes = {
                    "class": "form-control number",
                    "inputmode": "decimal",
                    "aria-label": name,
                }
                self.fields[f"step_{row}_{key}"] = forms.CharField(
                    label=name,
                    required=False,
                    initial=initial,
                    widget=forms.TextInput(attrs=attributes),
                )

    # What the template asks for

    def side(self, side: str) -> list[forms.BoundField]:
        return [self[f"{side}_{dimension}"] for dimension in DIMENSIONS]

    @property
    def included(self) -> list[forms.BoundField]:
        return self.side("include")

    @property
    def excluded(self) -> list[forms.BoundField]:
        return self.side("exclude")

    @property
    def excludes_something(self) -> bool:
        return any(field.value() for field in self.excluded)

    @property
    def step_heads(self) -> list[str]:
        return [label for _key, label in ROW]

    @property
    def step_rows(self) -> Iterator[list[forms.BoundField]]:
        for row in range(self.rows):
            yield [self[f"step_{row}_{key}"] for key, _label in ROW]

    # From the form to the document

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        self.given_rows = [row for row in range(self.rows) if any(self._row(data, row).values())]
        self.instance.document = self.document(data)
        try:
            read_version(self.instance.document, self.access)
        except ProgrammeFaults as error:
            for fault in error.faults:
                self._show(fault)
        return data

    def document(self, data: dict[str, Any]) -> dict[str, Any]:
        cap = {"on": data["cap_on"] or None, "amount": data["cap_amount"]}
        return {
            "valid_from": data["valid_from"].isoformat(),
            "valid_to": data["valid_to"] and data["valid_to"].isoformat(),
            "scope": {"kinds": data["kinds"], **{side: self._codes(data, side) for side in SIDES}},
            "target_measure": {"of": data["target"]},
            "earning_measure": {"of": data["earning"]},
            "steps": [
                {key: value for key, value in self._row(data, row).items() if value}
                for row in self.given_rows
            ],
            "cap": cap if any(value is not None for value in cap.values()) else None,
            **{
                name: data[name]
                for name in ("method", "upper_inclusive", "period", "cumulation", "on_change")
            },
        }

    def _row(self, data: dict[str, Any], row: int) -> dict[str, str]:
        """What stands in a row; 50,000.00 may be written with its comma."""
        given = {key: data[f"step_{row}_{key}"] for key, _label in ROW}
        return {k: v.replace(",", "") if GROUPED.fullmatch(v) else v for k, v in given.items()}

    def _codes(self, data: dict[str, Any], side: str) -> dict[str, list[str]]:
        return {
            dimension: [c for c in re.split(r"[,;，；、\n]+\s*", data[f"{side}_{dimension}"]) if c]
            for dimension in DIMENSIONS
        }

    def _show(self, fault: Fault) -> None:
        """The fault beside the field that it is about, in the words of the form."""
        name = self._field_of(fault.path)
        label = str(self.fields[name].label) if name else fault.path
        words = Fault(label, fault.code, fault.value, fault.params)
        self.add_error(name, fault_message(words))

    def _field_of(self, path: str) -> str | None:
        if match := re.match(r"steps\[(\d+)\](?:\.(\w+))?", path):
            return f"step_{self.given_rows[int(match[1])]}_{match[2] or 'from'}"
        if match := re.match(r"scope\.(include|exclude)\.(\w+)", path):
            return f"{match[1]}_{match[2]}"
        if path.startswith("scope.kinds"):
            return "kinds"
        head, _dot, tail = path.partition(".")
        name = PLACES.get(head, f"{head}_{tail}" if head == "cap" and tail else head)
        if name == "steps":
            return "step_0_from"
        return name if name in self.fields else None


def in_sight(scope: dict[str, Any], access: Access) -> dict[str, Any]:
    """Whom a version is for, as far as whoever begins from it sees them."""
    sight = Sight(access.scope)
    chosen = {
        side: {name: sight.seen(name, codes) for name, codes in scope[side].items()}
        for side in SIDES
    }
    return scope | chosen


def latest_version(initial: dict[str, Any]) -> ProgrammeVersion | None:
    """The version that a new one of the programme begins from."""
    programme = Programme.objects.filter(code=initial.get("programme", "")).first()
    return standing_versions(programme).last() if programme else None
