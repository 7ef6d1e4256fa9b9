"""Issuing a statement, once for a run and a dealer, and proving that it is still true."""

import datetime
import hashlib
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING
from dealers.models import Dealer, LedgerEntry
from dealers.services.ledger import lock_dealer

from ...fines.planning import Draw
from ...fines.retelling import content_problems as fine_problems
from ...models import SettlementRun, Statement
from .content import digest_of, gather, number_of


def last_statement(dealer: Dealer) -> Statement | None:
    """The end of the dealer's chain; its content stays in the database."""
    return Statement.objects.filter(dealer=dealer).defer("content").order_by("-id").first()


@transaction.atomic
def issue_statement(
    *,
    run: SettlementRun,
    dealer: Dealer,
    issued_at: datetime.datetime,
    draws: Sequence[Draw] = (),
) -> Statement:
    """State what the dealer's accounts moved since the previous statement, for good.

    Called after the run's ledger entries for this dealer are written, in the same transaction;
    ``draws`` says what its fines drew from the deposit.
    Raises ValueError when those entries are not what the run's lines say, and IntegrityError when
    the dealer already has a statement of this run.
    """
    lock_dealer(dealer.pk)
    previous, number = last_statement(dealer), number_of(run=run, dealer=dealer)
    facts = gather(
        run=run,
        dealer=dealer,
        previous=previous,
        issued_at=issued_at,
        number=number,
        draws=draws,
    )
    return Statement.objects.create(
        number=number,
        run=run,
        dealer=dealer,
        previous=previous,
        date_from=run.date_from,
        date_to=run.date_to,
        opening=facts.opening,
        movements=facts.movements,
        closing=facts.closing,
        through_entry=facts.through_entry,
        content=facts.content,
        digest=digest_of(facts.content),
        issued_at=issued_at,
    )


def check_statement(statement: Statement) -> list[str]:
    """What is wrong with a statement, in words; nothing when it proves true to the fen."""
    return [
        f"{statement.number}: {problem}"
        for problem in (
            *_content_problems(statement),
            *_chain_problems(statement),
            *_ledger_problems(statement),
            *_document_problems(statement),
        )
    ]


def _content_problems(statement: Statement) -> list[str]:
    content, problems = statement.content, []
    if digest_of(content) != statement.digest:
        problems.append(_("its content does not have its digest."))
    for name in ("opening", "movements", "closing"):
        if Decimal(content[name]) != getattr(statement, name):
            problems.append(_("its content says another amount for “%(name)s”.") % {"name": name})
    lines, fined = _total(content["lines"]), _total(content.get("fines", ()))
    if lines != Decimal(content["rebates"]):
        problems.append(_("its lines do not add up to its rebates."))
    if fined != Decimal(content.get("fined", NOTHING)):
        problems.append(_("its fines do not add up to their total."))
    if lines + fined + _total(content["others"]) != statement.movements:
        problems.append(_("its lines and other movements do not add up to its movements."))
    return problems + fine_problems(content)


def _chain_problems(statement: Statement) -> list[str]:
    previous, problems = statement.previous, []
    opening = previous.closing if previous else NOTHING
    if statement.opening != opening:
        problems.append(
            _("it opens with %(opening)s, but the one before closed with %(closing)s.")
            % {"opening": statement.opening, "closing": opening}
        )
    if previous is None:
        earlier = Statement.objects.filter(dealer=statement.dealer_id, pk__lt=statement.pk)
        if earlier.exists():
            problems.append(_("it does not follow the dealer's earlier statement."))
    elif previous.dealer_id != statement.dealer_id:
        problems.append(_("it follows a statement of another dealer."))
    elif previous.through_entry > statement.through_entry:
        problems.append(_("it covers less of the ledger than the one before."))
    return problems


def _ledger_problems(statement: Statement) -> list[str]:
    covered = statement.previous.through_entry if statement.previous else 0
    entries = LedgerEntry.objects.filter(
        dealer=statement.dealer_id, pk__gt=covered, pk__lte=statement.through_entry
    )
    if (moved := entries.balance()) == statement.movements:
        return []
    return [
        _("it states movements of %(stated)s, but the ledger has %(moved)s.")
        % {"stated": statement.movements, "moved": moved}
    ]


def _document_problems(statement: Statement) -> list[str]:
    return [
        _("its PDF (%(language)s) is not the one that was issued.")
        % {"language": document.language}
        for document in statement.documents.all()
        if hashlib.sha256(document.pdf).hexdigest() != document.sha256
    ]


def _total(rows: list[dict]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows), NOTHING)
