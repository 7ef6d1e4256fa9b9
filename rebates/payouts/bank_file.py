"""The bank's file of a batch: the columns that Chinese banks ask for in batch payments.

Its words are the bank's, in Chinese whatever the language of the reader is.
"""

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import must_be_undecided
from channels_mgmt.core.exports import csv_lines, xlsx_file
from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Access, Verb

from ..choices import BatchStatus, PaymentForm
from ..models import Payout, PayoutBatch, PayoutFile
from .deciding import check_payable, lock_batch, lock_open, move, require_over_all

TITLES = ("序号", "收款人户名", "收款人账号", "开户行", "联行号", "金额", "用途")
TOTAL, COUNT = "合计", "%s笔"
FORMATS = ("csv", "xlsx")


@transaction.atomic
def export_batch(*, batch: PayoutBatch, access: Access) -> PayoutBatch:
    """Make the bank's file, once: it is kept, and every download has the same bytes.

    This is the last look at balances and bank accounts before money moves. Raises ValidationError,
    with nothing made, where one of them no longer bears its payout.
    """
    batch = lock_batch(batch)
    require_over_all(access, Verb.APPROVE_ENTRIES)
    must_be_undecided(batch, BatchStatus.EXPORTED)
    payouts = lock_open(batch)
    check_payable(payouts)
    cash = [payout for payout in payouts if payout.form == PaymentForm.CASH]
    if not cash:
        raise ValidationError(_("Nothing goes to the bank: mark the payouts as paid."), "no_cash")
    batch.count = len(cash)
    batch.total = sum((payout.amount for payout in cash), NOTHING)
    batch.exported_by, batch.exported_at = access.user, timezone.now()
    files = [kept(batch, form, written(cash, batch, form)) for form in FORMATS]
    digests = {f"sha256_{file.format}": file.sha256 for file in files}
    totals = {"count": batch.count, "total": batch.total}
    return move(batch, BatchStatus.EXPORTED, "exported", access, "", **totals, **digests)


def kept(batch: PayoutBatch, form: str, content: bytes) -> PayoutFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return PayoutFile.objects.create(batch=batch, format=form, content=content, sha256=sha256)


def written(payouts: Sequence[Payout], batch: PayoutBatch, form: str) -> bytes:
    rows = [*lines(payouts, batch.purpose), total(payouts)]
    if form == "csv":
        return "".join(csv_lines(TITLES, rows)).encode()
    with xlsx_file(TITLES, rows) as file:
        return file.read()


def lines(payouts: Sequence[Payout], purpose: str) -> Iterator[list[Any]]:
    for number, payout in enumerate(payouts, start=1):
        account = payout.bank_account
        yield [
            number,
            account.account_name,
            account.account_number,
            " ".join(filter(None, [account.bank, account.branch])),
            account.cnaps,
            payout.amount,
            purpose,
        ]


def total(payouts: Sequence[Payout]) -> list[Any]:
    """The control totals: how many payments, and their sum."""
    amount: Decimal = sum((payout.amount for payout in payouts), NOTHING)
    return [TOTAL, COUNT % len(payouts), "", "", "", amount, ""]
