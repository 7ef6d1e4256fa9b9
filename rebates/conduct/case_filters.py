"""Which cases are asked for. What a dealer must not learn it cannot ask for either."""

import datetime

import django_filters
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, RecordFilter
from dealers.models import Dealer

from .choices import RecallStatus, ViolationStatus
from .models import Complaint, Effect, Finding, Recall, Violation


class InvadedFilter(RecordFilter):
    """By the invaded dealer; for dealers there is no such question."""

    brand_side = True


class Todo(models.TextChoices):
    """What waits for somebody."""

    REVIEW = "review", _("To be reviewed")
    DECIDE = "decide", _("To be decided")
    ANSWER = "answer", _("The dealer may answer")
    APPEAL = "appeal", _("Appeal to be decided")
    RECALL = "recall", _("Recall running")


def todo(rows: models.QuerySet, what: str, day: datetime.date) -> models.QuerySet:
    """The cases in which this waits on a day."""
    heard = Q(answered_at__isnull=False) | Q(answer_by=None) | Q(answer_by__lt=day)
    under_review = Q(status=ViolationStatus.UNDER_REVIEW)
    running = Recall.objects.filter(status=RecallStatus.ORDERED).values("violation")
    return rows.filter(
        {
            Todo.REVIEW: Q(status=ViolationStatus.DETECTED),
            Todo.DECIDE: under_review & heard,
            Todo.ANSWER: under_review & ~heard,
            Todo.APPEAL: Q(status=ViolationStatus.APPEALED),
            Todo.RECALL: Q(pk__in=running),
        }[Todo(what)]
    )


class ViolationFilter(FilterSet):
    search = ("number", "dealer__code", "dealer__name")
    todo = django_filters.ChoiceFilter(
        choices=Todo.choices, method="waiting", label=_("What is to be done")
    )
    since = django_filters.DateFilter("offence_date", "gte", label=_("Offence from"))
    until = django_filters.DateFilter("offence_date", "lte", label=_("Offence up to"))
    due_until = django_filters.DateFilter(method="due", label=_("Due up to"))
    invaded = InvadedFilter(
        queryset=Dealer.objects.all(), to_field_name="code", label=_("Invaded dealer")
    )

    class Meta:
        model = Violation
        fields = ("status", "kind", "severity", "dealer", "home", "region", "product_line")

    def waiting(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return todo(rows, value, timezone.localdate())

    def due(self, rows: models.QuerySet, name: str, value: datetime.date) -> models.QuerySet:
        return rows.with_due().filter(due_on__lte=value)


class Fate(models.TextChoices):
    """What became of a finding."""

    CASE = "case", _("In a case")
    NO_CASE = "no_case", _("No case")
    WAITING = "waiting", _("Not looked at yet")


FATES = {
    Fate.CASE: Q(case__isnull=False),
    Fate.NO_CASE: ~Q(no_case=""),
    Fate.WAITING: Q(case=None, no_case=""),
}


class FindingFilter(FilterSet):
    search = ("key", "reference", "dealer__code", "dealer__name", "case__number")
    fate = django_filters.ChoiceFilter(
        choices=Fate.choices, method="became", label=_("What became of it")
    )
    since = django_filters.DateFilter("day", "gte", label=_("Found from"))
    until = django_filters.DateFilter("day", "lte", label=_("Found up to"))

    class Meta:
        model = Finding
        fields = ("detector", "no_case", "dealer", "home", "region", "sku")

    def became(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return rows.filter(FATES[Fate(value)])


class EffectFilter(FilterSet):
    search = ("violation__number", "violation__dealer__code", "violation__dealer__name")
    dealer = RecordFilter(
        "violation__dealer", queryset=Dealer.objects.all(), to_field_name="code", label=_("Dealer")
    )

    class Meta:
        model = Effect
        fields = ("status", "kind")


class ComplaintFilter(FilterSet):
    search = ("text", "complainant__code", "complainant__name", "accused__code", "accused__name")
    without_case = django_filters.BooleanFilter("violation", "isnull", label=_("Without a case"))

    class Meta:
        model = Complaint
        fields = ("complainant", "accused", "region")
