"""One unit by its serial, and where it was seen."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedManager, ScopedQuerySet

from ..choices import ScanBy
from .lines import quiet

CODE_LENGTH = 80


def import_batch():
    return models.ForeignKey(
        "core.ImportBatch", models.PROTECT, verbose_name=_("import"), related_name="+"
    )


def serial_by_code():
    """The serial with this code, where it was shipped.

    The code is kept whatever it is, and the shipment may be told after the scan: so the database
    holds nobody to it, and a missing serial is as if there were none.
    """
    return quiet(
        "sales.Serial",
        _("serial number"),
        to_field="code",
        db_column="serial",
        db_constraint=False,
        null=True,
    )


class Serial(models.Model):
    """One unit and the dealer it was shipped to. Append-only."""

    code = models.CharField(_("serial number"), max_length=CODE_LENGTH, unique=True)
    sku = quiet("pricing.SKU", _("product"))
    dealer = quiet("dealers.Dealer", _("shipped to"))
    shipped_on = models.DateField(_("shipped on"))
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    batch = import_batch()

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("serial")
        verbose_name_plural = _("serials")
        ordering = ["-shipped_on", "-id"]
        indexes = [
            models.Index(fields=["-shipped_on", "-id"], name="serials_list"),
            models.Index(fields=["dealer", "-shipped_on", "-id"], name="serials_of_dealer"),
        ]

    def __str__(self) -> str:
        return self.code


class ScanQuerySet(ScopedQuerySet):
    def counting(self) -> Self:
        """Without those that were declared an error afterwards."""
        return self.exclude(Exists(Withdrawal.objects.filter(scan=OuterRef("pk"))))

    def never_shipped(self) -> Self:
        """Of codes that no shipment names (a carton's is none either)."""
        return self.filter(serial__id=None)  # its code would be the scan's own


class Scan(models.Model):
    """A code seen at a place and time: a serial, a carton, or one that nobody ever shipped.

    Append-only. ``event`` is the identity of the EPCIS event it came with.
    """

    serial = serial_by_code()
    scanned_at = models.DateTimeField(_("scanned at"))
    region = quiet("dealers.Region", _("region"))
    by = models.CharField(_("scanned by"), max_length=10, choices=ScanBy, blank=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    event = models.CharField(_("event"), max_length=150, blank=True)
    batch = import_batch()

    # A serial may be seen where another dealer's manager sits, so both of them see the scan; a
    # dealer sees its own serials, wherever they are seen.
    reach = Reach(
        dealer="serial__dealer", region=("region__path", "serial__dealer__home_region__path")
    )
    objects = models.Manager.from_queryset(ScanQuerySet)()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-scanned_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["serial", "scanned_at", "by", "reference"], name="scan_once"
            ),
            models.CheckConstraint(condition=Q(serial__isnull=False), name="scan_of_a_code"),
        ]
        indexes = [
            models.Index(fields=["-scanned_at", "-id"], name="scans_list"),
            models.Index(fields=["event"], condition=~Q(event=""), name="scans_of_event"),
        ]

    def __str__(self) -> str:
        return self.serial_id

    @property
    def code(self) -> str:
        """What was seen, shipped or not."""
        return self.serial_id


class Withdrawal(models.Model):
    """A scan or a packing that was declared an error: it is kept, and counts no more. Append-only.

    ``corrected_by``: the events that take its place, as the declaration names them.
    """

    scan = quiet("sales.Scan", _("scan"), null=True, blank=True)
    packing = quiet("sales.Packing", _("packing"), null=True, blank=True)
    declared_at = models.DateTimeField(_("declared at"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    corrected_by = models.TextField(_("corrected by"), blank=True)
    batch = import_batch()

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.UniqueConstraint(fields=["scan"], name="scan_withdrawn_once"),
            models.UniqueConstraint(fields=["packing"], name="packing_withdrawn_once"),
            models.CheckConstraint(
                condition=Q(scan=None, packing__isnull=False) | Q(scan__isnull=False, packing=None),
                name="withdrawal_of_one_thing",
            ),
        ]
