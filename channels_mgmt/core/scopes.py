"""Who sees which rows: computed once a request, passed everywhere, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from django.db.models import Manager, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .trees import within


class Verb(StrEnum):
    """What a role may do beyond reading; ``dealers.roles`` says which role may what.

    Members are written ``NAME = "value", _("Label"), _("What it is, in a sentence.")``.
    """

    def __new__(cls, value: str, label: Any = "", description: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.description = label, description
        return member

    @property
    def subject(self) -> str:
        return self.value.split(".")[0]

    CHANGE_STRUCTURE = (
        "structure.change",
        _("Change the channel"),
        _("Add and change regions, tiers, dealers, territories, shops and the brand's own data."),
    )
    CHANGE_CONTRACTS = (
        "contracts.change",
        _("Draft contracts"),
        _("Draft and renew contracts, attach files to them, set targets."),
    )
    SIGN_CONTRACTS = (
        "contracts.sign",
        _("Sign contracts"),
        _("Put a contract that somebody else drafted into force, and end one early."),
    )
    CHANGE_PRODUCTS = (
        "products.change",
        _("Change products"),
        _("Add and change product lines, products, price lists, prices and online exclusives."),
    )
    IMPORT_MASTERS = (
        "masters.import",
        _("Take in master data"),
        _("Upload files of dealers, products, territories and prices."),
    )
    IMPORT_SALES = (
        "sales.import",
        _("Take in sales"),
        _("Upload sales files, and take them back as long as nothing is settled on them."),
    )
    CHANGE_PROGRAMMES = (
        "programmes.change",
        _("Propose programmes"),
        _("Add rebate programmes and propose new versions of them."),
    )
    APPROVE_PROGRAMMES = (
        "programmes.approve",
        _("Approve programmes"),
        _("Put a version that somebody else proposed into force, or withdraw one."),
    )
    DRAFT_RUNS = (
        "runs.draft",
        _("Calculate settlements"),
        _("Start a settlement run, discard a draft, propose to reverse a posted run."),
    )
    REVIEW_RUNS = (
        "runs.review",
        _("Review settlements"),
        _("Look through the draft of a settlement, dealer by dealer, and note what stands out."),
    )
    APPROVE_RUNS = (
        "runs.approve",
        _("Approve settlements"),
        _("Approve a settlement run that somebody else started."),
    )
    POST_RUNS = (
        "runs.post",
        _("Post settlements"),
        _("Post an approved settlement run to the dealers' accounts."),
    )
    PROPOSE_ENTRIES = (
        "entries.propose",
        _("Propose payouts and adjustments"),
        _("Propose a payout, a deposit or an adjustment of a dealer's balance."),
    )
    APPROVE_ENTRIES = (
        "entries.approve",
        _("Approve payouts and adjustments"),
        _("Post or refuse what somebody else proposed to move by hand."),
    )
    CHANGE_CONTROLS = (
        "controls.change",
        _("Propose price controls"),
        _("Add and change price controls and their legal basis."),
    )
    APPROVE_CONTROLS = (
        "controls.approve",
        _("Approve price controls"),
        _("Put a price control that penalises into force when somebody else proposed it."),
    )
    ANSWER_STATEMENTS = (
        "statements.answer",
        _("Answer statements"),
        _("Confirm or dispute the dealer's own statements."),
    )
    REPLY_TO_ANSWERS = (
        "statements.reply",
        _("Reply to dealers"),
        _("Reply to a dealer who disputes a statement."),
    )
    CHANGE_PENALTIES = (
        "penalties.change",
        _("Propose penalty rules"),
        _("Add penalty rules and propose versions of them; set detectors, regions and holidays."),
    )
    APPROVE_PENALTIES = (
        "penalties.approve",
        _("Approve penalty rules"),
        _("Put a version of a penalty rule that somebody else proposed into force."),
    )
    OPEN_CASES = (
        "cases.open",
        _("Work on cases"),
        _("Open cases, put them under review, add evidence, order recalls."),
    )
    DECIDE_CASES = (
        "cases.decide",
        _("Decide cases"),
        _("Confirm or dismiss a case that somebody else opened."),
    )
    DECIDE_APPEALS = (
        "cases.appeals",
        _("Decide appeals"),
        _("Uphold or overturn the decision of somebody else when a dealer appeals."),
    )
    ANSWER_CASES = (
        "cases.answer",
        _("Answer cases"),
        _("Answer the dealer's own cases, appeal against a decision, complain of another dealer."),
    )
    CHANGE_PEOPLE = (
        "people.change",
        _("Manage people"),
        _("Invite people, give and end roles within the own reach, disable a person, make links."),
    )
    APPROVE_PEOPLE = (
        "people.approve",
        _("Approve roles"),
        _("Approve or refuse a role that moves money when somebody else proposed it."),
    )
    MANAGE_JOBS = (
        "jobs.manage",
        _("Manage jobs"),
        _("Cancel background work, and retry what has failed."),
    )


SECOND_FACTOR = frozenset(
    {
        Verb.SIGN_CONTRACTS,
        Verb.APPROVE_PROGRAMMES,
        Verb.APPROVE_RUNS,
        Verb.POST_RUNS,
        Verb.APPROVE_ENTRIES,
        Verb.APPROVE_CONTROLS,
        Verb.APPROVE_PENALTIES,
        Verb.DECIDE_APPEALS,
        Verb.APPROVE_PEOPLE,
    }
)
"""Whoever may do one of these signs in with a second factor: they move money, or decide who may."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a person may see: all, some region subtrees (brand side), or some dealers."""

    everything: bool = False
    regions: tuple[str, ...] = ()  # paths of region subtrees
    dealers: frozenset[int] = frozenset()

    @property
    def brand_side(self) -> bool:
        return self.everything or bool(self.regions)

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.regions or self.dealers)

    def __or__(self, other: Self) -> "Scope":
        return Scope(
            self.everything or other.everything,
            tuple(dict.fromkeys(self.regions + other.regions)),
            self.dealers | other.dealers,
        )


def union(scopes: Iterable[Scope]) -> Scope:
    whole = Scope()
    for scope in scopes:
        whole |= scope
    return whole


@dataclass(frozen=True, slots=True)
class Reach:
    """How a model's rows are reached; every model declares one as ``reach``.

    ``public``: every signed-in person sees all rows (reference data).
    ``brand``: everybody on the brand side sees all rows, dealers none.
    ``dealer``/``region``: the columns that hold the dealer's id and the region's path; several
    region columns: any of them.
    ``dealer_sees``: what must hold besides before the dealer side sees a row.
    ``brand_sees``: the rows that everybody on the brand side sees besides those of her region.
    """

    public: bool = False
    brand: bool = False
    dealer: str = ""
    region: str | tuple[str, ...] = ()
    dealer_sees: Q = field(default_factory=Q)
    brand_sees: Q | None = None

    def admits(self, scope: Scope) -> bool:
        """Whether a person of this scope may know that such rows exist at all."""
        if scope.everything or (self.public and not scope.nothing):
            return True
        if scope.brand_side and (self.brand or self.region):
            return True
        return bool(self.dealer and scope.dealers)

    def rows(self, scope: Scope) -> Q | None:
        """The condition for the rows in scope; None means no row at all."""
        if scope.everything or (self.public and not scope.nothing):
            return Q()
        if self.brand and scope.brand_side:
            return Q()
        columns = (self.region,) if isinstance(self.region, str) else self.region
        conditions = [within(column, path) for column in columns for path in scope.regions]
        if self.brand_sees is not None and scope.brand_side:
            conditions.append(self.brand_sees)
        if self.dealer and scope.dealers:
            conditions.append(Q(**{f"{self.dealer}__in": scope.dealers}) & self.dealer_sees)
        if not conditions:
            return None
        either = conditions[0]
        for condition in conditions[1:]:
            either |= condition
        return either


class ScopedQuerySet(QuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """The rows a scope may see, by the model's ``reach``."""
        rows = self.model.reach.rows(scope)
        return self.none() if rows is None else self.filter(rows)


ScopedManager = Manager.from_queryset(ScopedQuerySet)


@dataclass(frozen=True)
class Access:
    """What one person may see and do: one right per valid grant."""

    user: Any = None
    rights: tuple[tuple[frozenset[Verb], Scope], ...] = ()

    @cached_property
    def scope(self) -> Scope:
        return union(scope for _, scope in self.rights)

    def may(self, verb: Verb) -> bool:
        return any(verb in verbs for verbs, _ in self.rights)

    def to(self, verb: Verb) -> Scope:
        """The rows on which the person may do this: a right in one region is none in another."""
        return union(scope for verbs, scope in self.rights if verb in verbs)

    def reaches(self, verb: Verb, record: Model) -> bool:
        """Whether the person may do this to a stored record; asked of the database."""
        rows = ScopedQuerySet(type(record))
        return self.may(verb) and rows.visible_to(self.to(verb)).filter(pk=record.pk).exists()


SYSTEM = Access(rights=((frozenset(Verb), Scope(everything=True)),))
"""The command line and the worker: no person, everything allowed."""
