from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Validity
from channels_mgmt.core.scopes import Reach

from ..choices import Role

DEALER_ROLES = [Role.PRINCIPAL, Role.CLERK]
EVERYWHERE_ROLES = [Role.HEADQUARTERS, Role.FINANCE, Role.AUDITOR]


class Grant(Validity):
    """A role of a person: over a region subtree, over one dealer, or over everything."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("user"),
        related_name="grants",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        "dealers.Region",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("Province and city managers: the region they see."),
    )
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("dealer"),
        help_text=_("Dealer principals and clerks: the dealer they work for."),
    )

    reach = Reach()

    class Meta(Validity.Meta):
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user__username", "id"]
        constraints = [
            *Validity.Meta.constraints,
            # A grant without a bound would be a grant over everything: never by accident.
            models.CheckConstraint(
                name="grant_is_bound",
                condition=Q(role__in=DEALER_ROLES, dealer__isnull=False, region=None)
                | Q(
                    role__in=[Role.PROVINCE, Role.CITY],
                    region__isnull=False,
                    dealer=None,
                )
                | Q(role__in=EVERYWHERE_ROLES, dealer=None),
                violation_error_message=_(
                    "Dealer roles need a dealer, province and city managers a region."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
