"""What must hold after each step, told cheaply; and the whole proof, now and then.

`verify_books` reads everything that was ever posted: after each of ten thousand steps it would take
days. So after each step its checks are applied to what the step added (ledger entries, statements,
runs that were calculated or posted), and all balances and totals are held against the oracle. The
full `verify()` and `verify_chain()` follow every so many steps and at the end. What only they see
(a row changed long after it was written, cells that do not hold their lines, a file that is not the
one that was kept) is therefore found within that many steps, not at the step itself.
"""

import datetime
import hashlib
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.db.models import F, Max, Q, Sum

from channels_mgmt.core.audit_chain import Head
from channels_mgmt.core.audit_reading import head_of_chain, verify_chain
from channels_mgmt.core.models import AuditEntry, ImportBatch
from channels_mgmt.core.periods import Period
from dealers.choices import Account
from dealers.models import LedgerEntry, ManualEntry, Placement, Target
from pricing.models import Price
from rebates.choices import RunStatus
from rebates.conduct.models import PenaltyDecision, Violation
from rebates.fines.planning import DRAW
from rebates.fines.posting import key_of as fine_key_of
from rebates.fines.proof import decision_problems, keyed, mirrored
from rebates.models import (
    FineLine,
    Payout,
    PayoutBatch,
    ProgrammeVersion,
    RunLine,
    SettlementRun,
    Statement,
    StatementAnswer,
    TopUpDemand,
)
from rebates.sales.models import Payment, SalesLine
from rebates.services.books import IN_THE_BOOKS, verify
from rebates.services.posting import key_of
from rebates.services.recalculation import wrong_lines
from rebates.services.runs import dealers_of
from rebates.services.statements import check_statement, source_of
from tests.simulation.expected import APART, Expected

MONEY = (
    LedgerEntry, ManualEntry, Payout, PayoutBatch, ProgrammeVersion, RunLine, SettlementRun,
    Statement, StatementAnswer, SalesLine, Payment, ImportBatch, Violation, PenaltyDecision,
    Placement, Target, Price, FineLine, TopUpDemand,
)  # fmt: skip
PLAIN_MEASURES = {
    "WHOLE": "amount", "BEST-1": "amount", "MINIMUM": "amount", "BUDGET": "quantity",
}  # fmt: skip
TABLES = [model._meta.db_table for model in MONEY]
COUNTS = "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in TABLES)
SETTLED = (*IN_THE_BOOKS, RunStatus.POSTING)


def fingerprint() -> tuple:
    """What a refused operation must leave as it was: how many rows bear money, and the head of the
    audit trail, which every change moves on."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return head_of_chain(), *cursor.fetchone()


class Books:
    """Watches the books from step to step."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self.entry = self.statement = self.trail = 0  # the last ones seen
        self.settled: set[int] = set()  # runs seen in the books, and posted to the end
        self.head: Head | None = head_of_chain()
        self.posted = 0, 0, digest_of_posted(0, 0)

    def problems_of_step(self) -> Iterator[str]:
        """What verify_books says, of what is new; and all totals against the oracle."""
        yield from self.balance_problems()
        yield from self.entry_problems()
        yield from self.statement_problems()
        yield from self.run_problems()
        yield from self.trail_problems()

    def balance_problems(self) -> Iterator[str]:
        accounts = [("balance", None, self.expected.balance)]
        accounts += [(name, [name], self.expected.apart[name]) for name in APART]
        codes = dict(LedgerEntry.objects.order_by().values_list("dealer", "dealer__code"))
        for name, asked, expected in accounts:
            found = LedgerEntry.objects.balances(asked)
            for dealer, code in codes.items():
                if found[dealer] != expected[code]:
                    yield f"{name} of {code}: {found[dealer]}, expected {expected[code]}"
        if LedgerEntry.objects.count() != self.expected.entries:
            yield f"{LedgerEntry.objects.count()} entries, not {self.expected.entries}"
        sold = SalesLine.objects.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        found = (SalesLine.objects.count(), sold)
        if found != (self.expected.lines, self.expected.sold):
            yield f"sales lines: {found}, not {self.expected.lines} of {self.expected.sold}"

    def entry_problems(self) -> Iterator[str]:
        """Checks "ledger" and "manual": new entries move money, mirror, and have a source."""
        new = LedgerEntry.objects.filter(pk__gt=self.entry)
        mirrored = Q(
            dealer=F("reverses__dealer"), amount=F("reverses__amount"),
            debit=F("reverses__credit"), credit=F("reverses__debit"),
        )  # fmt: skip
        for entry in new.filter(Q(amount__lte=0) | Q(debit=F("credit"))):
            yield f"entry {entry.pk} does not move money"
        for entry in new.exclude(reverses=None).exclude(mirrored):
            yield f"entry {entry.pk} does not mirror {entry.reverses_id}"
        known = ("settlement:", "manual:", "payout:")
        for source in new.values_list("source", flat=True).distinct().order_by():
            if not source.startswith(known):
                yield f"nobody knows the source {source}"
        self.entry = new.aggregate(last=Max("pk"))["last"] or self.entry

    def statement_problems(self) -> Iterator[str]:
        """Checks "statements" and "balances": new ones prove true; all end at the ledger."""
        new = Statement.objects.filter(pk__gt=self.statement).select_related("previous")
        for statement in new.order_by("pk"):
            yield from check_statement(statement)
            self.statement = statement.pk
            since = LedgerEntry.objects.filter(
                dealer=statement.dealer_id, pk__gt=statement.through_entry
            ).balance()
            balance = LedgerEntry.objects.filter(dealer=statement.dealer_id).balance()
            if statement.closing + since != balance:
                yield f"{statement.number} closes at {statement.closing}, the ledger at {balance}"

    def run_problems(self) -> Iterator[str]:
        """Checks "postings", "differences", "calculation" and "approvals" of runs new in the
        books."""
        rows = SettlementRun.objects.filter(status__in=SETTLED).exclude(pk__in=self.settled)
        for run in rows.order_by("pk"):
            if run.approved_by_id in (None, run.created_by_id):
                yield f"run {run.pk} was posted without a second person"
            if run.pk not in self.expected.runs:
                yield f"run {run.pk} is in the books, but no operation posted it"
            if not run.reverses_id:
                yield from wrong_lines(run.lines.all())
            yield from self.posting_problems(run)
            if run.status != RunStatus.POSTING:
                self.settled.add(run.pk)

    def posting_problems(self, run: SettlementRun) -> Iterator[str]:
        """The lines of those whose turn has come are the run's entries, one for one."""
        booked = booked_amounts_of(run)
        lines = run.lines.exclude(amount=0).filter(dealer__in=run.statements.values("dealer"))
        said = {}
        for line in lines.defer("explanation").select_related("dealer", "programme"):
            key = key_of(line)
            if run.reverses_id:
                key = key.replace(f"run:{run.pk}:", f"run:{run.reverses_id}:", 1)
            said[key] = line.amount
        for line in run.fine_lines.exclude(amount=0).filter(
            dealer__in=run.statements.values("dealer")
        ):
            said[mirrored(run, fine_key_of(line))] = line.amount
            if not run.reverses_id:
                yield from decision_problems(line)
        if said != booked:
            yield f"run {run.pk}: its lines say {said}, booked is {booked}"
        unstated = dealers_of(run).exclude(pk__in=run.statements.values("dealer"))
        if run.status != RunStatus.POSTING and unstated.exists():
            yield f"run {run.pk} is posted, but somebody has no statement"

    def trail_problems(self) -> Iterator[str]:
        """The trail only grows, and each entry has its seal."""
        head, last = head_of_chain(), AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        if head.number < self.head.number or last < self.trail:
            yield f"the audit trail shrank from {self.head} to {head}"
        if head.number == self.head.number and head != self.head:
            yield "the head of the audit trail changed without an entry"
        self.head, self.trail = head, last

    def problems_of_all(self, anchor: Head | None) -> Iterator[str]:
        """The whole proof: verify_books, verify_chain, and nothing posted was ever edited."""
        for finding in verify():
            yield f"verify_books, {finding.check}: {finding.message}"
        for fault in verify_chain(anchor=anchor).faults:
            yield f"verify_chain: {fault.message}"
        *seen, digest = self.posted
        if digest != digest_of_posted(*seen):
            yield "what was posted before has changed"
        self.posted = self.entry, self.statement, digest_of_posted(self.entry, self.statement)


def booked_amounts_of(run: SettlementRun) -> dict[str, Decimal]:
    """What lines booked; what was drawn from deposits stands beside them."""
    entries = LedgerEntry.objects.filter(source=source_of(run)).exclude(keyed(DRAW)).order_by()
    rows = entries.values_list("key", "reverses__key", "credit", "amount")
    return {
        original or key: amount if credit in Account.of_balance() else -amount
        for key, original, credit, amount in rows
    }


def measure_problems(run: SettlementRun) -> Iterator[str]:
    """Of a run that was calculated just now: where a first version counts all sell-in of a period,
    its measures are the sums of the lines themselves, as far as they were taken in by the cut-off.
    """
    lines = run.lines.filter(programme__code__in=PLAIN_MEASURES, version__number=1)
    keys = lines.values_list("programme__code", "period", "version").distinct().order_by()
    for code, period, version in keys:
        start, end = days_of(period, ProgrammeVersion.objects.get(pk=version), run)
        sold = SalesLine.objects.filter(
            kind="sell_in", date__gte=start, date__lt=end, batch__committed_at__lte=run.as_of
        )
        sums = sold.order_by().values_list("dealer").annotate(sum=Sum(PLAIN_MEASURES[code]))
        right, asked = dict(sums), lines.filter(programme__code=code, period=period)
        for dealer, measure in asked.values_list("dealer", "target_measure"):
            if measure != right.get(dealer, 0):
                yield f"run {run.pk}, {code} {period}, {dealer}: {measure}, not {right.get(dealer)}"


def days_of(
    period: str, version: ProgrammeVersion, run: SettlementRun
) -> tuple[datetime.date, datetime.date]:
    """Those of the period on which the version is in force, as known at the cut-off; after it
    comes one of another length, which has periods of its own."""
    days = Period.parse(period)
    ended = version.valid_to and (version.ended_at is None or version.ended_at <= run.as_of)
    return days.start, min(days.end, version.valid_to) if ended else days.end


def digest_of_posted(entry: int, statement: int) -> str:
    """Of all ledger entries and statements up to these, column by column."""
    hashed = hashlib.sha256()
    for rows in (
        LedgerEntry.objects.filter(pk__lte=entry),
        Statement.objects.filter(pk__lte=statement),
    ):
        for row in rows.order_by("pk").values_list().iterator(chunk_size=500):
            hashed.update(repr(row).encode())
    return hashed.hexdigest()
