"""What a statement says: every fact that is printed, free of language, and its digest.

Codes instead of labels, names in both languages, amounts as text, dates as ISO: whoever reads the
content in fifty years needs no other table, and the same facts give the same digest.
"""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.periods import Period
from dealers.choices import Silence
from dealers.models import Brand, Dealer, LedgerEntry, Region
from dealers.placements import placed_on

from ...fines.planning import Draw, demand_of, draws_of, fine_lines_of
from ...fines.stating import demand_facts, fine_facts
from ...models import FineLine, RunLine, SettlementRun, Statement
from .earlier import First, first_statements
from .entries import (
    BALANCE,
    DEPOSIT,
    as_text,
    deposit_facts,
    drawing_entries,
    effect,
    entry_facts,
)
from .tax import Terms, split, totals

# 3: the fines and the demand to top the deposit up. 2: the tax split, the first statement of what
# is settled anew, what no answer means. Contents of earlier schemas are read as before: they lack
# these keys.
SCHEMA = 3
NUMBER_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Facts:
    """A statement before it is written; the amounts are yuan, in whole fen."""

    opening: Decimal
    movements: Decimal
    closing: Decimal
    through_entry: int
    content: dict[str, Any]


def canonical(content: dict[str, Any]) -> bytes:
    """The one way in which a content is written for its digest."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def source_of(run: SettlementRun) -> str:
    """How ledger entries name the run that posted them."""
    return f"settlement:{run.pk}"


def number_of(*, run: SettlementRun, dealer: Dealer) -> str:
    """ST-2012Q4-000012-D0034: period, run, dealer; no other run or dealer can have it.

    A code that is too long, or not fit for an address, is cut to what fits and followed by "~" and
    the dealer's id: no code has a "~", so the two ways never meet.
    """
    period = Period(run.date_from, run.date_to).key
    if "/" in period:
        period = period.replace("-", "").replace("/", "-")
    head = f"ST-{period}-{run.pk:06}-"
    room = NUMBER_LENGTH - len(head)
    plain = "".join(c for c in dealer.code if c.isascii() and (c.isalnum() or c in "-._"))
    if plain == dealer.code and len(plain) <= room:
        return head + plain
    tail = f"~{dealer.pk}"
    return head + plain[: room - len(tail)] + tail


def gather(
    *,
    run: SettlementRun,
    dealer: Dealer,
    previous: Statement | None,
    issued_at: datetime.datetime,
    number: str = "",
    draws: Sequence[Draw] = (),
) -> Facts:
    """Everything since the previous statement; without a number, the preview of a draft.

    A draft has no ledger entries of its own yet: its lines are counted as if they were posted, and
    what they would draw is worked out. ``draws``: what a posted run drew from the deposit. Raises
    ValueError when the ledger entries of the run are not what its lines say.
    """
    lines = list(
        RunLine.objects.filter(run=run, dealer=dealer)
        .select_related("programme", "version")
        .order_by("programme__code", "period")
    )
    covered = previous.through_entry if previous else 0
    rows = LedgerEntry.objects.filter(dealer=dealer, pk__gt=covered).order_by("pk")
    entries = list(rows.select_related("manual_entry"))
    fines = fine_lines_of(run, dealer)
    opening = previous.closing if previous else NOTHING
    rebates, fined = _total(lines), _total(fines)
    if not number:
        draws = draws_of(run, dealer, fines, rebates)
        entries += drawing_entries(run, dealer, draws)
    others = _others(run, entries, rebates + fined, posted=bool(number))
    movements = rebates + fined + sum((effect(entry, BALANCE) for entry in others), NOTHING)
    firsts = first_statements(run=run, dealer=dealer, lines=lines)
    stated = [_line(line, firsts.get((line.programme.code, line.period))) for line in lines]
    content = {
        "schema": SCHEMA,
        "number": number,
        "previous": previous.number if previous else None,
        **_issued(run, issued_at, brand := Brand.current()),
        "silence": _silence(dealer, issued_at),
        "brand": _letterhead(brand),
        "dealer": _party(placed_on(dealer, run.date_to - datetime.timedelta(days=1))),
        "opening": as_text(opening),
        "lines": stated,
        "rebates": as_text(rebates),
        "tax": totals(stated),
        "payment_forms": _payment_forms(lines),
        "fines": fine_facts(fines, draws),
        "fined": as_text(fined),
        "demand": demand_facts(demand_of(run, dealer, draws)),
        "others": [entry_facts(e, BALANCE) for e in others if effect(e, BALANCE)],
        "movements": as_text(movements),
        "closing": as_text(opening + movements),
        "deposit": deposit_facts(dealer, entries),
    }
    last = max((entry.pk for entry in entries if entry.pk), default=covered)
    return Facts(opening, movements, opening + movements, last, content)


def _total(lines: Sequence[RunLine] | Sequence[FineLine]) -> Decimal:
    return sum((line.amount for line in lines), NOTHING)


def _others(
    run: SettlementRun, entries: Sequence[LedgerEntry], stated: Decimal, *, posted: bool
) -> list[LedgerEntry]:
    """The entries that the lines of the run do not stand for: ``stated`` is what these come to.

    What a run drew from the deposit is a movement beside its fines.
    """
    if not posted:
        return list(entries)
    own = [e for e in entries if e.source == source_of(run) and not effect(e, DEPOSIT)]
    booked = sum((effect(entry, BALANCE) for entry in own), NOTHING)
    if booked != stated:
        raise ValueError(f"{run}: the ledger has {booked}, the lines say {stated}.")
    return [entry for entry in entries if entry not in own]


def _issued(run: SettlementRun, issued_at: datetime.datetime, brand: Brand) -> dict[str, Any]:
    day = timezone.localtime(issued_at).date()
    return {
        "issued_at": timezone.localtime(issued_at).isoformat(timespec="seconds"),
        "answer_by": str(day + datetime.timedelta(days=brand.answer_days)),
        "run": {
            "id": run.pk,
            "from": str(run.date_from),
            "to": str(run.date_to),  # the first day that no longer belongs to it
            "as_of": timezone.localtime(run.as_of).isoformat(),
            "input_digest": run.input_digest,
            "reverses": run.reverses_id,
        },
    }


def _named(record: Any, **more: str) -> dict[str, str]:
    return {"name": record.name, "name_en": record.name_en, **more}


def _letterhead(brand: Brand) -> dict[str, str]:
    return _named(brand, uscc=brand.uscc, address=brand.address, phone=brand.phone)


def _party(dealer: Dealer) -> dict[str, Any]:
    """The dealer with its tier; the home region from the largest unit down."""
    home = Region.objects.filter(code__in=dealer.home_region.path.strip("/").split("/"))
    below = [region for region in home.order_by("path") if region.parent_id] or [dealer.home_region]
    return {
        **_named(dealer, code=dealer.code, uscc=dealer.uscc),
        "tier": _named(dealer.tier, code=dealer.tier.code),
        "home": [_named(region, code=region.code) for region in below],
    }


def _silence(dealer: Dealer, issued_at: datetime.datetime) -> str:
    """What no answer means by the contract of the day; without a contract it means nothing."""
    day = timezone.localtime(issued_at).date()
    contract = dealer.contracts.signed().valid_on(day).order_by("valid_from").first()
    return str(contract.silence_means if contract else Silence.NOTHING)


def _line(line: RunLine, first: First | None) -> dict[str, Any]:
    """A line that settles anew is taxed as it was the first time: the goods were bought then."""
    tax = first.tax if first and first.tax else _tax_of(line)
    return {
        "id": line.pk,
        "programme": _named(line.programme, code=line.programme.code),
        "payment_form": line.programme.payment_form,
        "version": line.version.number,
        "period": line.period,
        "target_measure": as_text(line.target_measure),
        "earning_measure": as_text(line.earning_measure),
        "step": line.step,
        "due": as_text(line.due),
        "already_posted": as_text(line.already_posted),
        "amount": as_text(line.amount),
        "tax": split(line.amount, tax),
        "first": first and first.number,
        "explanation": line.explanation,
    }


def _tax_of(line: RunLine) -> Terms:
    programme = line.programme
    return Terms(programme.vat_rate if programme.sales_linked else None)


def _payment_forms(lines: Sequence[RunLine]) -> list[dict[str, str]]:
    """How the rebates of this statement are to be paid."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        form = line.programme.payment_form
        sums[form] = sums.get(form, NOTHING) + line.amount
    return [{"form": form, "amount": as_text(sums[form])} for form in sorted(sums) if sums[form]]
