import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.attachments import AttachmentField
from channels_mgmt.core.forms import Form, ModelForm, style
from channels_mgmt.core.pages.actions import ReasonForm

from ..models import Contract, DepositStage, Target
from ..services.contract_files import TITLE_LENGTH
from ..services.contracts import stages_of
from ..services.renewals import next_number
from .stages import Stage

ROWS, BLANK_ROWS = 3, 2
MONTHS = DepositStage._meta.get_field("months")
PERCENT = DepositStage._meta.get_field("percent")


class ContractForm(ModelForm):
    """`instance.stages` are then the stages of the refund for the service."""

    class Meta:
        model = Contract
        fields = (
            "number",
            "dealer",
            "valid_from",
            "valid_to",
            "deposit_required",
            "top_up_days",
            "silence_means",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deposit_required"].help_text = _("Yuan to the fen; 0 where none is asked for.")
        stages = stages_of(self.instance) if self.instance.pk else []
        given = [int(m[1]) + 1 for k in self.data if (m := re.fullmatch(r"stage_(\d{1,2})_\w+", k))]
        self.rows = max([ROWS, len(stages) + BLANK_ROWS, *given])
        for row in range(self.rows):
            stage = stages[row] if row < len(stages) else None
            self._add_stage(row + 1, stage)
        style(self)
        self.order_fields([name for name in self.fields if name != "reason"])

    def _add_stage(self, number: int, stage: Stage | None) -> None:
        months = forms.IntegerField(
            label=_("Months after the end, stage %(number)s") % {"number": number},
            required=False,
            initial=stage and stage.months,
            validators=[MinValueValidator(0), *MONTHS.validators],
        )
        percent = forms.DecimalField(
            label=_("Percent, stage %(number)s") % {"number": number},
            required=False,
            initial=stage and stage.percent,
            decimal_places=PERCENT.places,
            validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        )
        for name, field in (("months", months), ("percent", percent)):
            field.widget = forms.TextInput({"aria-label": field.label})
            self.fields[f"stage_{number - 1}_{name}"] = field

    def pair(self, row: int) -> list[forms.BoundField]:
        return [self[f"stage_{row}_months"], self[f"stage_{row}_percent"]]

    @property
    def stage_rows(self) -> Iterator[list[forms.BoundField]]:
        return map(self.pair, range(self.rows))

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the rows of the stages."""
        return [bound for bound in self if not bound.name.startswith("stage_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.stages = []
        for row in range(self.rows):
            values = {n: data.get(f"stage_{row}_{n}") for n in ("months", "percent")}
            self._take(row, values)
        return data

    def _take(self, row: int, values: dict[str, Any]) -> None:
        names = [f"stage_{row}_{name}" for name in values]
        if any(name in self.errors for name in names):
            return
        missing = [name for name, value in values.items() if value is None]
        if len(missing) == 1:
            text = _("Give the months and the percent, or neither.")
            self.add_error(f"stage_{row}_{missing[0]}", text)
        elif not missing:
            if values["months"] in {stage.months for stage in self.instance.stages}:
                text = _("Two stages fall due after the same number of months.")
                self.add_error(f"stage_{row}_months", text)
            self.instance.stages.append(Stage(**values))


class TargetForm(ModelForm):
    class Meta:
        model = Target
        fields = ("dealer", "product_line", "period_from", "period_to", "amount", "quantity")


class EndForm(ReasonForm):
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The last day on which it still holds."),
    )


class RenewForm(ReasonForm):
    number = forms.CharField(
        label=gettext_lazy("Number of the new contract"),
        max_length=Contract._meta.get_field("number").max_length,
    )
    targets = forms.BooleanField(
        label=gettext_lazy("Set the targets of this contract anew, as much later"),
        required=False,
    )

    @classmethod
    def initial_for(cls, record: Contract) -> dict[str, Any]:
        return {"number": next_number(record)}


class AttachForm(Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=TITLE_LENGTH,
        help_text=gettext_lazy("Empty: the name of the file."),
    )
    file = AttachmentField()
