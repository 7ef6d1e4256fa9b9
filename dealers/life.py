"""Buttons that move a record along its life, each with a reason."""

from collections.abc import Callable
from typing import Any

from channels_mgmt.core.choices import Status
from channels_mgmt.core.pages import Action
from channels_mgmt.core.scopes import Access, Verb


def becomes(change: Callable[..., Any], to: Status, name: str, label: Any, tone: str) -> Action:
    """Offered while the record can become ``to``; ``change(record, to=…)`` is the service."""

    def run(record: Any, *, access: Access, reason: str) -> None:
        change(record, to=to, access=access, reason=reason)

    return Action(
        name=name,
        label=label,
        run=run,
        verb=Verb.CHANGE_STRUCTURE,
        when=lambda record: type(to)(record.status).can_become(to),
        reason="required",
        tone=tone,
    )
