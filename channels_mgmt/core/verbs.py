"""What people may do beyond reading."""

from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext_lazy as _


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
