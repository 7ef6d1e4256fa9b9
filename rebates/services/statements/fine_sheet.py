"""The fines of a statement as rows of its annex."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop, override

from channels_mgmt.core.display import running

from ...fines.presenting import present_fines
from ...models import Statement
from .sheets import LANGUAGES, joined

FINES = (
    gettext_noop("Case"), gettext_noop("What"), gettext_noop("Due"), gettext_noop("Posted before"),
    gettext_noop("Amount"), gettext_noop("Drawn from the deposit"),
    gettext_noop("Value of the goods"), gettext_noop("Seller's profit"), gettext_noop("Rule"),
    gettext_noop("Contract clause"), gettext_noop("Why"),
)  # fmt: skip


def fine_rows(statement: Statement) -> Iterator[list[Any]]:
    """Each fine with its figures; what is said in words, in both languages."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(present_fines(statement.content)["fines"])
    for place, line in enumerate(statement.content["fines"]):
        told, words = line["explanation"], [fines[place] for fines in said]
        basis = told.get("basis", told)
        yield [
            line["case"],
            joined(fine.what for fine in words),
            *(Decimal(line[name]) for name in ("due", "already_posted", "amount")),
            Decimal(line["draw"]["drawn"]) if line["draw"] else None,
            *(_figure(basis.get(name)) for name in ("goods_value", "seller_profit")),
            told.get("rule"),
            told.get("clause"),
            joined(running(fine.reasons) for fine in words),
        ]


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
