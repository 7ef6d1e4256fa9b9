from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.choices import Status

from .conduct.choices import VersionStatus as VersionStatus


class PaymentForm(models.TextChoices):
    CASH = "cash", _("Cash")
    CREDIT = "credit", _("Credit against orders")
    GOODS = "goods", _("Goods")


class Enrolment(models.TextChoices):
    SCOPE = "scope", _("Every dealer in scope")
    CONTRACT = "contract", _("Dealers whose contract joins it")


class Method(models.TextChoices):
    WHOLE = "whole", _("Whole: the reached step on everything")
    GRADUATED = "graduated", _("Graduated: each slice at its own rate")
    STACKED = "stacked", _("Stacked: every reached step on everything")


class Measure(models.TextChoices):
    NET_AMOUNT = "net_amount", _("Net amount")
    QUANTITY = "quantity", _("Quantity")
    GROWTH_PERCENT = "growth_percent", _("Growth: percent of the year before")
    GROWTH_AMOUNT = "growth_amount", _("Growth: amount above the year before")
    ATTAINMENT_PERCENT = "attainment_percent", _("Attainment: percent of the agreed target")
    MIX_PERCENT = "mix_percent", _("Mix: percent of all that counts")
    EXCESS_OVER_BASE = "excess_over_base", _("What exceeds the year before")
    EXCESS_OVER_TARGET = "excess_over_target", _("What exceeds the agreed target")


class PeriodLength(models.TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF = "half", _("Half-year")
    YEAR = "year", _("Year")
    DAYS = "days", _("Given days")


class WhenMissing(models.TextChoices):
    """What stands for the sales of the year before, where there were none."""

    SKIP = "skip", _("Nothing is paid")
    ZERO = "zero", _("All is growth")
    AMOUNT = "amount", _("A set amount")


class Precedence(models.TextChoices):
    """Which programme of an exclusion group pays a dealer in a period."""

    BEST = "best", _("The one that pays most")
    PRIORITY = "priority", _("The first by priority")


class Cumulation(models.TextChoices):
    PER_PERIOD = "per_period", _("Each period by itself")
    PROGRESSIVE = "progressive", _("Year to date, less what was settled")


class OnChange(models.TextChoices):
    SLICE = "slice", _("The target runs over the whole period")
    RESTART = "restart", _("The target starts anew")


class CapOn(models.TextChoices):
    MEASURE = "measure", _("Measure")
    BENEFIT = "benefit", _("Benefit")


class RunStatus(Status):
    CALCULATING = "calculating", "azure", _("Calculating")
    FAILED = "failed", "red", _("Failed")
    DRAFT = "draft", "secondary", _("Draft")
    APPROVED = "approved", "blue", _("Approved")
    POSTING = "posting", "azure", _("Posting")
    POSTED = "posted", "green", _("Posted")
    REVERSED = "reversed", "orange", _("Reversed")
    DISCARDED = "discarded", "secondary", _("Discarded")

    @classmethod
    def moves(cls):
        return {
            cls.CALCULATING: {cls.DRAFT, cls.FAILED},
            cls.FAILED: {cls.CALCULATING, cls.DISCARDED},
            cls.DRAFT: {cls.APPROVED, cls.DISCARDED},
            cls.APPROVED: {cls.POSTING, cls.DISCARDED},
            cls.POSTING: {cls.POSTED},
            cls.POSTED: {cls.REVERSED},
        }


class BatchStatus(Status):
    DRAFT = "draft", "azure", _("Waiting for approval")
    APPROVED = "approved", "blue", _("Approved")
    EXPORTED = "exported", "green", _("With the bank")
    DISCARDED = "discarded", "secondary", _("Discarded")

    @classmethod
    def moves(cls):
        return {
            cls.DRAFT: {cls.APPROVED, cls.DISCARDED},
            cls.APPROVED: {cls.EXPORTED, cls.DISCARDED},
        }


class PayoutStatus(Status):
    OPEN = "open", "azure", _("To be paid")
    PAID = "paid", "green", _("Paid")
    RETURNED = "returned", "orange", _("Returned")
    WITHDRAWN = "withdrawn", "secondary", _("Withdrawn")
    CARRIED = "carried", "secondary", _("Carried forward")

    @classmethod
    def moves(cls):
        return {
            cls.OPEN: {cls.PAID, cls.RETURNED, cls.WITHDRAWN},
            cls.PAID: {cls.RETURNED},
        }


class CarriedBecause(models.TextChoices):
    """Why nothing is paid against a statement, or not in this form."""

    NOTHING_DUE = "nothing_due", _("Balance is zero")
    NEGATIVE = "negative", _("Balance is negative: set off against what comes next")
    DISPUTED = "disputed", _("The dealer disputes the statement")
    NO_ACCOUNT = "no_account", _("No bank account was approved")
    IN_A_BATCH = "in_a_batch", _("In a payout batch already")


class AnswerKind(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    REPLIED = "replied", _("Reply of the brand")


class LinePart(models.TextChoices):
    """Where on a statement a line stands."""

    REBATE = "rebate", _("Rebate")
    MOVEMENT = "movement", _("Other movement")
    DEPOSIT = "deposit", _("Deposit movement")
    FINE = "fine", _("Fine")


class FinePart(models.TextChoices):
    """What of a case a line of a run is about."""

    FINE = "fine", _("Fine")
    FORFEIT = "forfeit", _("Rebate forfeited")
    SHARE = "share", _("Share of the invaded dealer")


class AnswerState(Status):
    """How a statement stands between the dealer and the brand; the values of an answer are its."""

    OPEN = "open", "azure", _("Unanswered")
    CONFIRMED = AnswerKind.CONFIRMED.value, "green", _("Confirmed")
    DISPUTED = AnswerKind.DISPUTED.value, "red", _("Disputed")
    REPLIED = AnswerKind.REPLIED.value, "orange", _("Brand replied")
    SILENT = "silent", "secondary", _("No answer in time")
    ACCEPTED = "accepted", "teal", _("Accepted by silence")

    @classmethod
    def moves(cls):
        """Who disputed in time may add to it; what no answer means, the contract has said."""
        said = {cls.CONFIRMED, cls.DISPUTED, cls.REPLIED}
        return {
            cls.OPEN: {cls.CONFIRMED, cls.DISPUTED},
            cls.SILENT: {cls.CONFIRMED},
            cls.ACCEPTED: {cls.CONFIRMED},
            cls.DISPUTED: said,
            cls.REPLIED: said,
        }
