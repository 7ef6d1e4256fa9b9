"""Contracts: drafted on a form, signed by another person; their files, renewal and end."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core import seen
from channels_mgmt.core.audit import history_of
from channels_mgmt.core.pages import Action, Link, Pages
from channels_mgmt.core.scopes import Access, Verb

from ..choices import ContractStatus
from ..models import Contract, Target
from ..services.contracts import (
    end_contract,
    save_contract,
    sign_contract,
    stages_of,
)
from ..services.renewals import renew_contract, why_not_renewed
from ..services.targets import save_target
from . import filters, forms, tables
from .api import ContractViewSet
from .attaching import AttachView, FileView


def save(*, instance: Contract, access: Access, verb: Verb, reason: str = "") -> Contract:
    """What the form says, through the service."""
    return save_contract(contract=instance, stages=instance.stages, access=access, reason=reason)


def _sign(contract: Contract, *, access: Access, reason: str) -> None:
    sign_contract(contract=contract, access=access, reason=reason)


def _end(contract: Contract, *, access: Access, reason: str, last_day: Any) -> None:
    end_contract(contract=contract, last_day=last_day, access=access, reason=reason)


def _renew(contract: Contract, *, access: Access, reason: str, number: str, targets: bool) -> str:
    new = renew_contract(contract=contract, number=number, targets=targets, access=access)
    return ContractPages.url("detail", new)


class ContractPages(Pages):
    model, table, filterset = Contract, tables.ContractTable, filters.ContractFilter
    form, verb, save = forms.ContractForm, Verb.CHANGE_CONTRACTS, staticmethod(save)
    viewset = ContractViewSet
    detail = (
        "number",
        "dealer",
        "state",
        "valid_from",
        "valid_to",
        "deposit_required",
        "top_up_days",
        "silence_means",
        "renews",
        "signed_at",
        "note",
    )
    api_fields = ("id", *(name for name in detail if name != "state"), "status")
    sums = ("deposit_required",)
    links = (Link(_("Ending within 60 days"), "dealers:contract_list", query="ends_within=60"),)
    empty_hint = _("One person drafts a contract, another one signs it.")
    actions = (
        Action(
            name="sign",
            label=_("Sign"),
            run=_sign,
            verb=Verb.SIGN_CONTRACTS,
            when=lambda contract: contract.status == ContractStatus.DRAFT,
            by_another=True,
            reason="required",
            confirm=_(
                "What a signed contract says does not change any more, and the dealer sees it. It "
                "can be ended early and renewed."
            ),
            tone="success",
        ),
        Action(
            name="renew",
            label=_("Renew"),
            run=_renew,
            verb=Verb.CHANGE_CONTRACTS,
            when=lambda contract: not why_not_renewed(contract),
            confirm=_(
                "This drafts a contract that begins where this one ends, for as long, with the "
                "same deposit, stages and programmes. Change the draft before it is signed."
            ),
            form=forms.RenewForm,
        ),
        Action(
            name="end",
            label=_("End early"),
            run=_end,
            verb=Verb.SIGN_CONTRACTS,
            when=lambda contract: (
                contract.status == ContractStatus.IN_FORCE and not contract.is_over
            ),
            reason="required",
            confirm=_("From the day after its last day the contract holds no longer."),
            form=forms.EndForm,
            tone="danger",
        ),
    )

    @classmethod
    def can_edit(cls, record: Contract, access: Access) -> bool:
        """What is signed stays."""
        return record.status == ContractStatus.DRAFT and super().can_edit(record, access)

    @classmethod
    def fingerprint(cls, record: Contract) -> str:
        """With its stages, and with all that its history tells: programmes, files."""
        last = history_of(record).values_list("pk", flat=True).first()
        return seen.digest([super().fingerprint(record), stages_of(record), last])

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = [
            path(
                f"{prefix}<int:pk>/attach/", AttachView.as_view(pages=cls), name="contract_attach"
            ),
            path(
                f"{prefix}<int:pk>/files/<int:file>/",
                FileView.as_view(pages=cls),
                name="contract_file",
            ),
        ]
        return own + super().urls(prefix)


class TargetPages(Pages):
    model, table, filterset = Target, tables.TargetTable, filters.TargetFilter
    form, verb, save = forms.TargetForm, Verb.CHANGE_CONTRACTS, staticmethod(save_target)
    links = (Link(_("Upload"), "imports:upload", Verb.CHANGE_CONTRACTS, "kind=targets"),)
    empty_hint = _("Set them one by one, or upload a file: a row for each dealer and month.")

    @classmethod
    def options(cls, scope: Any) -> QuerySet:
        return cls.rows(scope).select_related("dealer")
