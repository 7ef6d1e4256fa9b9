import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Validity, person
from channels_mgmt.core.models.validity import ValidityQuerySet
from channels_mgmt.core.scopes import Reach, Verb

from ..choices import GrantStatus, Role

DEALER_ROLES = [Role.PRINCIPAL, Role.CLERK]
EVERYWHERE_ROLES = [Role.HEADQUARTERS, Role.FINANCE, Role.AUDITOR]


class GrantQuerySet(ValidityQuerySet):
    def in_force_on(self, day: datetime.date) -> Self:
        """Approved where that is needed, and valid on the day."""
        return self.valid_on(day).filter(status=GrantStatus.IN_FORCE)

    def live_on(self, day: datetime.date) -> Self:
        """In force on the day or later, or waiting for approval: what makes a person known."""
        open_states = [GrantStatus.IN_FORCE, GrantStatus.PROPOSED]
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), status__in=open_states)


class Grant(Validity):
    """A role of a person: over a region subtree, over one dealer, or over everything.

    A role that moves money is in force only when a second person has approved the grant.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("user"),
        related_name="grants",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        "dealers.Region",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("Province and city managers: the region they see."),
    )
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("dealer"),
        help_text=_("Dealer principals and clerks: the dealer they work for."),
    )

    status = models.CharField(
        _("status"), max_length=12, choices=GrantStatus, default=GrantStatus.IN_FORCE
    )
    created_by = person(_("proposed by"))
    created_at = models.DateTimeField(_("proposed at"), default=timezone.now, editable=False)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    reach = Reach(dealer="dealer", region=("region__path", "dealer__home_region__path"))
    objects = models.Manager.from_queryset(GrantQuerySet)()

    class Meta(Validity.Meta):
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user__username", "id"]
        # Each verb is a permission of Django's, such as "dealers.runs.approve".
        permissions = [(verb.value, verb.label) for verb in Verb]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                name="grant_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=models.F("created_by")),
                violation_error_message=_("Whoever proposed a grant cannot approve it."),
            ),
            # A grant without a bound would be a grant over everything: never by accident.
            models.CheckConstraint(
                name="grant_is_bound",
                condition=Q(role__in=DEALER_ROLES, dealer__isnull=False, region=None)
                | Q(
                    role__in=[Role.PROVINCE, Role.CITY],
                    region__isnull=False,
                    dealer=None,
                )
                | Q(role__in=EVERYWHERE_ROLES, dealer=None),
                violation_error_message=_(
                    "Dealer roles need a dealer, province and city managers a region."
                ),
            ),
        ]

    @property
    def live(self) -> bool:
        """In force today or later, or waiting for approval."""
        ended = self.valid_to is not None and self.valid_to <= timezone.localdate()
        return self.status in (GrantStatus.PROPOSED, GrantStatus.IN_FORCE) and not ended

    def state(self) -> Any:
        """The status as a person means it: a grant whose time is over is not in force."""
        if self.status != GrantStatus.IN_FORCE:
            return self.get_status_display()
        if not self.live:
            return _("Ended")
        begun = self.valid_from <= timezone.localdate()
        return self.get_status_display() if begun else _("Begins later")

    state.short_description = _("state")

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
