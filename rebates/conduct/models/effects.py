from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.told import ToldCharField

from ..choices import EffectKind, EffectStatus, Termination
from .findings import named
from .rules import percent


class Effect(models.Model):
    """What a penalty brings besides money: carried out, and reversed when its ground is gone.

    One row for each thing done: a withdrawn authorisation has one for every territory.
    """

    violation = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="effects"
    )
    decision = models.ForeignKey(
        "conduct.PenaltyDecision", models.PROTECT, verbose_name=_("decision"), related_name="+"
    )
    kind = models.CharField(_("effect"), max_length=16, choices=EffectKind)
    status = models.CharField(
        _("status"), max_length=10, choices=EffectStatus, default=EffectStatus.IN_FORCE
    )
    territory = named("dealers.Territory", _("territory"))
    before_to = models.DateField(
        _("would have been valid to"), null=True, blank=True, editable=False
    )
    extent = models.CharField(_("extent"), max_length=14, choices=Termination, blank=True)
    percent = percent(_("percent"))
    quantity = models.BigIntegerField(_("quantity"), null=True, blank=True)
    day_from = models.DateField(_("from"))
    day_to = models.DateField(
        _("to"), null=True, blank=True, help_text=_("The first day it no longer holds.")
    )
    note = ToldCharField(_("note"), max_length=500, blank=True)
    carried_out_by = person(_("carried out by"))
    carried_out_at = models.DateTimeField(_("carried out at"), default=timezone.now)
    reversed_by = person(_("reversed by"))
    reversed_at = models.DateTimeField(_("reversed at"), null=True, blank=True)

    bears_money = True
    # The dealer reads on the page of its case what it may: the note names other dealers.
    reach = Reach(region="violation__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("effect of a penalty")
        verbose_name_plural = _("effects of penalties")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["violation", "kind"],
                condition=Q(status=EffectStatus.IN_FORCE, territory=None),
                name="effect_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["violation", "territory"],
                condition=Q(status=EffectStatus.IN_FORCE, territory__isnull=False),
                name="effect_on_territory_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.violation} · {self.get_kind_display()}"
