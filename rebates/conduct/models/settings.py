from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.models import Validity, person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import Detector, ExemptionKind, Grouping


class DetectorSetting(Validity):
    """How one detector works on facts dated within its validity; without one it looks at nothing.

    ``makes_cases`` off: its findings are kept, and stay findings.
    """

    detector = models.CharField(_("detector"), max_length=20, choices=Detector)
    enabled = models.BooleanField(_("switched on"), default=True)
    daily = models.BooleanField(
        _("looks once a day"),
        default=True,
        help_text=_("At the days of this month and the last one. Off: only when it is told to."),
    )
    makes_cases = models.BooleanField(_("makes cases"), default=True)
    grouping = models.CharField(
        _("one case"), max_length=14, choices=Grouping, default=Grouping.DEALER_DAY
    )
    min_quantity = models.PositiveIntegerField(
        _("from so many pieces on"), default=1, validators=[MinValueValidator(1)]
    )
    min_value = AmountField(
        _("from this value of goods on"), default=Decimal(0), validators=[MinValueValidator(0)]
    )
    neighbour_quantity = models.PositiveIntegerField(
        _("pieces tolerated in a neighbouring region"),
        default=0,
        help_text=_("A group of findings of at most so many pieces is no case there."),
    )
    days_tolerated = models.PositiveSmallIntegerField(
        _("days tolerated"),
        default=0,
        help_text=_("After a territory ended, or after a service job was due."),
    )
    apart_km = models.PositiveIntegerField(
        _("kilometres a day"),
        null=True,
        blank=True,
        help_text=_("A serial that is seen farther apart than this is in two places at once."),
    )
    buffer_regions = models.ManyToManyField(
        "dealers.Region",
        blank=True,
        verbose_name=_("buffer regions"),
        related_name="+",
        help_text=_("What is found in these is no case."),
    )
    created_by = person(_("set by"))

    bears_money = True
    reach = Reach(brand=True)

    class Meta(Validity.Meta):
        verbose_name = _("setting of a detector")
        verbose_name_plural = _("settings of detectors")
        ordering = ["detector", "-valid_from", "-id"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["detector", "valid_from"],
                name="detector_setting_once",
                violation_error_message=_("This detector has a setting from the same day on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_detector_display()} · {self.valid_from}"


class Neighbour(models.Model):
    """Two regions that border each other, for what neighbours tolerate. It holds both ways."""

    region = models.ForeignKey(
        "dealers.Region", models.PROTECT, verbose_name=_("region"), related_name="+"
    )
    neighbour = models.ForeignKey(
        "dealers.Region", models.PROTECT, verbose_name=_("neighbour"), related_name="+"
    )

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("neighbouring regions")
        verbose_name_plural = _("neighbouring regions")
        ordering = ["region__path", "neighbour__path"]
        constraints = [
            models.UniqueConstraint(fields=["region", "neighbour"], name="neighbour_once"),
            models.CheckConstraint(
                name="neighbour_is_another", condition=~Q(region=F("neighbour"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} – {self.neighbour}"


class SerialExemption(models.Model):
    """A unit that may be seen anywhere, because it was given away or its household moved."""

    serial = models.OneToOneField(
        "sales.Serial", models.PROTECT, verbose_name=_("serial number"), related_name="exemption"
    )
    kind = models.CharField(_("why"), max_length=12, choices=ExemptionKind)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_by = person(_("flagged by"))
    created_at = models.DateTimeField(_("flagged at"), auto_now_add=True)

    bears_money = True
    reach = Reach(region="serial__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("exemption of a serial")
        verbose_name_plural = _("exemptions of serials")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.serial} · {self.get_kind_display()}"
