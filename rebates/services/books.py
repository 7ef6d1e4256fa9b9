"""Proves that every fen in the books is explained: ledger, runs, statements, and what they rest on.

Every check is a function that yields what is wrong, in words, and nothing when all is well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.money import NOTHING
from dealers.choices import Account
from dealers.models import Dealer, LedgerEntry
from dealers.services.contract_files import appendix_problems
from dealers.services.entry_proof import manual_problems
from rebates.conduct.services.evidence import problems as evidence_problems

from ..choices import RunStatus
from ..fines.planning import DRAW
from ..fines.posting import FINE
from ..fines.proof import fine_problems, keyed
from ..models import RunLine, SettlementRun, Statement
from ..payouts.proof import payout_problems
from .answers import file_problems
from .cells_proof import cell_problems
from .posting import key_of
from .recalculation import wrong_lines
from .runs import dealers_of
from .statements import check_statement, source_of
from .statements.annex import annex_problems

CHUNK = 2000
IN_THE_BOOKS = (RunStatus.POSTED, RunStatus.REVERSED)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    message: str


def verify(progress: Progress | None = None) -> Iterator[Finding]:
    """Everything that is wrong; nothing when the books are proved. progress counts the checks."""
    for done, (name, check) in enumerate(CHECKS.items(), start=1):
        for message in check():
            yield Finding(name, message)
        if progress:
            progress(done, len(CHECKS))


def ledger_problems() -> Iterator[str]:
    """Entries balance by construction; what is left to prove is that reversals mirror."""
    for entry in LedgerEntry.objects.filter(Q(amount__lte=0) | Q(debit=F("credit"))):
        yield _("Ledger entry %(entry)s does not move money between two accounts.") % {
            "entry": entry.pk
        }
    mirrored = Q(
        dealer=F("reverses__dealer"),
        amount=F("reverses__amount"),
        debit=F("reverses__credit"),
        credit=F("reverses__debit"),
    )
    for entry in LedgerEntry.objects.exclude(reverses=None).exclude(mirrored):
        yield _("Ledger entry %(entry)s is not the mirror image of %(original)s.") % {
            "entry": entry.pk,
            "original": entry.reverses_id,
        }


def posting_problems() -> Iterator[str]:
    """Posted run lines and the ledger's entries are the same amounts, seen from both sides."""
    entries = booked_amounts()
    for run in SettlementRun.objects.filter(status__in=[*IN_THE_BOOKS, RunStatus.POSTING]):
        lines = run.lines.exclude(amount=0).select_related("dealer", "programme").order_by("pk")
        if run.status == RunStatus.POSTING:  # only the dealers whose turn has come
            lines = lines.filter(dealer__in=run.statements.values("dealer"))
        for line in lines.defer("explanation").iterator(chunk_size=CHUNK):
            key = key_of(line)
            if run.reverses_id:
                key = key.replace(f"run:{run.pk}:", f"run:{run.reverses_id}:", 1)
            booked = entries.pop((source_of(run), key), NOTHING)
            if booked != line.amount:
                yield _(
                    "Run %(run)s, %(dealer)s, %(line)s: %(amount)s in the run, %(booked)s booked."
                ) % {
                    "run": run.pk,
                    "dealer": line.dealer.code,
                    "line": line,
                    "amount": line.amount,
                    "booked": booked,
                }
    for (source, key), amount in entries.items():
        yield _("%(source)s booked %(amount)s (%(key)s), but no run line says so.") % {
            "source": source,
            "amount": amount,
            "key": key,
        }


def booked_amounts() -> dict[tuple[str, str], Decimal]:
    """What settlement booked as rebates, by source and key; a reversal by its original's key."""
    entries = LedgerEntry.objects.filter(source__startswith="settlement:").order_by()
    entries = entries.exclude(keyed(FINE)).exclude(keyed(DRAW))
    rows = entries.values_list("source", "key", "reverses__key", "credit", "amount")
    return {
        (source, original or key): amount if credit == Account.REBATES else -amount
        for source, key, original, credit, amount in rows.iterator(chunk_size=CHUNK)
    }


def chain_problems() -> Iterator[str]:
    """Every run posted the difference: what it found posted is what was posted by then."""
    order = posting_order()
    posted: dict[tuple, Decimal] = defaultdict(lambda: NOTHING)
    for run in sorted(
        SettlementRun.objects.filter(status__in=[*IN_THE_BOOKS, RunStatus.POSTING]),
        key=lambda run: order.get(run.pk, 0),
    ):
        lines = run.lines.order_by("pk").values_list(
            "dealer__code", "programme__code", "period", "already_posted", "amount"
        )
        for *key, already, amount in lines.iterator(chunk_size=CHUNK):
            if not run.reverses_id and posted[tuple(key)] != already:
                yield _(
                    "Run %(run)s, %(key)s: %(already)s was taken as posted before, but it was"
                    " %(posted)s."
                ) % {
                    "run": run.pk,
                    "key": " ".join(key),
                    "already": already,
                    "posted": posted[tuple(key)],
                }
            posted[tuple(key)] += amount


def posting_order() -> dict[int, int]:
    """Runs by the moment they began to post, as the audit trail has it."""
    moves = AuditEntry.objects.filter(
        model=SettlementRun._meta.label_lower, action=RunStatus.POSTING
    )
    return dict(moves.order_by("pk").values_list("object_id", "pk"))


def rounding_problems() -> Iterator[str]:
    """Every due follows from its measures by the terms of its versions, rounded once."""
    lines = RunLine.objects.filter(
        run__status__in=[*IN_THE_BOOKS, RunStatus.POSTING], run__reverses=None
    )
    yield from wrong_lines(lines)


def approval_problems() -> Iterator[str]:
    """Nothing was posted without a second person."""
    posted = SettlementRun.objects.filter(status__in=[*IN_THE_BOOKS, RunStatus.POSTING])
    for run in posted.filter(Q(approved_by=None) | Q(approved_by=F("created_by"))):
        yield _("Run %(run)s was posted without the approval of a second person.") % {"run": run.pk}


def statement_problems() -> Iterator[str]:
    """Every statement proves true, and whoever has a line in a posted run has one."""
    statements = Statement.objects.select_related("previous").prefetch_related("documents")
    for statement in statements.order_by("pk").iterator(chunk_size=200):
        yield from check_statement(statement)
    for run in SettlementRun.objects.filter(status__in=IN_THE_BOOKS):
        stated = run.statements.values("dealer")
        for dealer in dealers_of(run).exclude(pk__in=stated):
            yield _("Run %(run)s: %(dealer)s has no statement.") % {
                "run": run.pk,
                "dealer": dealer.code,
            }


def balance_problems() -> Iterator[str]:
    """The last closing balance and the movements since are the balance of the ledger."""
    closing: dict[int, tuple[Decimal, int]] = {}
    for dealer, amount, through in Statement.objects.order_by("pk").values_list(
        "dealer_id", "closing", "through_entry"
    ):
        closing[dealer] = amount, through
    for dealer, (amount, through) in closing.items():
        entries = LedgerEntry.objects.filter(dealer=dealer)
        moved = entries.filter(pk__gt=through).balance()
        if amount + moved != (balance := entries.balance()):
            yield _(
                "Dealer %(dealer)s: statements end at %(stated)s, the ledger at %(balance)s."
            ) % {
                "dealer": Dealer.objects.get(pk=dealer).code,
                "stated": amount + moved,
                "balance": balance,
            }


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "ledger": ledger_problems,
    "postings": posting_problems,
    "differences": chain_problems,
    "calculation": rounding_problems,
    "fines": lambda: fine_problems(posting_order()),
    "evidence": evidence_problems,
    "approvals": approval_problems,
    "statements": statement_problems,
    "balances": balance_problems,
    "answers": file_problems,
    "annexes": annex_problems,
    "cells": cell_problems,
    "manual": manual_problems,
    "appendices": appendix_problems,
    "payouts": payout_problems,
}
TITLES = {
    "ledger": gettext_lazy("Ledger entries balance, reversals mirror"),
    "postings": gettext_lazy("Posted run lines = ledger entries"),
    "differences": gettext_lazy("Every run posted the difference"),
    "calculation": gettext_lazy("Every due follows from its measures, rounded once"),
    "fines": gettext_lazy("Fines = decisions = ledger entries; deposits drawn, top-up demands"),
    "evidence": gettext_lazy("Evidence of cases: what it was when they were decided"),
    "approvals": gettext_lazy("A second person approved every posted run"),
    "statements": gettext_lazy("Statements: opening + movements = closing, digests"),
    "balances": gettext_lazy("Statements = ledger balances"),
    "answers": gettext_lazy("Answers to statements: the files are those that were sent"),
    "annexes": gettext_lazy("Annexes of statements: the files are those that were written"),
    "cells": gettext_lazy("Monthly cells = sales lines"),
    "manual": gettext_lazy("Posted manual entries = ledger entries, by two persons"),
    "appendices": gettext_lazy("Appendices of contracts: the files are those that were attached"),
    "payouts": gettext_lazy("Paid payouts = ledger entries, within the balance; bank files"),
}
