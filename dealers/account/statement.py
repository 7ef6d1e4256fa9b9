"""Opening balance, every movement, closing balance: of the balance, goods credit and deposit.

The days are business dates (``LedgerEntry.date``) unless somebody asks by the day of posting. By
business date a statement can still grow: what is posted later for an earlier day belongs to that
day. By the day of posting it never does.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Scope

from ..choices import Account
from ..models import Dealer, LedgerEntry
from .documents import Document, documents_of


class Basis(models.TextChoices):
    DATE = "date", _("Business date")
    POSTED = "posted", _("Day of posting")


SECTIONS = (
    ("balance", _("Balance"), tuple(Account.of_balance())),
    ("goods_credit", _("Goods credit"), (Account.GOODS_CREDIT,)),
    ("deposit", _("Deposit"), (Account.DEPOSIT,)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A movement; in yuan: ``debit`` is what the dealer gave, ``credit`` what he received."""

    entry: LedgerEntry
    day: datetime.date
    what: str
    document: Document
    debit: Decimal
    credit: Decimal
    balance: Decimal  # after it

    @property
    def note(self) -> str:
        """What the entry says besides the document that stands beside it."""
        return self.entry.memo.removeprefix(self.document.label).removeprefix(" · ")


@dataclass(frozen=True, slots=True)
class Sum:
    """Of an account, or of several together: opening + credit − debit = closing."""

    name: str
    title: Any
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal

    @property
    def moved(self) -> bool:
        return any((self.opening, self.debit, self.credit))


@dataclass(frozen=True, slots=True)
class Section:
    sum: Sum
    rows: list[Row]
    accounts: list[Sum]  # each account by itself, where there are several


@dataclass(frozen=True, slots=True)
class AccountStatement:
    dealer: Dealer
    first: datetime.date
    last: datetime.date  # the last day that belongs to it
    basis: Basis
    sections: list[Section]
    made_at: datetime.datetime


def statement_of_account(
    *,
    dealer: Dealer,
    first: datetime.date,
    last: datetime.date,
    scope: Scope,
    basis: Basis = Basis.DATE,
) -> AccountStatement:
    """Both days belong to it. Raises ArithmeticError where the movements do not lead from the
    opening to the closing balance that the ledger has."""
    rows = LedgerEntry.objects.visible_to(scope).filter(dealer=dealer)
    entries = list(between(rows, first, last, basis))
    documents = documents_of(entries, scope)
    before = upto(rows, first, basis)
    after = upto(rows, last + datetime.timedelta(days=1), basis)
    sections = []
    for name, title, accounts in SECTIONS:
        whole = summed(name, title, accounts, before, entries)
        prove(whole, after.balance(accounts))
        each = [summed(a, a.label, (a,), before, entries) for a in accounts]
        moved = list(movements(entries, accounts, whole.opening, documents, basis))
        sections.append(Section(whole, moved, each if len(each) > 1 else []))
    return AccountStatement(dealer, first, last, basis, sections, timezone.now())


def day_of(entry: LedgerEntry, basis: Basis) -> datetime.date:
    return entry.date if basis == Basis.DATE else timezone.localdate(entry.posted_at)


def upto(rows: QuerySet[LedgerEntry], day: datetime.date, basis: Basis) -> QuerySet[LedgerEntry]:
    """Those before a day."""
    if basis == Basis.DATE:
        return rows.filter(date__lt=day)
    return rows.filter(posted_at__lt=midnight(day))


def between(
    rows: QuerySet[LedgerEntry], first: datetime.date, last: datetime.date, basis: Basis
) -> QuerySet[LedgerEntry]:
    if basis == Basis.DATE:
        return rows.filter(date__gte=first, date__lte=last).order_by("date", "pk")
    end = midnight(last + datetime.timedelta(days=1))
    return rows.filter(posted_at__gte=midnight(first), posted_at__lt=end).order_by("pk")


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def summed(
    name: str,
    title: Any,
    accounts: Sequence[Account],
    before: QuerySet[LedgerEntry],
    entries: Iterable[LedgerEntry],
) -> Sum:
    opening, debit, credit = before.balance(accounts), NOTHING, NOTHING
    for entry in entries:
        debit += entry.amount * (entry.debit in accounts)
        credit += entry.amount * (entry.credit in accounts)
    return Sum(str(name), title, opening, debit, credit, opening + credit - debit)


def prove(found: Sum, closing: Decimal) -> None:
    if found.closing != closing:
        raise ArithmeticError(f"{found.name}: {found.closing} is stated, the ledger has {closing}.")


def movements(
    entries: Iterable[LedgerEntry],
    accounts: Sequence[Account],
    balance: Decimal,
    documents: dict[int, Document],
    basis: Basis,
) -> Iterable[Row]:
    for entry in entries:
        debit = entry.amount * (entry.debit in accounts)
        credit = entry.amount * (entry.credit in accounts)
        if debit or credit:
            balance += credit - debit
            day, document = day_of(entry, basis), documents[entry.pk]
            yield Row(entry, day, what(entry, accounts), document, debit, credit, balance)


def what(entry: LedgerEntry, accounts: Sequence[Account]) -> str:
    """The accounts of the dealer that it is about, of these."""
    own = [name for name in (entry.debit, entry.credit) if name in accounts]
    return " → ".join(str(Account(name).label) for name in own)
