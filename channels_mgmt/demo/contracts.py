"""The demo's contracts: signed for 2025, renewed for 2026 with targets; one waits for 2027."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from channels_mgmt.core.periods import add_months
from channels_mgmt.core.scopes import Access
from dealers.contracts.stages import Stage
from dealers.models import Contract, Dealer
from dealers.services.contract_files import attach_file
from dealers.services.contracts import save_contract, sign_contract
from dealers.services.renewals import renew_contract
from rebates.sales.choices import SaleKind
from rebates.sales.models import SalesLine

from . import network
from .answers import scan
from .history import DEPOSITS

FIRST, RENEWED = date(2025, 1, 1), date(2026, 1, 1)
STAGES = [Stage(0, Decimal("50.00")), Stage(6, Decimal("50.00"))]
GROWTH = Decimal("1.08")  # of the targets over the year before
STEP = 1_000  # yuan
RAISED = {network.FIRST_IN_GUANGZHOU: Decimal(60_000)}  # lodged are 50,000: topped up it must be
WAITING = "N0001"
PAPER = ("DISTRIBUTION CONTRACT 2025", "", "Guangzhou", "", "signed and sealed")
SIGNED = "双方签字盖章"  # signed and sealed by both
MORE = "提货规模扩大，保证金上调"  # it buys more, so the deposit goes up


def first_contracts(drafts: Access, signs: Access) -> None:
    """For everybody in the channel, with the deposit of its tier, given back in two halves."""
    members = Dealer.objects.exclude(status="applicant").select_related("tier")
    for dealer in members.order_by("code"):
        contract = Contract(
            number=f"HT2025-{dealer.code}",
            dealer=dealer,
            valid_from=FIRST,
            valid_to=RENEWED,
            deposit_required=Decimal(DEPOSITS[dealer.tier.code]),
        )
        save_contract(contract=contract, stages=STAGES, access=drafts)
        if dealer.code == network.FIRST_IN_GUANGZHOU:
            paper = scan(PAPER, f"经销合同 {contract.number}", "PDF")
            attach_file(contract=contract, title="签字盖章页", file=paper, access=drafts)
        sign_contract(contract=contract, access=signs, reason=SIGNED)


def renewals(dealers: list[network.Dealer], drafts: Access, signs: Access) -> None:
    """For all but those that left; the national dealer's for 2027 is not signed yet."""
    leaving = [dealer.code for dealer in dealers if dealer.left]
    for contract in Contract.objects.exclude(dealer__code__in=leaving).order_by("number"):
        new = renew_contract(contract=contract, access=drafts)
        if amount := RAISED.get(new.dealer.code):
            new.deposit_required = amount
            save_contract(contract=new, access=drafts, reason=MORE)
        new = sign_contract(contract=new, access=signs, reason=SIGNED)
        if new.dealer.code == WAITING:
            renew_contract(contract=new, access=drafts)


def target_rows() -> list[dict[str, str]]:
    """For each month of 2026 and each tree of lines what was bought a year before, and more."""
    bought: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal)
    rows = SalesLine.objects.filter(
        kind=SaleKind.SELL_IN, date__gte=FIRST, date__lt=RENEWED, dealer__status="active"
    )
    sums = rows.annotate(month=TruncMonth("date")).values_list(
        "dealer__code", "sku__product_line__path", "month"
    )
    for dealer, path, month, amount in sums.annotate(total=Sum("amount")).order_by():
        bought[dealer, path.partition("/")[0], month] += amount
    return [
        {
            "dealer": dealer,
            "product_line": line,
            "period_from": str(add_months(month, 12)),
            "period_to": str(add_months(month, 13)),
            "amount": str(rounded(amount * GROWTH)),
        }
        for (dealer, line, month), amount in sorted(bought.items())
        if amount > 0
    ]


def rounded(amount: Decimal) -> Decimal:
    """Up to whole thousands: nobody agrees on fen."""
    return (amount / STEP).to_integral_value(ROUND_CEILING) * STEP
