from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.choices import Status


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


class PeriodLength(models.TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF = "half", _("Half-year")
    YEAR = "year", _("Year")


class Cumulation(models.TextChoices):
    PER_PERIOD = "per_period", _("Each period by itself")
    PROGRESSIVE = "progressive", _("Year to date, less what was settled")


class OnChange(models.TextChoices):
    SLICE = "slice", _("The target runs over the whole period")
    RESTART = "restart", _("The target starts anew")


class CapOn(models.TextChoices):
    MEASURE = "measure", _("Measure")
    BENEFIT = "benefit", _("Benefit")


class VersionStatus(Status):
    DRAFT = "draft", "secondary", _("Draft")
    APPROVED = "approved", "green", _("Approved")
    WITHDRAWN = "withdrawn", "red", _("Withdrawn")

    @classmethod
    def moves(cls):
        return {cls.DRAFT: {cls.APPROVED, cls.WITHDRAWN}}


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


class AnswerKind(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    REPLIED = "replied", _("Reply of the brand")


class AnswerState(Status):
    """How a statement stands between the dealer and the brand; the values of an answer are its."""

    OPEN = "open", "azure", _("Unanswered")
    CONFIRMED = AnswerKind.CONFIRMED.value, "green", _("Confirmed")
    DISPUTED = AnswerKind.DISPUTED.value, "red", _("Disputed")
    REPLIED = AnswerKind.REPLIED.value, "orange", _("Brand replied")
    SILENT = "silent", "secondary", _("No answer in time")

    @classmethod
    def moves(cls):
        """Who disputed in time may add to it; what no answer means is for the contract to say."""
        said = {cls.CONFIRMED, cls.DISPUTED, cls.REPLIED}
        return {
            cls.OPEN: {cls.CONFIRMED, cls.DISPUTED},
            cls.SILENT: {cls.CONFIRMED},
            cls.DISPUTED: said,
            cls.REPLIED: said,
        }
