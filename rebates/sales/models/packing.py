"""Aggregated codes: which unit was in which carton, which carton on which pallet, and when."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedQuerySet

from ..choices import PackingMove
from .serials import CODE_LENGTH, Withdrawal, import_batch, serial_by_code


class PackingQuerySet(ScopedQuerySet):
    def counting(self) -> Self:
        """Without those that were declared an error afterwards."""
        return self.exclude(Exists(Withdrawal.objects.filter(packing=OuterRef("pk"))))


class Packing(models.Model):
    """A code goes into a parent code, or out of it, at a moment. Append-only.

    It is in the parent from the one to the other, or until it goes into another. A row without a
    child says that all that was in the parent comes out.
    """

    serial = serial_by_code()
    parent = models.CharField(_("parent code"), max_length=CODE_LENGTH)
    at = models.DateTimeField(_("at"))
    move = models.CharField(_("move"), max_length=3, choices=PackingMove)
    event = models.CharField(_("event"), max_length=150, blank=True)
    batch = import_batch()

    reach = Reach(dealer="serial__dealer", region="serial__dealer__home_region__path")
    objects = models.Manager.from_queryset(PackingQuerySet)()

    class Meta:
        verbose_name = _("packing")
        verbose_name_plural = _("packings")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["serial", "parent", "at", "move"], name="packing_once"),
            models.CheckConstraint(condition=Q(serial__isnull=False), name="packing_of_a_code"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="packings_list"),
            models.Index(fields=["parent", "at"], name="packings_of_parent"),
            models.Index(fields=["event"], condition=~Q(event=""), name="packings_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.serial_id} → {self.parent}"

    @property
    def code(self) -> str:
        """What was packed; nothing where all came out."""
        return self.serial_id
