import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedQuerySet
from channels_mgmt.core.told import ToldCharField

from ..choices import Severity, ViolationKind, ViolationStatus
from .findings import named

UNSEEN = ViolationStatus.DETECTED
"""As long as a case is this, the dealer does not know of it."""


class ViolationQuerySet(ScopedQuerySet):
    def counting(self) -> Self:
        """Those that count as offences: confirmed, and not overturned."""
        return self.filter(confirmed_at__isnull=False, overturned_at=None)

    def undecided(self) -> Self:
        return self.filter(status__in=[ViolationStatus.DETECTED, ViolationStatus.UNDER_REVIEW])

    def with_due(self) -> Self:
        """Each case with ``due_on``: the next day by which somebody is to act, or none."""
        waiting = {
            ViolationStatus.UNDER_REVIEW: F("answer_by"),
            ViolationStatus.CONFIRMED: F("appeal_by"),
            ViolationStatus.APPEALED: F("decide_by"),
        }
        whens = [models.When(status=status, then=day) for status, day in waiting.items()]
        return self.annotate(due_on=models.Case(*whens, output_field=models.DateField(null=True)))


class Violation(models.Model):
    """A case: what a dealer is held to have done, and what became of it.

    ``group`` names what was grouped into it, so that the same lorry is one case. ``uscc`` is the
    dealer's credit code when the case was opened: a firm that reopens under another dealer code is
    the same legal entity. Money that the penalty is reckoned from stands here as it was pinned.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    group = models.CharField(_("group"), max_length=200, null=True, blank=True, unique=True)
    kind = models.CharField(_("violation"), max_length=24, choices=ViolationKind)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.GENERAL
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ViolationStatus, default=ViolationStatus.DETECTED
    )
    dealer = models.ForeignKey(
        "dealers.Dealer", models.PROTECT, verbose_name=_("dealer"), related_name="violations"
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    invaded = named("dealers.Dealer", _("invaded dealer"))
    offence_date = models.DateField(_("date of the offence"))
    home = named("dealers.Region", _("from region"))
    region = named("dealers.Region", _("to region"))
    channel = models.CharField(_("sales channel"), max_length=20, blank=True)
    product_line = named("dealers.ProductLine", _("product line"))
    control = named("pricing.PriceControl", _("price control"))
    quantity = models.BigIntegerField(_("quantity"), default=1)
    goods_value = AmountField(_("value of the goods"), default=0)
    supply_value = AmountField(_("value at the supply price"), null=True, blank=True)
    seller_profit = AmountField(
        _("seller's profit"),
        null=True,
        blank=True,
        help_text=_("What the dealer gained, as far as it is known: part of the fine's basis."),
    )
    deposit = FenField(
        _("deposit reckoned with"),
        null=True,
        blank=True,
        help_text=_("Required by the contract on the day of the offence; pinned at the decision."),
    )
    contract = models.ForeignKey(
        "dealers.Contract",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("contract"),
        related_name="violations",
    )
    rule_version = models.ForeignKey(
        "conduct.PenaltyRuleVersion",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("rule"),
        related_name="violations",
    )
    clause = models.TextField(_("contract clause"), blank=True, max_length=2000)
    summary = ToldCharField(_("what happened"), max_length=500, blank=True)
    opened_by = person(_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    confirmed_by = person(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    overturned_at = models.DateTimeField(_("overturned at"), null=True, blank=True)
    answer_by = models.DateField(
        _("answer by"), null=True, blank=True, help_text=_("The last day for the dealer to answer.")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    appeal_by = models.DateField(
        _("appeal by"), null=True, blank=True, help_text=_("The last day for the dealer to appeal.")
    )
    decide_by = models.DateField(_("appeal to be decided by"), null=True, blank=True)

    bears_money = True
    reach = Reach(
        dealer="dealer", region="dealer__home_region__path", dealer_sees=~Q(status=UNSEEN)
    )
    objects = models.Manager.from_queryset(ViolationQuerySet)()

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="violation_confirmed_by_another",
                condition=Q(confirmed_by=None)
                | Q(opened_by=None)
                | ~Q(confirmed_by=F("opened_by")),
                violation_error_message=_("Whoever opened a case cannot confirm it."),
            ),
            models.CheckConstraint(
                name="violation_overturned_once_confirmed",
                condition=Q(overturned_at=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="violation_confirmed_when_decided",
                condition=Q(confirmed_at=None, status__in=["detected", "under_review", "dismissed"])
                | Q(
                    confirmed_at__isnull=False,
                    status__in=["confirmed", "appealed", "upheld", "overturned", "settled"],
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["dealer", "kind", "offence_date"], name="violations_of_dealer"),
            models.Index(
                fields=["uscc", "kind", "offence_date"],
                condition=~Q(uscc=""),
                name="violations_of_entity",
            ),
            models.Index(fields=["status", "-id"], name="violations_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def counts(self) -> bool:
        """Whether it counts as an offence."""
        return self.confirmed_at is not None and self.overturned_at is None

    def can_be_answered(self, day: datetime.date) -> bool:
        late = self.answer_by is not None and day > self.answer_by
        return self.status == ViolationStatus.UNDER_REVIEW and not late
