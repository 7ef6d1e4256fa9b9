from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import DealerStatus, Grade
from ..uscc import validate_uscc


class Dealer(Named):
    """A legal entity that the brand sells through."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_uscc],
    )
    tier = models.ForeignKey("dealers.Tier", models.PROTECT, verbose_name=_("tier"))
    upstream = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("upstream dealer"),
        related_name="downstream",
    )
    home_region = models.ForeignKey(
        "dealers.Region",
        models.PROTECT,
        verbose_name=_("home region"),
        related_name="dealers",
    )
    status = models.CharField(
        _("status"), max_length=12, choices=DealerStatus, default=DealerStatus.ACTIVE
    )
    ecommerce_team = models.BooleanField(_("e-commerce team"), default=False)
    sees_downstream = models.BooleanField(
        _("sees the dealers below it"),
        default=False,
        help_text=_("The principal sees the sales, rebates and statements of the dealers below."),
    )
    grade = models.CharField(_("grade"), max_length=10, choices=Grade, default=Grade.STANDARD)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("merged into"),
        related_name="merged_from",
    )
    merged_on = models.DateField(_("merged on"), null=True, blank=True, editable=False)

    reach = Reach(dealer="id", region="home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("dealer")
        verbose_name_plural = _("dealers")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=~models.Q(uscc=""),
                name="dealer_uscc_once",
                violation_error_message=_("Another dealer has this credit code."),
            ),
            models.CheckConstraint(
                name="dealer_merged_on_a_day",
                condition=models.Q(merged_into=None, merged_on=None)
                | models.Q(merged_into__isnull=False, merged_on__isnull=False),
            ),
        ]

    def clean(self) -> None:
        """An upstream dealer has a higher tier; ranks then rule out a cycle."""
        super().clean()
        if self.upstream_id and self.tier_id and self.upstream.tier.rank >= self.tier.rank:
            raise ValidationError(
                {
                    "upstream": _("%(upstream)s (%(tier)s) does not stand above this tier.")
                    % {"upstream": self.upstream, "tier": self.upstream.tier}
                }
            )
