from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.scopes import Reach, ScopedManager

from .lines import quiet
from .serials import import_batch


class Payment(models.Model):
    """Money that the brand received from a dealer; negative where it went back. Append-only."""

    dealer = quiet("dealers.Dealer", _("dealer"))
    reference = models.CharField(_("reference"), max_length=60)
    date = models.DateField(_("date"))
    amount = FenField(_("amount"))
    batch = import_batch()

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "reference"], name="payment_once"),
        ]
        indexes = [models.Index(fields=["-date", "-id"], name="payments_list")]

    def __str__(self) -> str:
        return self.reference
