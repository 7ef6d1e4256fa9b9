from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager


class ReviewNote(models.Model):
    """What somebody of the brand says of one dealer in a run; ``looked`` ticks the dealer off.

    Append-only. Whoever reviews makes nothing: she may approve the run as anybody else may.
    """

    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.PROTECT,
        verbose_name=_("run"),
        related_name="review_notes",
        db_index=False,
    )
    dealer = models.ForeignKey("dealers.Dealer", models.PROTECT, verbose_name=_("dealer"))
    looked = models.BooleanField(_("looked at"), default=False)
    text = models.TextField(_("note"), blank=True, max_length=1000)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "dealer"],
                condition=Q(looked=True),
                name="review_dealer_looked_at_once",
                violation_error_message=_("This dealer was looked at already."),
            ),
            models.CheckConstraint(
                name="review_note_says_something",
                condition=Q(looked=True) | ~Q(text=""),
                violation_error_message=_("Tick it as looked at, or write a note."),
            ),
        ]
        indexes = [models.Index(fields=["run", "dealer"], name="review_notes_of_run")]

    def __str__(self) -> str:
        return f"#{self.run_id} {self.dealer.code}"
