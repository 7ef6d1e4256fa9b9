import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..scopes import ScopedQuerySet


class ValidityQuerySet(ScopedQuerySet):
    def valid_on(self, day: datetime.date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def overlapping(self, start: datetime.date, end: datetime.date | None) -> Self:
        """Rows valid on some day of ``start ≤ day < end``; no end is for ever."""
        rows = self.filter(Q(valid_to=None) | Q(valid_to__gt=start))
        return rows if end is None else rows.filter(valid_from__lt=end)


class Validity(models.Model):
    """Valid from a day up to, not including, another: ``valid_from ≤ day < valid_to``."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer holds."),
    )

    objects = models.Manager.from_queryset(ValidityQuerySet)()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("“Valid to” must be later than “valid from”."),
            )
        ]

    def valid_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
