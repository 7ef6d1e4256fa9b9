"""Bank accounts of dealers: proposed on a form, approved or refused by another person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.approval import REASON_LENGTH
from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.forms import ModelForm, style
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.tables import CodedColumn, Table, only_in_files

from ..choices import BankAccountStatus
from ..models import BankAccount
from ..proposals import against
from ..services.bank_accounts import (
    approve_bank_account,
    propose_bank_account,
    refuse_bank_account,
)
from .api import BankAccountViewSet

SAID = ("dealer", "account_name", "account_number", "bank", "branch", "cnaps")


class BankAccountTable(Table):
    linked = "account_name"
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))

    class Meta(Table.Meta):
        model = BankAccount
        fields = (
            "dealer_code",
            "dealer",
            "account_name",
            "bank",
            "account_number",
            "status",
            "created_by",
            "approved_by",
        )
        sequence = fields


class BankAccountFilter(FilterSet):
    search = ("account_name", "account_number", "bank", "dealer__code", "dealer__name")

    class Meta:
        model = BankAccount
        fields = ("status", "dealer")


class BankAccountForm(ModelForm):
    """An account is proposed and then decided about: it is not edited."""

    class Meta:
        model = BankAccount
        fields = (*SAID, "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=REASON_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("What proves that the account is the dealer's: a letter, a call back."),
        )
        style(self)


def propose(*, instance: BankAccount, access: Access, verb: Verb, reason: str = "") -> BankAccount:
    """What the form says, through the service."""
    return propose_bank_account(account=instance, access=access, reason=reason)


def _approve(account: BankAccount, *, access: Access, reason: str) -> None:
    approve_bank_account(account=account, access=access, reason=reason)


def _refuse(account: BankAccount, *, access: Access, reason: str) -> None:
    refuse_bank_account(account=account, access=access, reason=reason)


def _waits(account: BankAccount) -> bool:
    return account.status == BankAccountStatus.PROPOSED


class BankAccountPages(Pages):
    model, table, filterset = BankAccount, BankAccountTable, BankAccountFilter
    form, verb, save = BankAccountForm, Verb.PROPOSE_ENTRIES, staticmethod(propose)
    viewset = BankAccountViewSet
    plural = "bank-accounts"
    detail = (
        "status",
        *SAID,
        "reason",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
    )
    empty_hint = _("Payouts go to the account in force: one person proposes it, another approves.")
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_ENTRIES,
            when=_waits,
            by_another=True,
            reason="required",
            confirm=_(
                "From now on this dealer's money goes to this account. Call the dealer back on a "
                "number that you knew before."
            ),
            tone="success",
            step_up=True,
        ),
        *against(
            run=_refuse,
            when=_waits,
            refused=_("A refused account is kept for the record; nothing is ever paid to it."),
            taken_back=_("What you proposed is kept for the record; nothing is ever paid to it."),
        ),
    )

    @classmethod
    def can_edit(cls, record: BankAccount, access: Access) -> bool:
        """A change is a new account, which replaces this one."""
        return False
