from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..uscc import validate_uscc


class Brand(Named):
    """The brand this installation serves: what stands on the letterhead. One row at the most."""

    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_uscc],
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer a statement"),
        default=15,
        help_text=_("How many days a dealer has to confirm or dispute a statement."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days before the end on which a dealer is reminded"),
        default=3,
        help_text=_(
            "Of an unanswered statement, once, so many days before the last day; 0: never."
        ),
    )

    reach = Reach(public=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brand")
        constraints = [
            models.CheckConstraint(
                name="one_brand",
                condition=models.Q(pk=1),
                violation_error_message=_("There is one brand, and it exists already."),
            )
        ]

    def save(self, *args, **kwargs) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> "Brand":
        """The brand, or an unsaved one with a neutral name before anybody has entered it."""
        return cls.objects.first() or cls(name="—")
