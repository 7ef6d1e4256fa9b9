"""Buttons against what was proposed to move a dealer's money: an approver refuses it, whoever
proposed it takes it back."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.approval import proposed_by
from channels_mgmt.core.pages import Action
from channels_mgmt.core.scopes import Access, Verb

from .models import BankAccount, ManualEntry

Proposal = BankAccount | ManualEntry


def against(
    *,
    run: Callable[..., None],
    when: Callable[[Proposal], bool],
    refused: Any,
    taken_back: Any,
    **in_bulk: Any,
) -> tuple[Action, Action]:
    """Both call the same service, and say what becomes of what was refused or taken back.

    ``in_bulk``: how approvers refuse many at once (``bulk``, ``order`` of an Action).
    """
    common = {"run": run, "when": when, "reason": "required", "tone": "danger"}
    return (
        Action(
            name="refuse",
            label=_("Refuse"),
            verb=Verb.APPROVE_ENTRIES,
            confirm=refused,
            **common,
            **in_bulk,
        ),
        Action(
            name="take-back",
            label=_("Take back"),
            verb=Verb.PROPOSE_ENTRIES,
            allowed=_takes_back,
            confirm=taken_back,
            **common,
        ),
    )


def _takes_back(proposal: Proposal, access: Access) -> bool:
    """Whoever may decide about such things anyway refuses her own."""
    return proposed_by(proposal, access) and not access.may(Verb.APPROVE_ENTRIES)
