"""The forms of cases and complaints."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.attachments import Attachment, AttachmentField
from channels_mgmt.core.forms import Form, ModelForm
from channels_mgmt.core.pages.actions import ReasonForm

from .choices import AppealOutcome, EvidenceKind, Severity
from .models import Recall, Violation
from .services.evidence import MOST_FILES, TEXT_LENGTH

BY_PEOPLE = (
    EvidenceKind.NOTE,
    EvidenceKind.PHOTO,
    EvidenceKind.DOCUMENT,
    EvidenceKind.TEST_PURCHASE,
)
OPENED = (
    "dealer",
    "kind",
    "severity",
    "offence_date",
    "home",
    "region",
    "channel",
    "product_line",
    "control",
    "invaded",
    "quantity",
    "goods_value",
    "supply_value",
    "seller_profit",
    "summary",
)


class Several(forms.FileInput):
    allow_multiple_selected = True


class AttachmentsField(AttachmentField):
    """Several files in a form; its value is a list of ``Attachment``."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Attachment]:
        found = (super(AttachmentsField, self).clean(one, initial) for one in data or [])
        return [file for file in found if file is not None]


class OpenForm(ModelForm):
    """A case that a person saw."""

    class Meta:
        model = Violation
        fields = OPENED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = True
        self.fields["summary"].help_text = _("For the brand: the dealer does not read this.")
        self.fields["invaded"].help_text = _("The dealer accused never reads who it is.")


class SayForm(Form):
    """Words and files, from the dealer."""

    text = forms.CharField(
        label=_("What you say to it"),
        required=False,  # whether words are needed, the service says
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = AttachmentsField(label=_("Photos and documents"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("PDF, JPEG or PNG, at most 10 MB each and %(max)s files in all.")
        self.fields["files"].help_text = hint % {"max": MOST_FILES}


class EvidenceForm(Form):
    """A piece of evidence, from the brand."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in BY_PEOPLE]
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = AttachmentField(required=False)
    visible_to_dealer = forms.BooleanField(
        label=_("The dealer reads it"),
        required=False,
        initial=False,
        help_text=_("Leave it out where it would tell who complained, or whose territory it was."),
    )


class ConfirmForm(ReasonForm):
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)

    @classmethod
    def initial_for(cls, record: Violation) -> dict[str, Any]:
        return {"severity": record.severity}


class DecideForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(o.value, o.label) for o in AppealOutcome if o != AppealOutcome.OPEN],
        widget=forms.RadioSelect,
    )


class RecallForm(ReasonForm):
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1)
    deadline = forms.DateField(
        label=_("To be done by"), help_text=Recall._meta.get_field("deadline").help_text
    )

    @classmethod
    def initial_for(cls, record: Violation) -> dict[str, Any]:
        return {"quantity": record.quantity}


class FiguresForm(ReasonForm):
    """Figures that the penalty rests on; what is left empty stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quantity", "goods_value", "supply_value", "seller_profit", "deposit"):
            column = Violation._meta.get_field(name)
            self.fields[name] = column.formfield(required=False, initial=None)
            self.fields[name].label = capfirst(column.verbose_name)
            self.fields[name].widget.attrs |= {"class": "form-control number"}
        self.order_fields([name for name in self.fields if name != "reason"])
