"""The lists of programmes, runs and their lines, and of statements."""

import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from channels_mgmt.core.display import badge
from channels_mgmt.core.periods import Period
from channels_mgmt.core.tables import (
    ONE_LINE,
    CodedColumn,
    FieldColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    only_in_files,
)
from rebates.sales.models import SalesLine

from . import wording
from .choices import AnswerState
from .models import Programme, ProgrammeVersion, RunLine, SettlementRun, Statement
from .rules.terms import Measure
from .wording.numbers import measured


class ProgrammeTable(Table):
    sortable = ("code",)

    class Meta(Table.Meta):
        model = Programme
        fields = ("code", "name", "payment_form", "sales_linked", "priority")


class ProgrammeVersionTable(Table):
    linked = "number"

    class Meta(Table.Meta):
        model = ProgrammeVersion
        fields = (
            "programme",
            "number",
            "status",
            "valid_from",
            "valid_to",
            "method",
            "period",
            "cumulation",
            "created_by",
            "approved_by",
        )


class LastDayColumn(FieldColumn):
    """A half-open end as people say it: the last day that belongs to it."""

    def render(self, value: datetime.date) -> str:
        return self.value(value).isoformat()

    def value(self, value: datetime.date) -> datetime.date:
        return value - datetime.timedelta(days=1)


class SettlementRunTable(Table):
    sortable = ("id",)
    date_from = FieldColumn(verbose_name=_("First day"))
    date_to = LastDayColumn(verbose_name=_("Last day"))

    class Meta(Table.Meta):
        model = SettlementRun
        fields = (
            "id",
            "date_from",
            "date_to",
            "status",
            "as_of",
            "created_by",
            "approved_by",
            "posted_at",
        )


class MeasureColumn(NumberColumn):
    """A measure in its unit, which is in the version: yuan or pieces."""

    def __init__(self, *args, unit: str, **kwargs) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)

    def render(self, value: Decimal, record: RunLine) -> str:
        return measured(value, Measure(getattr(record.version, self.unit)))


class RunLineTable(Table):
    linked = "period"
    code = FieldColumn(accessor="dealer__code", verbose_name=_("Dealer code"))
    programme = FieldColumn(accessor="programme__code", verbose_name=_("Programme"))
    version = NumberColumn(accessor="version__number", verbose_name=_("Version"))
    target_measure = MeasureColumn(unit="target", verbose_name=_("Measured"))
    due = MoneyColumn(verbose_name=_("Due"))
    already_posted = MoneyColumn(verbose_name=_("Posted before"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    why = FieldColumn(
        accessor="explanation", verbose_name=_("Why"), attrs={"td": {"class": "wide"}}
    )

    class Meta(Table.Meta):
        model = RunLine
        fields = (
            "code",
            "dealer",
            "programme",
            "period",
            "version",
            "target_measure",
            "step",
            "due",
            "already_posted",
            "amount",
            "why",
        )

    def render_why(self, value: dict) -> str:
        return wording.why(value)

    def value_why(self, value: dict) -> str:
        return wording.why(value)


class AllRunLineTable(RunLineTable):
    """Lines of several runs: each says of which."""

    run = FieldColumn(accessor="run__id", verbose_name=_("Run"))

    class Meta(RunLineTable.Meta):
        fields = ("run", *RunLineTable.Meta.fields)
        sequence = fields


class LineSalesTable(Table):
    """The sales lines behind a figure."""

    linked = "order_number"

    class Meta(Table.Meta):
        model = SalesLine
        fields = (
            "date",
            "order_number",
            "line_number",
            "sku__code",
            "region",
            "quantity",
            "amount",
        )


def lines_in_dispute(count: int) -> str:
    text = ngettext("%(count)s line in dispute", "%(count)s lines in dispute", count)
    return text % {"count": count}


class StatementTable(Table):
    sortable = ("number",)
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    period = FieldColumn(accessor="date_from", verbose_name=_("Period"), attrs=ONE_LINE)
    answer = FieldColumn(verbose_name=_("Answer"))

    class Meta(Table.Meta):
        model = Statement
        fields = (
            "number",
            "dealer_code",
            "dealer",
            "period",
            "answer",
            "opening",
            "movements",
            "closing",
            "issued_at",
        )
        sequence = fields

    def render_period(self, record: Statement) -> SafeString:
        days = Period(record.date_from, record.date_to)
        return format_html("{} –<br>{}", days.start, days.last_day)

    def value_period(self, record: Statement) -> str:
        return record.days

    def render_answer(self, value: str, record: Statement) -> SafeString:
        shown = badge(AnswerState(value))
        if not record.lines_in_dispute:
            return shown
        return format_html("{}<br>{}", shown, lines_in_dispute(record.lines_in_dispute))

    def value_answer(self, value: str) -> str:
        return str(AnswerState(value).label)

    def render_issued_at(self, value: datetime.datetime) -> str:
        return str(timezone.localdate(value))

    def value_issued_at(self, value: datetime.datetime) -> datetime.datetime:
        return value
