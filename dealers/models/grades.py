from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import Grade


class Grading(models.Model):
    """Which grade a dealer has from a day on.

    Append-only, and read as placements are: it holds until the next one by ``valid_from`` begins,
    of two from the same day the one recorded later counts, and a dealer whose grade was never
    changed has none: its own record says it, as it does for any dealer's grade of today.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="gradings",
    )
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    recorded_by = person(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    # Not for the dealer side: a grade that is still to come is the brand's affair.
    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("grade of a dealer")
        verbose_name_plural = _("grades of dealers")
        ordering = ["-valid_from", "-id"]
        indexes = [
            models.Index(fields=["dealer", "valid_from", "id"], name="grading_dealer"),
            models.Index(fields=["-valid_from", "-id"], name="grading_list"),
        ]

    def __str__(self) -> str:
        return f"{self.dealer.code} · {self.get_grade_display()} · {self.valid_from}"
