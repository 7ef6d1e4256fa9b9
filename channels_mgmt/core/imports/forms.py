from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..forms import Form, style
from ..models import RejectedRow
from ..scopes import Access
from .columns import Column
from .kinds import Kind, permitted
from .mappings import LEFT_OUT
from .uploads import check_size, max_bytes


class UploadForm(Form):
    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX. A corrected error workbook can be uploaded as it is."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.name, k.label) for k in permitted(access)]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx,.json,.xml"
        self.limit = max_bytes() // 2**20

    def clean_file(self):
        check_size(self.cleaned_data["file"])
        return self.cleaned_data["file"]


def label_of(kind: Kind, column: Column) -> str:
    """What people call one of our columns, and its name."""
    try:
        field = kind.model._meta.get_field(column.path.split("__")[0])
    except FieldDoesNotExist:
        return column.name
    label = capfirst(str(getattr(field, "verbose_name", column.name)))
    return f"{label} ({column.name})" if label.casefold() != column.name else label


class ColumnsForm(Form):
    """One field for each title of a file: which of our columns it is."""

    def __init__(
        self, *args: Any, kind: Kind, header: Sequence[str], suggested: Mapping[str, str], **kw: Any
    ) -> None:
        self.kind, self.header = kind, list(dict.fromkeys(header))
        super().__init__(*args, **kw)
        choices = [(LEFT_OUT, _("— leave out —"))]
        choices += [
            (c.name, f"{label_of(kind, c)} *" if c.required else label_of(kind, c))
            for c in kind.columns
        ]
        for place, title in enumerate(self.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=title or _("(no title)"),
                choices=choices,
                required=False,
                initial=suggested.get(title, LEFT_OUT),
            )
        style(self)

    @property
    def mapping(self) -> dict[str, str]:
        """Our column by title; call it on a valid form."""
        return {
            title: self.cleaned_data[f"column_{place}"] for place, title in enumerate(self.header)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first: dict[str, str] = {}
        for name, column in list(data.items()):
            if column and column in first:
                text = gettext("“%(other)s” is assigned to this column already.")
                other = self.fields[first[column]].label
                self.add_error(name, text % {"other": other})
            first.setdefault(column, name)
        missing = [
            label_of(self.kind, column)
            for column in self.kind.columns
            if column.required and column.name not in first
        ]
        if missing and not self.errors:
            text = gettext("These columns are required and have no title yet: %(names)s.")
            raise forms.ValidationError(text % {"names": ", ".join(missing)})
        return data


class CellsForm(Form):
    """The cells of a rejected row as texts, with what is wrong at each."""

    prefix = "cell"

    def __init__(self, *args: Any, row: RejectedRow, kind: Kind, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        columns = {column.name: column for column in kind.columns}
        for name in row.cells:
            column = columns.get(name)
            self.fields[name] = forms.CharField(
                label=label_of(kind, column) if column else name, required=False, strip=False
            )
        style(self)

    @classmethod
    def showing(cls, row: RejectedRow, kind: Kind) -> "CellsForm":
        """The row as it is kept, each fault at its field or above them."""
        data = {f"{cls.prefix}-{name}": text for name, text in row.cells.items()}
        form = cls(data, row=row, kind=kind)
        for fault in row.faults:
            known = fault["column"] in form.fields
            form.add_error(fault["column"] if known else None, fault["message"])
        return form
