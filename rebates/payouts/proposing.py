"""A payout batch: finance chooses statements, and each pays what the dealer's balance allows."""

import datetime
from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Access, Verb
from dealers.services.ledger import lock_dealers

from ..choices import AnswerState, CarriedBecause, PaymentForm, PayoutStatus, RunStatus
from ..models import Payout, PayoutBatch, SettlementRun, Statement
from .shares import Standing, shares
from .standings import Standings


@transaction.atomic
def propose_payouts(
    *,
    access: Access,
    purpose: str,
    run: SettlementRun | None = None,
    statements: Iterable[Statement] = (),
    date: datetime.date | None = None,
) -> PayoutBatch:
    """A draft that waits for a second person: of all statements of a posted run, or of some.

    A statement that pays nothing is in the batch all the same, and says why. Raises
    PermissionDenied for whoever does not propose for all dealers, ValidationError where there is
    no statement to pay.
    """
    if not access.to(Verb.PROPOSE_ENTRIES).everything:
        raise PermissionDenied
    chosen = chosen_statements(run, statements)
    batch = PayoutBatch(
        run=run,
        date=date or timezone.localdate(),
        purpose=purpose.strip(),
        created_by=access.user,
    )
    batch.full_clean()
    batch.save()
    lock_dealers(statement.dealer_id for statement in chosen)
    payouts = list(payouts_of(batch, chosen))
    Payout.objects.bulk_create(payouts)
    after = snapshot(batch) | {
        "payouts": sum(payout.status == PayoutStatus.OPEN for payout in payouts),
        "total": sum((payout.amount for payout in payouts), NOTHING),
    }
    record("proposed", batch, by=access.user, after=after)
    return batch


def chosen_statements(
    run: SettlementRun | None, statements: Iterable[Statement]
) -> list[Statement]:
    """By dealer, each dealer's in the order they were issued."""
    if run is not None:
        if run.status != RunStatus.POSTED:
            text = _("Run %(run)s is not posted: there is nothing to pay out.")
            raise ValidationError({"run": ValidationError(text % {"run": run.pk}, "not_posted")})
        keys = run.statements.values_list("pk", flat=True)
    else:
        keys = [statement.pk for statement in statements]
    found = Statement.objects.filter(pk__in=list(keys)).with_answer().defer("content")
    chosen = list(found.order_by("dealer_id", "pk"))
    if not chosen:
        raise ValidationError(_("Choose a posted run, or statements: there is none to pay out."))
    return chosen


def payouts_of(batch: PayoutBatch, statements: list[Statement]) -> Iterator[Payout]:
    standings = Standings(statements)
    for statement in statements:
        yield from payouts_against(batch, statement, standings)


def payouts_against(
    batch: PayoutBatch, statement: Statement, standings: Standings
) -> Iterator[Payout]:
    standing = standings.of(statement)
    if why := held_back(statement, standing, standings):
        yield carried(batch, statement, PaymentForm.CASH, standing, why)
        return
    account = standings.accounts.get(statement.dealer_id)
    for form, amount in shares(standing).items():
        if form == PaymentForm.CASH and account is None:
            yield carried(batch, statement, form, standing, CarriedBecause.NO_ACCOUNT)
            continue
        standings.promise(statement, form, amount)
        yield Payout(
            batch=batch,
            statement=statement,
            dealer_id=statement.dealer_id,
            form=form,
            amount=amount,
            balance=standing.balance,
            bank_account=account if form == PaymentForm.CASH else None,
        )


def held_back(
    statement: Statement, standing: Standing, standings: Standings
) -> CarriedBecause | None:
    """Why nothing is paid against the statement at all."""
    if statement.pk in standings.taken:
        return CarriedBecause.IN_A_BATCH
    if statement.answer == AnswerState.DISPUTED:
        return CarriedBecause.DISPUTED
    if not standing.payable:
        owed = min(standing.rest, standing.balance - standing.on_its_way)
        return CarriedBecause.NEGATIVE if owed < 0 else CarriedBecause.NOTHING_DUE
    return None


def carried(
    batch: PayoutBatch,
    statement: Statement,
    form: PaymentForm,
    standing: Standing,
    why: CarriedBecause,
) -> Payout:
    return Payout(
        batch=batch,
        statement=statement,
        dealer_id=statement.dealer_id,
        form=form,
        amount=NOTHING,
        balance=standing.balance,
        status=PayoutStatus.CARRIED,
        why=why,
    )
