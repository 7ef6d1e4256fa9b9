from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Reach, ScopedManager, Verb
from channels_mgmt.core.told import ToldCharField, ToldTextField

from ..choices import TrialStatus, ViolationKind


class WhatIf(models.Model):
    """What past days would have brought by other rules, worked out by a job; nothing comes of it.

    ``terms`` are the rules tried as they stood when it was calculated: a draft may change later.
    ``verb`` is the right to propose such rules: without it nothing is tried, either.
    """

    verb: ClassVar[Verb]

    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), help_text=_("The first day that no longer belongs to it."))
    status = models.CharField(
        _("status"), max_length=12, choices=TrialStatus, default=TrialStatus.CALCULATING
    )
    tried = ToldTextField(_("what is tried"))
    all_along = models.BooleanField(_("as if in force all along"), default=False)
    terms = models.JSONField(_("terms tried"), default=list, blank=True)
    job = models.ForeignKey(
        "core.Job",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("job"),
        related_name="+",
    )
    error = ToldCharField(_("error"), max_length=500, blank=True)
    created_by = person(_("started by"))
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk} {self.tried}"

    @property
    def days(self) -> str:
        """As people say them: 2026Q1, or from the first day to the last."""
        days = Period(self.date_from, self.date_to)
        return f"{days.label} ({days.days})" if days.length else days.days


class PenaltyTrial(WhatIf):
    """What cases and fines past days would have brought by other rules. No case is touched by it.

    ``tried`` names in words what is tried: ``settings`` of detectors by code and name, drafts of
    penalty rules, ``territories`` as rows of their import. ``found`` counts findings by detector.
    """

    verb = Verb.CHANGE_PENALTIES

    detectors = models.JSONField(_("detectors"), default=list, blank=True)
    settings = models.JSONField(_("settings tried"), default=dict, blank=True)
    territories = models.JSONField(_("territories tried"), default=list, blank=True)
    versions = models.ManyToManyField(
        "conduct.PenaltyRuleVersion",
        verbose_name=_("drafts tried"),
        related_name="trials",
        blank=True,
    )
    found = models.JSONField(_("findings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("what-if of penalties")
        verbose_name_plural = _("what-ifs of penalties")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="penalty_trial_ends_after_start",
                condition=Q(date_to__gt=F("date_from")),
                violation_error_message=_("“To” must be later than “from”."),
            ),
        ]


class TriedCase(models.Model):
    """One case of a what-if: yuan of fine and share by the rules in force (``before``) and by those
    tried (``after``); None where there is no such case, or where a figure is missing.

    ``key`` is the number of a case that there is, or the group of one that there would be.
    ``sides`` says of both which offence it is, by which version, what it brings besides, and why
    it costs nothing (``whatif.reckoning.Result``).
    """

    trial = models.ForeignKey(
        PenaltyTrial,
        models.CASCADE,
        verbose_name=_("what-if of penalties"),
        related_name="cases",
        db_index=False,
    )
    key = models.CharField(_("key"), max_length=200)
    dealer = models.ForeignKey("dealers.Dealer", models.CASCADE, verbose_name=_("dealer"))
    kind = models.CharField(_("violation"), max_length=24, choices=ViolationKind)
    violation = models.ForeignKey(
        "conduct.Violation",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("case"),
        related_name="+",
    )
    day = models.DateField(_("date of the offence"))
    differs = models.BooleanField(_("differs"), default=False)
    before = FenField(_("fine by the rules in force"), null=True, blank=True)
    after = FenField(_("fine by the rules tried"), null=True, blank=True)
    share_before = FenField(_("share by the rules in force"), null=True, blank=True)
    share_after = FenField(_("share by the rules tried"), null=True, blank=True)
    sides = models.JSONField(_("both sides"), default=dict)

    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("case of a what-if")
        verbose_name_plural = _("cases of a what-if")
        ordering = ["trial", "dealer", "day", "key"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "key"], name="tried_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} · {self.key}"
