"""The terms of a programme version as a form: it makes the same document as a programme file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import listed
from channels_mgmt.core.forms import ModelForm, style
from channels_mgmt.core.scopes import Access
from dealers.choices import Grade
from rebates.conduct.choices import ViolationKind
from rebates.sales.choices import SaleKind

from ..choices import Measure, PeriodLength, WhenMissing
from ..models import Programme, ProgrammeVersion
from ..rules.faults import Fault, TermsError
from ..rules.parsing import parse_terms
from ..rules.terms import EARNINGS, TARGETS, Terms
from ..services.faults import ProgrammeFaults
from ..services.sight import UNSEEN, Sight
from ..services.terms import document_of, standing_versions
from ..services.validity import room_for
from ..services.versions import Dates, read_version
from ..wording import fault_message
from .row_fields import GateRows, StepRows, gate_row
from .scope_fields import ScopeFields

TERMS = (
    "target",
    "earning",
    "base_when_missing",
    "base_amount",
    "method",
    "upper_inclusive",
    "period",
    "period_from",
    "period_to",
    "cumulation",
    "on_change",
    "pass_through",
    "cap_on",
    "cap_amount",
    "minimum_amount",
    "minimum_carries_over",
    "budget",
)
PLACES = {
    "target_measure": "target",
    "target_measure.of": "target",
    "earning_measure": "earning",
    "earning_measure.of": "earning",
    "period.from": "period_from",
    "period.to": "period_to",
    "cap": "cap_on",
    "cap.on": "cap_on",
    "cap.amount": "cap_amount",
    "minimum": "minimum_amount",
    "minimum.amount": "minimum_amount",
    "minimum.carry_over": "minimum_carries_over",
    "budget.amount": "budget",
    "baseline.when_missing": "base_when_missing",
    "baseline.amount": "base_amount",
}
"""Where a fault of the document belongs in the form, if the field is not called as the path is."""


class VersionForm(ModelForm):
    """`instance.document` is then the version object for the service, `terms` what it says (None
    where it says nothing that can be worked out)."""

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
        self.before = document_of(pattern) if pattern else {}
        if pattern and not changed:
            self.before = in_sight(self.before, kwargs["access"])
            kwargs["initial"] |= {name: getattr(pattern, name) for name in TERMS}
        super().__init__(*args, **kwargs)
        if changed:
            self.fields["programme"].disabled = True
        self._offer_measures()
        self._add_parts()
        style(self)
        self.terms: Terms | None = None
        self.refused: list[tuple[str, str]] = []  # what is wrong with the terms: label, words

    def _offer_measures(self) -> None:
        for name, allowed in (("target", TARGETS), ("earning", EARNINGS)):
            self.fields[name].choices = [(m, Measure(m).label) for m in allowed]

    def _add_parts(self) -> None:
        before = self.before
        self.scope = ScopeFields(self, "", "scope")
        self.target_scope = ScopeFields(self, "target_", "target_measure.scope")
        self.earning_scope = ScopeFields(self, "earning_", "earning_measure.scope")
        self.scope.add(before.get("scope"))
        self.target_scope.add(before.get("target_measure", {}).get("scope"))
        self.earning_scope.add(before.get("earning_measure", {}).get("scope"))
        self.steps, self.gates = StepRows(self), GateRows(self)
        self.steps.add(before.get("steps", []))
        self.gates.add([gate_row(gate) for gate in before.get("gates", [])])

    @property
    def stored_terms(self) -> Terms | None:
        """What the version says that this one changes or begins from."""
        try:
            return parse_terms(self.before) if self.before else None
        except TermsError:
            return None  # what it was for is out of sight

    @property
    def gate_kinds(self) -> str:
        return listed(str(label) for label in ViolationKind.labels)

    @property
    def gate_grades(self) -> str:
        return listed(str(label) for label in Grade.labels)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.document = document = self.document(data)
        self._check_set_base(data)
        try:
            self.terms, dates = read_version(document, self.access)
            self._check_room(data.get("programme"), dates)
        except ProgrammeFaults as error:
            for fault in error.faults:
                self._show(fault)
            self.terms = _terms_of(document)
        return data

    def document(self, data: dict[str, Any]) -> dict[str, Any]:
        """The version object; what could not be read is not in it."""
        same = ("method", "upper_inclusive", "cumulation", "on_change", "pass_through")
        return {
            "valid_from": _iso(data.get("valid_from")),
            "valid_to": _iso(data.get("valid_to")),
            "scope": self.scope.document(data),
            "target_measure": self._measure(data, "target", self.target_scope),
            "earning_measure": self._measure(data, "earning", self.earning_scope),
            "steps": self.steps.documents(data),
            "gates": self.gates.documents(data),
            "period": _period(data),
            "cap": _part(on=data.get("cap_on") or None, amount=data.get("cap_amount")),
            "minimum": _part(
                amount=data.get("minimum_amount"),
                carry_over=data.get("minimum_carries_over") or None,
            ),
            "budget": _part(amount=data.get("budget")),
            "baseline": _part(
                when_missing=data.get("base_when_missing") or None,
                amount=data.get("base_amount"),
            ),
            **{name: data.get(name) for name in same},
        }

    def _measure(self, data: dict[str, Any], name: str, own: ScopeFields) -> dict[str, Any]:
        return {"of": data.get(name), "scope": own.document(data)}

    def _check_set_base(self, data: dict[str, Any]) -> None:
        """A base that would not be used is refused, not ignored."""
        policy = data.get("base_when_missing")
        if data.get("base_amount") is not None and policy != WhenMissing.AMOUNT:
            text = _("It counts only with “%(choice)s”: choose that, or leave this empty.")
            self._refuse("base_amount", text % {"choice": WhenMissing.AMOUNT.label})

    def _check_room(self, programme: Programme | None, dates: Dates) -> None:
        """What is approved already may leave no room for it."""
        if programme:
            version = ProgrammeVersion(pk=self.instance.pk, programme=programme)
            version.valid_from, version.valid_to = dates
            for fault in room_for(version, self.terms)[1]:
                self._show(fault)

    def _show(self, fault: Fault) -> None:
        """The fault beside the field that it is about, in the words of the form."""
        name = self._field_of(fault.path)
        if name in self.errors:
            return  # what stands there could not even be read
        label = str(self.fields[name].label) if name else fault.path
        words = Fault(label, fault.code, fault.value, fault.params)
        self._refuse(name, fault_message(words))

    def _refuse(self, name: str | None, text: str) -> None:
        self.add_error(name, text)
        self.refused.append((name or "", text))

    def _field_of(self, path: str) -> str | None:
        if path in PLACES:
            return PLACES[path]
        parts = (self.scope, self.target_scope, self.earning_scope, self.steps, self.gates)
        found = next((name for part in parts if (name := part.field_of(path))), path)
        return found if found in self.fields else None


def in_sight(document: dict[str, Any], access: Access) -> dict[str, Any]:
    """Whom a version is for, as far as whoever begins from it sees them."""
    return _without_counts(Sight(access.scope).version(document))


def _without_counts(value: Any) -> Any:
    """The same without the counts of what is out of sight."""
    if not isinstance(value, dict):
        return value
    return {k: _without_counts(v) for k, v in value.items() if not k.endswith(UNSEEN)}


def latest_version(initial: dict[str, Any]) -> ProgrammeVersion | None:
    """The version that a new one of the programme begins from."""
    programme = Programme.objects.filter(code=initial.get("programme", "")).first()
    return standing_versions(programme).last() if programme else None


def _terms_of(document: dict[str, Any]) -> Terms | None:
    try:
        return parse_terms(document)
    except TermsError:
        return None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _period(data: dict[str, Any]) -> Any:
    if data.get("period") != PeriodLength.DAYS:
        return data.get("period")
    return {"from": _iso(data.get("period_from")), "to": _iso(data.get("period_to"))}


def _part(**values: Any) -> dict[str, Any] | None:
    """A part of the document; None where nothing of it is given."""
    return None if set(values.values()) == {None} else values
