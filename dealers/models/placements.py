import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

BEGINNING = datetime.date(1900, 1, 1)
"""The first day of a dealer's first placement: before it nothing else is known."""


class Placement(models.Model):
    """Where a dealer stands in the channel from a day on: tier, upstream dealer, home region.

    Append-only. It holds until the next placement by ``valid_from`` begins; of two from the same
    day the one recorded later counts, so that a mistake is corrected by another row, and what was
    known at a moment stays known. A dealer who was never moved has none: where it stands is then
    in its own record, as is where any dealer stands today.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="placements",
    )
    tier = models.ForeignKey("dealers.Tier", models.PROTECT, verbose_name=_("tier"))
    upstream = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("upstream dealer"),
        related_name="+",
    )
    home_region = models.ForeignKey(
        "dealers.Region",
        models.PROTECT,
        verbose_name=_("home region"),
        related_name="+",
    )
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    recorded_by = person(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    # Not for the dealer side: a move that is still to come is the brand's affair.
    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("place in the channel")
        verbose_name_plural = _("places in the channel")
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["dealer", "valid_from", "id"], name="placement_dealer")]

    def __str__(self) -> str:
        return f"{self.dealer.code} · {self.tier} · {self.valid_from}"
