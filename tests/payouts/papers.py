"""Bank accounts, granted rebates and payouts for tests."""

import hashlib
from decimal import Decimal as D
from itertools import count

from django.utils import timezone

from channels_mgmt.core.models import User
from dealers.choices import Account
from dealers.models import BankAccount, Dealer
from dealers.services.ledger import post
from rebates.models import Payout, PayoutBatch, PayoutFile, Statement
from rebates.payouts.paying import posting_of, source_of
from rebates.services.posting import key_of
from rebates.services.statements import source_of as source_of_run
from tests import factories as make

numbers = count(1)

CONTENT = b"\xef\xbb\xbf-"  # a CSV file of nothing


def make_bank_account(*, dealer: Dealer | None = None, status: str = "in_force") -> BankAccount:
    """One in force replaces the one before."""
    dealer = dealer or make.make_dealer()
    if status == "in_force":
        dealer.bank_accounts.filter(status="in_force").update(status="replaced")
    return BankAccount.objects.create(
        dealer=dealer,
        account_name=dealer.name,
        account_number=f"6222020200{next(numbers):09}",
        bank="中国工商银行",
        branch="广州天河支行",
        cnaps="102581000013",
        reason="opened",
        status=status,
        approved_at=timezone.now() if status in ("in_force", "replaced") else None,
    )


def grant(dealer: Dealer, **forms: str) -> Statement:
    """A posted run that gives the dealer rebates in these forms, and its statement."""
    run = make.make_run()
    for form, amount in forms.items():
        version = make.make_version(make.make_programme(payment_form=form))
        line = make.make_run_line(dealer, run=run, version=version, due=D(amount), amount=D(amount))
        line.explanation = {"outcome": "paid", "slices": []}
        line.save()
        make.make_entry(amount, dealer=dealer, source=source_of_run(run), key=key_of(line))
    return make.make_statement(dealer, run)


def correct(dealer: Dealer, amount: str) -> None:
    """A correction of the balance that is posted now."""
    make.make_entry(amount, dealer=dealer, account=Account.REBATES)


def make_batch(**more) -> PayoutBatch:
    """One that is with the bank, approved by a second person."""
    values = {
        "purpose": "返利",
        "date": make.START,
        "status": "exported",
        "created_by": User.objects.create(username=f"maker{next(numbers)}"),
        "approved_by": User.objects.create(username=f"checker{next(numbers)}"),
        "approved_at": timezone.now(),
        "count": 1,
        "total": D("10"),
    }
    batch = PayoutBatch.objects.create(**(values | more))
    digest = hashlib.sha256(CONTENT).hexdigest()
    PayoutFile.objects.create(batch=batch, format="csv", content=CONTENT, sha256=digest)
    return batch


def make_payout(*, dealer: Dealer | None = None, status: str = "paid", **more) -> Payout:
    """10.00 in cash against a statement, paid and in the ledger; another status leaves it so."""
    dealer = dealer or make.make_dealer()
    values = {
        "batch": more.pop("batch", None) or make_batch(),
        "statement": more.pop("statement", None) or grant(dealer, cash="10.00"),
        "form": "cash",
        "amount": D("10"),
        "balance": D("10"),
        "bank_account": make_bank_account(dealer=dealer),
    }
    payout = Payout.objects.create(dealer=dealer, **(values | more))
    if status == "paid":
        payout.settled_on = make.START
        postings = [posting_of(payout)]
        [payout.entry] = post(dealer=dealer, postings=postings, source=source_of(payout), by=None)
    payout.status = status
    payout.save()
    return payout
