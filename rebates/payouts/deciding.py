"""A batch is approved by a second person, or discarded; single payouts are withdrawn from it.

Locks are always taken in this order: the batch, its payouts by dealer, the dealers by key. Whoever
moves a single payout leaves the batch alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import must_be_undecided, reason_given, second_person
from channels_mgmt.core.audit import Recorded, record, record_many
from channels_mgmt.core.money import NOTHING, format_money
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import BankAccountStatus
from dealers.funds import available
from dealers.services.ledger import lock_dealers

from ..choices import BatchStatus, PayoutStatus
from ..models import Payout, PayoutBatch
from ..models.payouts import PROMISED

BY_DEALER = ("dealer_id", "pk")
RELATED = ("batch", "dealer", "statement", "bank_account")


@transaction.atomic
def approve_batch(*, batch: PayoutBatch, access: Access, reason: str) -> PayoutBatch:
    """From now on its amounts are promised: nobody else pays them out.

    Raises ValidationError, with nothing changed, when the person had a hand in it, when nothing is
    paid, or when a balance or a bank account is no longer what it was proposed on.
    """
    batch = lock_batch(batch)
    require_over_all(access, Verb.APPROVE_ENTRIES)
    must_be_undecided(batch, BatchStatus.APPROVED)
    approver, reason = second_person(batch, access), reason_given(reason)
    payouts = lock_open(batch)
    if not payouts:
        raise ValidationError(_("Nothing is paid out in this batch: discard it."), "nothing")
    check_payable(payouts)
    batch.approved_by, batch.approved_at = approver, timezone.now()
    return move(batch, BatchStatus.APPROVED, "approved", access, reason)


@transaction.atomic
def discard_batch(*, batch: PayoutBatch, access: Access, reason: str) -> PayoutBatch:
    """Decide against all of it, before it goes to the bank; the statements are free again."""
    batch = lock_batch(batch)
    if not access.to(Verb.APPROVE_ENTRIES).everything:
        require_over_all(access, Verb.PROPOSE_ENTRIES)
    must_be_undecided(batch, BatchStatus.DISCARDED)
    reason, payouts = reason_given(reason), lock_open(batch)
    if batch.payouts.filter(status=PayoutStatus.PAID).exists():
        raise ValidationError(_("Some of it is paid already: withdraw the rest by its rows."))
    for payout in payouts:
        payout.status, payout.reason = PayoutStatus.WITHDRAWN, reason
    Payout.objects.bulk_update(payouts, ["status", "reason"])
    record_many((moved(payout, PayoutStatus.OPEN) for payout in payouts), by=access.user)
    return move(batch, BatchStatus.DISCARDED, "discarded", access, reason)


@transaction.atomic
def withdraw_payout(*, payout: Payout, access: Access, reason: str) -> Payout:
    """Take one out of a batch that is not with the bank yet: it is paid with a later one."""
    payout = lock_payout(payout)
    if not access.reaches(Verb.APPROVE_ENTRIES, payout):
        access.require(Verb.PROPOSE_ENTRIES, payout)
    must_be_undecided(payout, PayoutStatus.WITHDRAWN)
    if payout.batch.status == BatchStatus.EXPORTED and payout.bank_account_id:
        raise ValidationError(
            _("%(payout)s is with the bank: mark it as paid or as returned.") % {"payout": payout}
        )
    payout.status, payout.reason = PayoutStatus.WITHDRAWN, reason_given(reason)
    payout.save()
    after = {"status": payout.status}
    record("withdrawn", payout, by=access.user, after=after, reason=payout.reason)
    return payout


def promised_to(dealer: int) -> Decimal:
    """What approved batches will still pay a dealer."""
    rows = Payout.objects.filter(PROMISED, dealer=dealer)
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING


def check_payable(payouts: Iterable[Payout]) -> None:
    """What is about to be promised is there, and goes to an account that is in force.

    Takes the dealers' locks. Raises ValidationError that names each payout that fails.
    """
    by_dealer: dict[int, list[Payout]] = defaultdict(list)
    for payout in payouts:
        by_dealer[payout.dealer_id].append(payout)
    lock_dealers(by_dealer)
    problems = []
    for dealer, own in by_dealer.items():
        waiting = sum((p.amount for p in own if p.batch.status != BatchStatus.DRAFT), NOTHING)
        there = available(dealer) + waiting  # its own promise does not stand in its way
        wanted = sum((payout.amount for payout in own), NOTHING)
        if wanted > there:
            problems.append(beyond(own[0], wanted, there))
        problems += [replaced(payout) for payout in own if account_replaced(payout)]
    if problems:
        raise ValidationError(problems)


def beyond(payout: Payout, wanted: Decimal, there: Decimal) -> ValidationError:
    text = _(
        "%(dealer)s: %(amount)s is to be paid, but only %(there)s is left. Withdraw the payout "
        "and propose it anew."
    )
    words = {"amount": format_money(wanted), "there": format_money(there)}
    return ValidationError(text % (words | {"dealer": payout.dealer}), "not_enough")


def account_replaced(payout: Payout) -> bool:
    account = payout.bank_account
    return account is not None and account.status != BankAccountStatus.IN_FORCE


def replaced(payout: Payout) -> ValidationError:
    text = _(
        "%(dealer)s: the bank account was replaced since. Withdraw the payout and propose it anew."
    )
    return ValidationError(text % {"dealer": payout.dealer}, "account_replaced")


def lock_batch(batch: PayoutBatch) -> PayoutBatch:
    return PayoutBatch.objects.select_for_update().get(pk=batch.pk)


def lock_open(batch: PayoutBatch) -> list[Payout]:
    """The payouts of a batch that are still to be paid, locked in the order that all take."""
    rows = Payout.objects.filter(batch=batch).select_related(*RELATED).order_by(*BY_DEALER)
    locked = rows.select_for_update(of=("self",))
    return [payout for payout in locked if payout.status == PayoutStatus.OPEN]


def lock_payout(payout: Payout) -> Payout:
    rows = Payout.objects.select_related(*RELATED, "entry").select_for_update(of=("self",))
    return rows.get(pk=payout.pk)


def require_over_all(access: Access, verb: Verb) -> None:
    if not access.to(verb).everything:
        raise PermissionDenied


def moved(payout: Payout, old: PayoutStatus) -> Recorded:
    return Recorded(payout.status, payout, {"status": old}, {"status": payout.status})


def move(
    batch: PayoutBatch, to: BatchStatus, action: str, access: Access, reason: str, **more
) -> PayoutBatch:
    old, batch.status = batch.status, to
    batch.save()
    changed = {"before": {"status": old}, "after": {"status": to.value, **more}}
    record(action, batch, by=access.user, reason=reason, **changed)
    return batch
