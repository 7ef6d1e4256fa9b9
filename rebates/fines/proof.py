"""Proves that fines stand in the ledger as they were decided, and what they drew and demanded.

Every check is a function that yields what is wrong, in words, and nothing when all is well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING
from dealers.choices import Account
from dealers.models import LedgerEntry

from ..choices import FinePart, RunStatus
from ..models import FineLine, RunLine, SettlementRun, Statement, TopUpDemand
from ..services.posted import COUNTED
from .explaining import REVERSED
from .planning import DRAW
from .posting import FINE, draw_key_of, key_of
from .retelling import wrong_line
from .wording import sentences, what

Order = Mapping[int, int]
"""Runs by the moment they began to post."""


def keyed(prefix: str) -> Q:
    """Entries that this posted, and those that take them back."""
    return Q(key__startswith=prefix) | Q(reverses__key__startswith=prefix)


def booked(prefix: str) -> dict[tuple[int, str], Decimal]:
    """What the dealers' accounts of fines got, by run and key; a reversal by its original's key."""
    entries = LedgerEntry.objects.filter(keyed(prefix), source__startswith="settlement:")
    rows = entries.order_by().values_list("source", "key", "reverses__key", "credit", "amount")
    return {
        (int(source.partition(":")[2]), original or key): (
            amount if credit == Account.FINES else -amount
        )
        for source, key, original, credit, amount in rows.iterator(chunk_size=2000)
    }


def lines_in_the_books() -> Iterator[FineLine]:
    """Those of runs that post, of the dealers whose turn has come."""
    rows = FineLine.objects.filter(run__status__in=COUNTED).order_by("run", "pk")
    posting = Statement.objects.filter(run__status=RunStatus.POSTING).order_by()
    stated = set(posting.values_list("run", "dealer"))
    for line in rows.select_related("run", "dealer", "case", "decision").iterator(chunk_size=500):
        if line.run.status != RunStatus.POSTING or (line.run_id, line.dealer_id) in stated:
            yield line


def fine_problems(order: Order) -> Iterator[str]:
    lines = list(lines_in_the_books())
    yield from entry_problems(lines)
    yield from chain_problems(order)
    for line in lines:
        yield from decision_problems(line)
    yield from forfeit_problems(order, lines)
    yield from draw_problems(lines)
    yield from demand_problems()


def entry_problems(lines: Iterable[FineLine]) -> Iterator[str]:
    """Fine lines and the ledger's entries are the same amounts, seen from both sides."""
    entries = booked(FINE)
    for line in lines:
        found = entries.pop((line.run_id, mirrored(line.run, key_of(line))), NOTHING)
        if found != line.amount:
            words = {"line": name_of(line), "amount": line.amount, "booked": found}
            yield _("%(line)s: %(amount)s in the run, %(booked)s booked.") % words
    for (run, key), amount in entries.items():
        words = {"run": run, "amount": amount, "key": key}
        yield _("Run %(run)s booked %(amount)s (%(key)s), but no fine line says so.") % words


def mirrored(run: SettlementRun, key: str) -> str:
    """The key under which a run booked it: what is taken back has the key of the original."""
    if not run.reverses_id:
        return key
    return key.replace(f":{run.pk}:", f":{run.reverses_id}:", 1)


def chain_problems(order: Order) -> Iterator[str]:
    """Every run posted the difference: what it found posted is what was posted by then."""
    posted: dict[tuple, Decimal] = defaultdict(lambda: NOTHING)
    rows = FineLine.objects.filter(run__status__in=COUNTED).select_related("run", "dealer", "case")
    for line in sorted(rows, key=lambda line: (order.get(line.run_id, 0), line.pk)):
        key = line.dealer_id, line.case_id, line.part
        if not line.run.reverses_id and posted[key] != line.already_posted:
            yield _("%(line)s: %(already)s was taken as posted before, but it was %(posted)s.") % {
                "line": name_of(line),
                "already": line.already_posted,
                "posted": posted[key],
            }
        posted[key] += line.amount


def decision_problems(line: FineLine) -> Iterator[str]:
    """The line follows from its explanation, and that is what was decided."""
    told, decision, case = line.explanation, line.decision, line.case
    yield from wrong_line(name_of(line), line.due, told)
    whose = case.invaded_id if line.part == FinePart.SHARE else case.dealer_id
    if line.dealer_id != whose or decision.violation_id != case.pk:
        yield _("%(line)s: the case is about another dealer.") % {"line": name_of(line)}
    if told.get("outcome") == REVERSED:
        return
    decided = {
        FinePart.FINE: -decision.fine,
        FinePart.SHARE: decision.share,
        FinePart.FORFEIT: line.due,  # its percent is told, its rebates are proved for themselves
    }[FinePart(line.part)]
    forfeits = line.part == FinePart.FORFEIT
    if line.due != decided or (
        forfeits and Decimal(told.get("percent", 0)) != (decision.rebate_percent or 0)
    ):
        words = {"line": name_of(line), "due": line.due, "decided": decided}
        yield _("%(line)s: due is %(due)s, but %(decided)s was decided.") % words


def forfeit_problems(order: Order, lines: Iterable[FineLine]) -> Iterator[str]:
    """A forfeit is told from the rebates that were posted by then, this run's among them."""
    for line in lines:
        if line.explanation.get("outcome") != FinePart.FORFEIT:
            continue
        by_then = [run for run, place in order.items() if place <= order.get(line.run_id, 0)]
        rows = RunLine.objects.filter(dealer=line.dealer_id, run__in=by_then).order_by()
        sums = {
            (code, period): amount
            for code, period, amount in rows.values_list("programme__code", "period").annotate(
                Sum("amount")
            )
        }
        for code, period, amount in line.explanation.get("rebates", ()):
            if sums.get((code, period), NOTHING) != Decimal(amount):
                words = {"line": name_of(line), "rebate": f"{code} {period}", "amount": amount}
                yield _("%(line)s: the rebate %(rebate)s was not %(amount)s by then.") % words


def draw_problems(lines: Iterable[FineLine]) -> Iterator[str]:
    """What was drawn from deposits belongs to a fine, and is what the statement tells of it."""
    entries = booked(DRAW)
    told = told_draws({line.run_id for line in lines if not line.run.reverses_id})
    for line in lines:
        if line.part != FinePart.FINE:
            continue
        found = entries.pop((line.run_id, mirrored(line.run, draw_key_of(line))), NOTHING)
        if not line.run.reverses_id and found != told.get(line.pk, NOTHING):
            words = {"line": name_of(line), "booked": found, "told": told.get(line.pk, NOTHING)}
            yield (
                _("%(line)s: %(booked)s was drawn from the deposit, the statement says %(told)s.")
                % words
            )
    for (run, key), amount in entries.items():
        words = {"run": run, "amount": amount, "key": key}
        yield _("Run %(run)s drew %(amount)s (%(key)s), but no fine line says why.") % words


def told_draws(runs: set[int]) -> dict[int, Decimal]:
    """What the statements of these runs say was drawn, by fine line."""
    contents = Statement.objects.filter(run__in=runs).values_list("content__fines", flat=True)
    return {
        line["id"]: Decimal(line["draw"]["drawn"])
        for fines in contents.iterator(chunk_size=200)
        for line in fines or ()
        if line["draw"]
    }


def demand_problems() -> Iterator[str]:
    """A demand is what was missing to the deposit when its statement was issued."""
    for demand in TopUpDemand.objects.select_related("run", "dealer", "contract"):
        statement = Statement.objects.filter(run=demand.run_id, dealer=demand.dealer_id).first()
        through = statement.through_entry if statement else 0
        entries = LedgerEntry.objects.filter(dealer=demand.dealer_id, pk__lte=through)
        held = entries.balance([Account.DEPOSIT])
        stated = statement and (statement.content.get("demand") or {}).get("amount")
        if held != demand.held or stated != f"{demand.amount:f}":
            words = {"run": demand.run_id, "demand": demand, "held": held}
            yield (
                _(
                    "Run %(run)s, top-up demand %(demand)s: %(held)s was held, or its statement"
                    " says otherwise."
                )
                % words
            )


def explained_fine(line: FineLine) -> dict[str, Any]:
    """Everything behind one fine line, and what of it does not hold."""
    return {
        "part": line.part,
        "what": what(line.part, line.case.number),
        "due": str(line.due),
        "already_posted": str(line.already_posted),
        "amount": str(line.amount),
        "reasoning": sentences(line.explanation),
        "explanation": line.explanation,
        "problems": list(decision_problems(line)),
    }


def name_of(line: FineLine) -> str:
    where = f"{line.dealer.code} {line}"
    return _("Run %(run)s, %(line)s") % {"run": line.run_id, "line": where}
