"""What posting a run means for a dealer's deposit: worked out alike for a preview and for good."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from channels_mgmt.core.money import NOTHING
from dealers.choices import Account
from dealers.funds import available
from dealers.models import Dealer, LedgerEntry
from rebates.conduct.choices import DrawsOn
from rebates.conduct.holidays import deadline

from ..choices import FinePart
from ..models import FineLine, SettlementRun, TopUpDemand
from .drawing import Change, Funds, drawn_by

DRAW = "draw:"


@dataclass(frozen=True, slots=True)
class Draw:
    """Of one fine of a run: what there was before it, what of it the deposit bore by then, and what
    it gave now (below zero: got back)."""

    line: FineLine
    funds: Funds
    before: Decimal
    drawn: Decimal


def fine_lines_of(run: SettlementRun, dealer: Dealer) -> list[FineLine]:
    """By the day of the offence, case and part."""
    rows = run.fine_lines.filter(dealer=dealer).select_related("case")
    return list(rows.order_by("case__offence_date", "case_id", "part"))


def draws_of(
    run: SettlementRun, dealer: Dealer, lines: Sequence[FineLine], rebates: Decimal
) -> list[Draw]:
    """What the fines of a run that is not posted yet draw: what is given back comes first, then the
    others in the order of ``lines``. ``rebates``: what the run posts of these. The dealer's lock
    is held.

    A run that takes another one back draws nothing of its own: it mirrors the entries.
    """
    fines = [line for line in lines if line.part == FinePart.FINE and line.amount]
    if run.reverses_id or not fines:
        return []
    besides = sum((line.amount for line in lines if line not in fines), rebates)
    held = LedgerEntry.objects.filter(dealer=dealer).balance([Account.DEPOSIT])
    funds, before = Funds(available(dealer.pk) + besides, held), drawn_before(dealer.pk)
    found = []
    for line in sorted(fines, key=lambda line: line.amount < 0):
        change = change_of(line, before[line.case_id])
        drawn = drawn_by(change, funds)
        found.append(Draw(line, funds, change.drawn, drawn))
        funds = funds.after(change, drawn)
    return found


def change_of(line: FineLine, drawn: Decimal) -> Change:
    draws_on = line.explanation.get("draws_on", DrawsOn.BALANCE_THEN_DEPOSIT)
    return Change(line.amount, draws_on, -line.already_posted, drawn)


def drawn_before(dealer: int) -> dict[int, Decimal]:
    """By case: what the deposit bears of it by now, in yuan."""
    rows = LedgerEntry.objects.filter(dealer=dealer)
    rows = rows.filter(Q(key__startswith=DRAW) | Q(reverses__key__startswith=DRAW)).order_by()
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for key, original, debit, amount in rows.values_list("key", "reverses__key", "debit", "amount"):
        case = int((original or key).rpartition(":")[2])
        found[case] += amount if debit == Account.DEPOSIT else -amount
    return found


def demand_of(run: SettlementRun, dealer: Dealer, draws: Sequence[Draw]) -> TopUpDemand | None:
    """What the dealer is asked to lodge where the run draws on its deposit: what is then missing to
    the deposit that the contract of the day requires. Not written."""
    if sum((draw.drawn for draw in draws), NOTHING) <= 0:
        return None
    today = timezone.localdate()
    contract = dealer.contracts.signed().valid_on(today).order_by("valid_from").first()
    held = draws[-1].funds.held - draws[-1].drawn
    if contract is None or contract.deposit_required <= held:
        return None
    return TopUpDemand(
        run=run,
        dealer=dealer,
        contract=contract,
        required=contract.deposit_required,
        held=held,
        amount=contract.deposit_required - held,
        raised_on=today,
        due_on=deadline(today, contract.top_up_days),
    )
