from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, ScaledDecimalField
from channels_mgmt.core.models import Validity, person
from channels_mgmt.core.scopes import Reach
from dealers.choices import SalesChannel

from ..choices import ControlMode, ControlStatus, LimitUnit

SUBJECTS = ("sku", "product_line", "brand")
LEGAL_BASIS = ("legal_basis", "legal_approver", "market_share", "turnover", "legal_until")
"""What must be on record before a resale price may carry money (Anti-Monopoly Law, Art. 18)."""


class PriceControl(Validity):
    """The band in which the price of a SKU, a product line or a brand is to stay.

    ``floor`` and ``ceiling`` are in ``unit``; both belong to the band. No region, no channel:
    everywhere. Of several controls the most specific counts: ``pricing.rules``.
    """

    sku = models.ForeignKey(
        "pricing.SKU", models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    product_line = models.ForeignKey(
        "dealers.ProductLine",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("product line"),
    )
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    region = models.ForeignKey(
        "dealers.Region",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("Empty: everywhere."),
    )
    channel = models.CharField(
        _("sales channel"),
        max_length=12,
        choices=SalesChannel,
        blank=True,
        help_text=_("Empty: every channel."),
    )
    unit = models.CharField(_("limits in"), max_length=8, choices=LimitUnit, default=LimitUnit.YUAN)
    floor = AmountField(_("floor"), null=True, blank=True, validators=[MinValueValidator(0)])
    ceiling = AmountField(_("ceiling"), null=True, blank=True, validators=[MinValueValidator(0)])
    mode = models.CharField(
        _("mode"), max_length=10, choices=ControlMode, default=ControlMode.MONITOR
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ControlStatus,
        default=ControlStatus.IN_FORCE,
        editable=False,
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    legal_approver = models.CharField(
        _("legal basis approved by"), max_length=120, blank=True, help_text=_("Counsel or body.")
    )
    market_share = ScaledDecimalField(
        _("market share, %"),
        places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the brand in the relevant market, for the safe harbour."),
    )
    turnover = AmountField(
        _("turnover, yuan"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Of the agreement's goods in a year, for the safe harbour."),
    )
    legal_until = models.DateField(
        _("legal basis until"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer holds; from then on the control only monitors."),
    )
    created_by = person(_("proposed by"))
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)

    bears_money = True
    reach = Reach(brand=True)

    class Meta(Validity.Meta):
        verbose_name = _("price control")
        verbose_name_plural = _("price controls")
        ordering = ["-id"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="control_of_one_subject",
                condition=Q(sku__isnull=False, product_line=None, brand="")
                | Q(sku=None, product_line__isnull=False, brand="")
                | (Q(sku=None, product_line=None) & ~Q(brand="")),
                violation_error_message=_(
                    "A control is for one thing: a product, a product line or a brand."
                ),
            ),
            models.CheckConstraint(
                name="control_has_a_limit",
                condition=Q(floor__isnull=False) | Q(ceiling__isnull=False),
                violation_error_message=_("Give a floor, a ceiling, or both."),
            ),
            models.CheckConstraint(
                name="control_band_is_open",
                condition=Q(floor=None) | Q(ceiling=None) | Q(floor__lte=F("ceiling")),
                violation_error_message=_("The floor lies above the ceiling."),
            ),
            models.CheckConstraint(
                name="control_penalises_by_law",
                condition=~Q(mode=ControlMode.PENALISE)
                | (
                    ~Q(legal_basis="")
                    & ~Q(legal_approver="")
                    & Q(market_share__isnull=False)
                    & Q(turnover__isnull=False)
                    & Q(legal_until__isnull=False)
                ),
                violation_error_message=_("A control that penalises needs its legal basis."),
            ),
            models.CheckConstraint(
                name="control_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever proposed a control cannot approve it."),
            ),
            models.CheckConstraint(
                name="control_penalises_when_approved",
                condition=~Q(mode=ControlMode.PENALISE, status=ControlStatus.IN_FORCE)
                | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.limits}"

    @property
    def limits(self) -> str:
        return f"{self._limit('floor') or '…'} – {self._limit('ceiling') or '…'}"

    @property
    def subject(self) -> str:
        return str(self.sku.code if self.sku else self.product_line or self.brand)

    def _limit(self, name: str) -> str:
        value = getattr(self, name)
        if value is None:
            return ""
        text = f"{value.normalize():f}"
        return f"{text}%" if self.unit == LimitUnit.PERCENT else text

    def clean(self) -> None:
        """What is missing of the legal basis is named field by field."""
        super().clean()
        if self.mode != ControlMode.PENALISE:
            return
        message = _(
            "Fines over resale prices fall under Art. 18 of the Anti-Monopoly Law: "
            "without this on record the control can only monitor or block."
        )
        missing = [name for name in LEGAL_BASIS if getattr(self, name) in (None, "")]
        if missing:
            raise ValidationError(dict.fromkeys(missing, message), "legal_basis")
