import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.scopes import Reach, ScopedManager

TWICE = _("There is a target from this day on already.")


class Target(models.Model):
    """What a dealer is to sell in a period, ``period_from ≤ day < period_to``: yuan or pieces.

    A year's target may be given as one row or month by month; rows of one dealer and product line
    never overlap, so that what is asked for a period is the sum of the rows inside it.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="targets",
    )
    product_line = models.ForeignKey(
        "dealers.ProductLine",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("product line"),
        help_text=_("Empty: all product lines together."),
    )
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"), help_text=_("The first day after the period."))
    amount = AmountField(_("amount"), null=True, blank=True, validators=[MinValueValidator(0)])
    quantity = models.BigIntegerField(
        _("pieces"), null=True, blank=True, validators=[MinValueValidator(0)]
    )

    bears_money = True
    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["dealer__code", "period_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dealer", "product_line", "period_from"],
                name="target_once",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(  # to a unique key one NULL differs from another
                fields=["dealer", "period_from"],
                condition=Q(product_line=None),
                name="target_of_all_lines_once",
                violation_error_message=TWICE,
            ),
            models.CheckConstraint(
                name="target_ends_after_start",
                condition=Q(period_to__gt=F("period_from")),
                violation_error_message=_("“To” must be later than “from”."),
            ),
            models.CheckConstraint(
                name="target_says_something",
                condition=Q(amount__isnull=False) | Q(quantity__isnull=False),
                violation_error_message=_("Give an amount or a number of pieces."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dealer.code} · {self.period_from} – {self.last_day}"

    @property
    def last_day(self) -> datetime.date:
        return self.period_to - datetime.timedelta(days=1)
