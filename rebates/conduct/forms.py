"""The forms of penalty rules, of detectors' settings, of neighbours and holidays."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from channels_mgmt.core.forms import ModelForm

from .models import (
    DetectorSetting,
    Holiday,
    Neighbour,
    PenaltyRule,
    PenaltyRuleVersion,
    PenaltyStep,
    SerialExemption,
)
from .services.recounting import STEP_FIELDS
from .services.versions import TERMS

STEP = ("number", "severity", *STEP_FIELDS)
BLANK_ROWS = 3


class PenaltyRuleForm(ModelForm):
    class Meta:
        model = PenaltyRule
        fields = ("code", "name", "name_en", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("code", "kind"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Cases and decisions name it: it stays.")


class PenaltyRuleVersionForm(ModelForm):
    """``instance.ladder`` is then the steps for the service; rows that are left empty are none."""

    class Meta:
        model = PenaltyRuleVersion
        fields = ("rule", *TERMS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("instance")
        pattern = changed or _latest(kwargs.get("initial") or {})
        if pattern and not changed:
            kwargs["initial"] |= {n: getattr(pattern, n) for n in TERMS if "valid" not in n}
        super().__init__(*args, **kwargs)
        if changed:
            self.fields["rule"].disabled = True
        self._add_steps(list(pattern.steps.order_by("severity", "number")) if pattern else [])

    def _add_steps(self, steps: list[PenaltyStep]) -> None:
        given = [int(m[1]) + 1 for k in self.data if (m := re.fullmatch(r"step_(\d{1,2})_\w+", k))]
        self.rows = max([len(steps) + BLANK_ROWS, *given])
        for row in range(self.rows):
            for name in STEP:
                initial = getattr(steps[row], name) if row < len(steps) else None
                self.fields[f"step_{row}_{name}"] = _step_field(name, row, initial)

    @property
    def step_heads(self) -> list[str]:
        return [capfirst(PenaltyStep._meta.get_field(name).verbose_name) for name in STEP]

    @property
    def step_rows(self) -> Iterator[list[tuple[str, forms.BoundField]]]:
        """For each step its fields, with what stands above them."""
        for row in range(self.rows):
            fields = [self[f"step_{row}_{name}"] for name in STEP]
            yield list(zip(self.step_heads, fields, strict=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rows = [{name: data.get(f"step_{row}_{name}") for name in STEP} for row in range(self.rows)]
        self.instance.ladder = [
            {name: value for name, value in row.items() if value not in (None, "")}
            for row in rows
            if row["number"] is not None
        ]
        for place, row in enumerate(rows):
            if row["number"] is None and any(row.values()):
                self.add_error(f"step_{place}_number", _("Say which offence this is for."))
        return data


class DetectorSettingForm(ModelForm):
    class Meta:
        model = DetectorSetting
        fields = (
            "detector",
            "valid_from",
            "valid_to",
            "enabled",
            "daily",
            "makes_cases",
            "grouping",
            "min_quantity",
            "min_value",
            "neighbour_quantity",
            "days_tolerated",
            "apart_km",
            "buffer_regions",
        )


class NeighbourForm(ModelForm):
    class Meta:
        model = Neighbour
        fields = ("region", "neighbour")


class SerialExemptionForm(ModelForm):
    class Meta:
        model = SerialExemption
        fields = ("serial", "kind", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["serial"].disabled = True


class HolidayForm(ModelForm):
    class Meta:
        model = Holiday
        fields = ("day", "name", "name_en", "working")


def _step_field(name: str, row: int, initial: Any) -> forms.Field:
    """As the column of a step has it, except that nothing of it must be filled in."""
    column = PenaltyStep._meta.get_field(name)
    field = column.formfield(required=False, initial=initial)
    field.label = _("%(label)s, step %(number)s") % {
        "label": capfirst(column.verbose_name),
        "number": row + 1,
    }
    field.help_text = ""
    look = {"NumberInput": "form-control number", "Select": "form-select"}
    kind = type(field.widget).__name__
    field.widget.attrs |= {
        "class": look.get(kind, "form-check-input"),
        "aria-label": field.label,
    }
    return field


def _latest(initial: dict[str, Any]) -> PenaltyRuleVersion | None:
    """The version that a new one of the rule begins from."""
    code = initial.get("rule", "")
    return PenaltyRuleVersion.objects.filter(rule__code=code).order_by("number").last()
