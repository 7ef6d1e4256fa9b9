"""Manual entries: proposed on a form, approved or refused by another person."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.registry import detail_url
from channels_mgmt.core.scopes import Access, Scope, Verb

from .. import filters, forms, tables
from ..choices import ManualEntryStatus
from ..models import ManualEntry
from ..proposals import against
from ..services.manual_entries import (
    approve_entry,
    propose_entry,
    propose_reversal,
    refuse_entry,
)
from .api import ManualEntryViewSet

BY_DEALER = ("dealer_id", "pk")  # so that two who decide about many at once wait for each other


def propose(*, instance: ManualEntry, access: Access, verb: Verb, reason: str = "") -> ManualEntry:
    """What the form says, through the service."""
    return propose_entry(
        dealer=instance.dealer,
        kind=instance.kind,
        amount=instance.amount,
        date=instance.date,
        reference=instance.reference,
        reason=reason,
        access=access,
    )


def _approve(entry: ManualEntry, *, access: Access, reason: str) -> None:
    approve_entry(entry=entry, access=access, reason=reason)


def _refuse(entry: ManualEntry, *, access: Access, reason: str) -> None:
    refuse_entry(entry=entry, access=access, reason=reason)


def _reverse(entry: ManualEntry, *, access: Access, reason: str) -> str:
    """The reversal is an entry of its own: that is where to go on."""
    return detail_url(propose_reversal(entry=entry, access=access, reason=reason))


def _can_be_reversed(entry: ManualEntry) -> bool:
    if entry.status != ManualEntryStatus.POSTED or entry.reverses_id:
        return False
    return not entry.reversals.exclude(status=ManualEntryStatus.REFUSED).exists()


def _waits(entry: ManualEntry) -> bool:
    return entry.status == ManualEntryStatus.PROPOSED


class ManualEntryPages(Pages):
    model, table, filterset = ManualEntry, tables.ManualEntryTable, filters.ManualEntryFilter
    form, verb, save = forms.ManualEntryForm, Verb.PROPOSE_ENTRIES, staticmethod(propose)
    viewset = ManualEntryViewSet
    plural = "manual-entries"
    detail = (
        "status",
        "dealer",
        "kind",
        "amount",
        "date",
        "reference",
        "reason",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
        "entry",
        "reverses",
    )
    sums = ("to_balance", "to_deposit")
    empty_hint = _("Payouts, deposits and adjustments: one person proposes, another one posts.")
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_ENTRIES,
            when=_waits,
            by_another=True,
            bulk=True,
            order=BY_DEALER,
            reason="required",
            confirm=_(
                "This posts the amount to the dealer's account, where it stays: a mistake is made "
                "good by another entry."
            ),
            tone="success",
            step_up=True,
        ),
        *against(
            run=_refuse,
            when=_waits,
            refused=_("A refused entry is kept for the record and is never posted."),
            taken_back=_("What you proposed is kept for the record and is never posted."),
            bulk=True,
            order=BY_DEALER,
        ),
        Action(
            name="reverse",
            label=_("Reverse"),
            run=_reverse,
            verb=Verb.PROPOSE_ENTRIES,
            when=_can_be_reversed,
            reason="required",
            confirm=_(
                "This proposes an entry that moves the money back. It takes effect when another "
                "person has approved it; both entries stay, and are linked."
            ),
            tone="danger",
        ),
    )

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return super().rows(scope).with_effects()

    @classmethod
    def can_edit(cls, record: ManualEntry, access: Access) -> bool:
        """What was proposed is approved or refused, and proposed anew where it was wrong."""
        return False
