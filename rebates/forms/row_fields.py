"""Rows of fields in a form: the steps of a scale, the gates of a version."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..rules.documents import BENEFITS
from ..rules.gates import GateMeasure
from ..wording.gates import grades, kinds
from ..wording.numbers import whole_percent
from .gate_words import as_factor, as_grades, as_kinds, as_limits

GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
GATE_KINDS = [
    ("", "—"),
    ("attainment_percent", gettext_lazy("Attainment, at least (%)")),
    ("no_violation", gettext_lazy("No violation of these kinds")),
    ("price_compliance_percent", gettext_lazy("Prices in order, at least (%)")),
    ("on_time_percent", gettext_lazy("Service in time, at least (%)")),
    ("payment_days", gettext_lazy("Days to payment")),
    ("grade", gettext_lazy("Grade is one of")),
]  # fmt: skip


class Rows:
    """Numbered rows of the same fields; empty ones say nothing."""

    name: str  # the fields are NAME_0_KEY
    columns: Sequence[tuple[str, Any]]
    blank: int  # rows beyond those that are filled

    def __init__(self, form: forms.BaseForm) -> None:
        self.form, self.count, self.given = form, 0, []

    def add(self, filled: Sequence[Mapping[str, str]]) -> None:
        pattern = re.compile(rf"{self.name}_(\d{{1,3}})_{self.columns[0][0]}")
        sent = [int(m[1]) + 1 for key in self.form.data if (m := pattern.fullmatch(key))]
        self.count = max([len(filled) + self.blank, *sent])
        for row in range(self.count):
            for key, label in self.columns:
                field = self.field(key, self.label(label, row + 1))
                field.initial = filled[row].get(key, "") if row < len(filled) else ""
                field.widget.attrs["aria-label"] = field.label
                self.form.fields[f"{self.name}_{row}_{key}"] = field

    def label(self, column: Any, number: int) -> str:
        raise NotImplementedError

    def field(self, key: str, label: str) -> forms.Field:
        look = {"class": "form-control number", "inputmode": "decimal"}
        return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=look))

    def documents(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One for each row that is not empty; `given` are their numbers."""
        rows = [self._row(data, row) for row in range(self.count)]
        self.given = [row for row, values in enumerate(rows) if any(values.values())]
        return [self.document(rows[row]) for row in self.given]

    def document(self, row: dict[str, str]) -> dict[str, Any]:
        raise NotImplementedError

    def column_of(self, tail: str) -> str:
        """Which column a fault is about, by the end of its path."""
        raise NotImplementedError

    def field_of(self, path: str) -> str | None:
        match = re.match(rf"{self.name}s\[(\d+)\](?:\.(.+))?$", path)
        if match is None:
            return f"{self.name}_0_{self.columns[0][0]}" if path == f"{self.name}s" else None
        return f"{self.name}_{self.given[int(match[1])]}_{self.column_of(match[2] or '')}"

    @property
    def heads(self) -> list[str]:
        return [label for _key, label in self.columns]

    def __iter__(self) -> Iterator[list[forms.BoundField]]:
        for row in range(self.count):
            yield [self.form[f"{self.name}_{row}_{key}"] for key, _label in self.columns]

    def _row(self, data: Mapping[str, Any], row: int) -> dict[str, str]:
        """What stands in a row; 50,000.00 may be written with its comma."""
        given = {key: data.get(f"{self.name}_{row}_{key}", "") for key, _label in self.columns}
        return {k: v.replace(",", "") if GROUPED.fullmatch(v) else v for k, v in given.items()}


class StepRows(Rows):
    name, blank = "step", 6
    columns = (
        ("from", gettext_lazy("From")),
        ("percent", gettext_lazy("Percent")),
        ("per_unit", gettext_lazy("Per piece")),
        ("lump_sum", gettext_lazy("Lump sum")),
    )

    def label(self, column: Any, number: int) -> str:
        return _("%(label)s, step %(number)s") % {"label": column, "number": number}

    def document(self, row: dict[str, str]) -> dict[str, Any]:
        return {key: value for key, value in row.items() if value}

    def column_of(self, tail: str) -> str:
        return tail if tail in ("from", *BENEFITS) else "from"


class GateRows(Rows):
    name, blank = "gate", 3
    columns = (
        ("kind", gettext_lazy("Condition")),
        ("value", gettext_lazy("What is asked for")),
        ("factor", gettext_lazy("Otherwise pays")),
    )

    def label(self, column: Any, number: int) -> str:
        return _("%(label)s, condition %(number)s") % {"label": column, "number": number}

    def field(self, key: str, label: str) -> forms.Field:
        if key == "kind":
            return forms.ChoiceField(label=label, required=False, choices=GATE_KINDS)
        look = {"placeholder": dict(self.columns)[key]}  # on a phone the head of the table is gone
        return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=look))

    def document(self, row: dict[str, str]) -> dict[str, Any]:
        kind, value = row["kind"], row["value"].strip()
        gate: dict[str, Any] = {"else_multiply": as_factor(row["factor"])} if row["factor"] else {}
        if kind == "payment_days":
            return gate | {kind: as_limits(value)}
        if kind == "no_violation":
            return gate | {kind: as_kinds(value)}
        if kind == "grade":
            return gate | {kind: as_grades(value)}
        if kind:
            return gate | {"measure": kind, "at_least": value.removesuffix("%").strip() or None}
        return gate

    def column_of(self, tail: str) -> str:
        if tail.startswith("else_multiply"):
            return "factor"
        return "value" if re.match("at_least|no_violation|grade|payment_days", tail) else "kind"


def gate_row(gate: Mapping[str, Any]) -> dict[str, str]:
    """How a gate of a programme file stands in its row."""
    if "payment_days" in gate:
        limits = [f"{days}: {whole_percent(factor)}" for days, factor in gate["payment_days"]]
        return {"kind": "payment_days", "value": ", ".join(limits)}
    row = {"factor": whole_percent(gate["else_multiply"])}
    if gate["else_multiply"] == "0":
        row["factor"] = ""
    if "no_violation" in gate:
        return row | {"kind": "no_violation", "value": kinds(gate["no_violation"])}
    if "grade" in gate:
        return row | {"kind": "grade", "value": grades(gate["grade"])}
    return row | {"kind": str(GateMeasure(gate["measure"])), "value": gate["at_least"]}
