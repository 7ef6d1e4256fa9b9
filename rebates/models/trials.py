from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.scopes import Reach, ScopedManager, Verb

from ..conduct.models.trials import WhatIf


class Trial(WhatIf):
    """What a past period would have cost under other rules. Nothing of it is ever posted.

    ``tried`` names in codes what is put in and left out.
    """

    verb = Verb.CHANGE_PROGRAMMES

    as_of = models.DateTimeField(
        _("cut-off"), help_text=_("Sales that were taken in later are left out.")
    )
    versions = models.ManyToManyField(
        "rebates.ProgrammeVersion",
        verbose_name=_("versions tried"),
        related_name="trials",
        blank=True,
    )
    # Codes. Of `programmes` and `dealers`, none means all.
    without = models.JSONField(_("programmes left out"), default=list, blank=True)
    programmes = models.JSONField(_("programmes"), default=list, blank=True)
    dealers = models.JSONField(_("dealers"), default=list, blank=True)
    input_digest = models.CharField(_("digest of the inputs"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="trial_ends_after_start",
                condition=Q(date_to__gt=F("date_from")),
                violation_error_message=_("“To” must be later than “from”."),
            ),
        ]


class TrialLine(models.Model):
    """One dealer, programme and period of a trial: yuan posted, due by the rules in force
    (``before``) and by those tried (``after``); None where the rules have no line for it.

    ``reasons`` has the explanations of both; that of ``after`` only where it is another.
    """

    trial = models.ForeignKey(
        Trial, models.CASCADE, verbose_name=_("trial"), related_name="lines", db_index=False
    )
    dealer = models.ForeignKey("dealers.Dealer", models.CASCADE, verbose_name=_("dealer"))
    programme = models.ForeignKey(
        "rebates.Programme", models.CASCADE, verbose_name=_("programme"), db_index=False
    )
    period = models.CharField(_("period"), max_length=21)
    posted = FenField(_("posted"), default=0)
    before = FenField(_("by the rules in force"), null=True, blank=True)
    after = FenField(_("by the rules tried"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=dict)

    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("line of a trial")
        verbose_name_plural = _("lines of trials")
        ordering = ["trial", "dealer", "programme", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "dealer", "programme", "period"], name="trial_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.period}"
