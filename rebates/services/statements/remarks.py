"""What a statement adds to a line in words: that it settles anew, how it is taxed, the annex.

Contents of schema 1 have none of these facts: of them nothing is said.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.display import period_name
from channels_mgmt.core.money import format_money
from channels_mgmt.core.periods import Period
from dealers.choices import Silence


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The rebates at one rate; without a rate those that are not linked to sales."""

    rate: str
    amount: str
    net: str
    vat: str


def correction(line: dict[str, Any]) -> str:
    """Correction of 2012Q3, first settled on ST-2012Q3-000012-D0034."""
    if not line.get("first"):
        return ""
    return _("Correction of %(period)s, first settled on %(statement)s.") % {
        "period": period_name(Period.parse(line["period"])),
        "statement": line["first"],
    }


def tax_of(line: dict[str, Any]) -> str:
    """How the amount of a line is split, in one sentence."""
    if "tax" not in line or not Decimal(line["amount"]):
        return ""
    tax = line["tax"]
    if tax["vat_rate"] is None:
        return _("Not linked to sales: the dealer invoices a service.")
    return _("Includes VAT at %(rate)s: net %(net)s, input VAT to be reversed %(vat)s.") % {
        "rate": percent(tax["vat_rate"]),
        "net": format_money(Decimal(tax["net"])),
        "vat": format_money(Decimal(tax["vat"])),
    }


def tax_rows(content: dict[str, Any]) -> list[TaxRow]:
    return [
        TaxRow(
            percent(row["vat_rate"]) if row["vat_rate"] else "",
            *(format_money(Decimal(row[name])) if row[name] else "" for name in PARTS),
        )
        for row in content.get("tax", ())
    ]


PARTS = ("amount", "net", "vat")


def has_annex(content: dict[str, Any]) -> bool:
    """Whether the statement speaks of an annex: some figure of it was measured on sales."""
    return content["schema"] > 1 and any(line["explanation"]["slices"] for line in content["lines"])


def accepted_by_silence(content: dict[str, Any]) -> bool:
    return content.get("silence") == Silence.ACCEPTED


def percent(rate: str) -> str:
    """13.00 as 13 %, 9.50 as 9.5 %."""
    return f"{rate.rstrip('0').rstrip('.')}\u00a0%"
