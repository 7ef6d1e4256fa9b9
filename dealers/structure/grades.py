"""The grades of dealers on their pages: a button to set one, what was set, and a list of it all."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.actions import ReasonForm
from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.tables import Table

from ..choices import Grade
from ..grades import Graded, gradings_of, through_time
from ..models import Dealer, Grading
from ..services.grades import set_grade
from .pages import SinceColumn


class GradeForm(ReasonForm):
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade)
    valid_from = forms.DateField(
        label=_("From"),
        initial=timezone.localdate,
        help_text=_("The first day of the grade; past days and days to come are possible."),
    )

    @classmethod
    def initial_for(cls, record: Dealer) -> dict[str, Any]:
        return {"grade": record.grade}


def _grade(dealer: Dealer, *, access: Access, **said: Any) -> None:
    set_grade(dealer=dealer, access=access, **said)


SET_GRADE = Action(
    name="grade",
    label=_("Set the grade"),
    run=_grade,
    verb=Verb.CHANGE_STRUCTURE,
    reason="required",
    confirm=_("Rebates that ask for a grade go by it from this day on."),
    form=GradeForm,
)


class GradePanel(Panel):
    """Which grade the dealer had when, the latest first; nothing if it always had the same."""

    title = _("Grades")
    template = "dealers/grade_panel.html"
    order = 15

    def context(self, record: Dealer, request: Any) -> dict[str, Any] | None:
        brand, today = request.access.scope.brand_side, timezone.localdate()
        found = through_time(gradings_of([record.pk]).get(record.pk, []))
        rows = [(row, label_of(row)) for row in reversed(found) if brand or row.valid_from <= today]
        return {"gradings": rows, "today": today} if len(rows) > 1 else None


def label_of(row: Graded) -> Any:
    return Grade(row.grade).label


class GradingTable(Table):
    valid_from = SinceColumn()

    class Meta(Table.Meta):
        model = Grading
        fields = ("valid_from", "dealer", "grade", "reason")


class GradingFilter(FilterSet):
    search = ("dealer__code", "dealer__name", "reason")

    class Meta:
        model = Grading
        fields = ("dealer", "grade")


class GradingPages(Pages):
    """Read only: a grade is set on the page of its dealer."""

    model, table, filterset = Grading, GradingTable, GradingFilter
    empty_hint = _("No grade was changed yet: which one each dealer has is on its page.")
