"""The tax split of a rebate, as the statement shows it.

国税发〔2004〕136号 (circular of the State Taxation Administration, 13 October 2004, in force from
1 July 2004) says what a dealer does with what it gets from its supplier:

- 一(二) a return of money linked to the quantity or amount of sales (a percentage, an amount, a
  number of pieces) reduces the input VAT of the period in which it is obtained; by 三 the amount is
  当期应冲减进项税金 = 当期取得的返还资金 ÷ (1 + 所购货物适用增值税税率) × 所购货物适用增值税税率,
  so the amount is taken to include VAT at the rate of the goods bought;
- 一(一) income without a necessary link to sales, for a service of the dealer to the supplier, does
  not reduce the input VAT. At which rate the dealer invoices such a service, no statement says.

The figures are for the reader's books: nothing is posted from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from channels_mgmt.core.money import NOTHING, to_fen


@dataclass(frozen=True, slots=True)
class Terms:
    """How a programme's rebates are taxed; the rate is in percent and None where not linked."""

    vat_rate: Decimal | None


def input_vat(amount: Decimal, rate: Decimal) -> Decimal:
    """The input VAT to be reversed for an amount that includes VAT at ``rate`` percent.

    Yuan, half-up to the fen: 113,000.00 at 13 % contain 13,000.00. Of an amount below zero, what
    is given back: the same figure below zero.
    """
    return to_fen(Fraction(amount) * Fraction(rate) / (100 + Fraction(rate)))


def split(amount: Decimal, terms: Terms) -> dict[str, str | None]:
    """An amount as the content of a statement splits it: net + vat = amount."""
    if terms.vat_rate is None:
        return {"vat_rate": None, "net": None, "vat": None}
    vat = input_vat(amount, terms.vat_rate)
    return {"vat_rate": f"{terms.vat_rate:.2f}", "net": f"{amount - vat:f}", "vat": f"{vat:f}"}


def totals(lines: Iterable[dict[str, Any]]) -> list[dict[str, str | None]]:
    """The split of all lines for each rate, the lowest first; what is not linked comes last.

    Each line is rounded for itself, and the totals add the lines: what the dealer sees adds up.
    """
    sums: dict[str | None, list[Decimal]] = {}
    for line in lines:
        if amount := Decimal(line["amount"]):
            tax = line["tax"]
            parts = (amount, *(Decimal(tax[name] or NOTHING) for name in ("net", "vat")))
            before = sums.get(tax["vat_rate"], [NOTHING] * len(parts))
            sums[tax["vat_rate"]] = [a + b for a, b in zip(before, parts, strict=True)]
    rates = sorted(sums, key=lambda rate: (rate is None, Decimal(rate or 0)))
    return [_total(rate, *sums[rate]) for rate in rates]


def _total(rate: str | None, amount: Decimal, net: Decimal, vat: Decimal) -> dict[str, Any]:
    linked = rate is not None
    return {
        "vat_rate": rate,
        "amount": f"{amount:f}",
        "net": f"{net:f}" if linked else None,
        "vat": f"{vat:f}" if linked else None,
    }
