from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.choices import Status


class ViolationKind(models.TextChoices):
    CROSS_REGION = "cross_region", _("Cross-region selling")
    CHANNEL_BREACH = "channel_breach", _("Exclusive product in the wrong channel")
    PRICE_BREACH = "price_breach", _("Price breach")
    LATE_INSTALLATION = "late_installation", _("Late installation")
    SUBSTANDARD_INSTALLATION = "substandard_installation", _("Substandard installation")
    IGNORED_DISPATCH = "ignored_dispatch", _("Ignored dispatch")
    FALSE_DATA = "false_data", _("False data")
    SERIAL_TAMPERING = "serial_tampering", _("Serial tampering")


class Detector(models.TextChoices):
    """What looks for findings; ``kind`` is the violation that a finding of it points to."""

    SERIAL_OUTSIDE = "serial_outside", _("Serial seen outside the territory")
    LINE_OUTSIDE = "line_outside", _("Sale outside the territory")
    EXCLUSIVE_OUTSIDE = "exclusive_outside", _("Exclusive product outside its shops")
    BLOCKED_PRICE = "blocked_price", _("Sold in against a blocking price control")
    OBSERVED_PRICE = "observed_price", _("Observed price outside its control")
    SERIAL_TWICE = "serial_twice", _("Serial seen twice, too far apart")
    NEVER_SHIPPED = "never_shipped", _("Serial never shipped")
    JOB_LATE = "job_late", _("Service job late")
    JOB_SUBSTANDARD = "job_substandard", _("Service job substandard")
    JOB_REFUSED = "job_refused", _("Service job refused")
    JOB_IGNORED = "job_ignored", _("Service job ignored")

    @property
    def kind(self) -> ViolationKind:
        return _POINTS_TO[self]


_POINTS_TO = {
    Detector.SERIAL_OUTSIDE: ViolationKind.CROSS_REGION,
    Detector.LINE_OUTSIDE: ViolationKind.CROSS_REGION,
    Detector.EXCLUSIVE_OUTSIDE: ViolationKind.CHANNEL_BREACH,
    Detector.BLOCKED_PRICE: ViolationKind.PRICE_BREACH,
    Detector.OBSERVED_PRICE: ViolationKind.PRICE_BREACH,
    Detector.SERIAL_TWICE: ViolationKind.SERIAL_TAMPERING,
    Detector.NEVER_SHIPPED: ViolationKind.FALSE_DATA,
    Detector.JOB_LATE: ViolationKind.LATE_INSTALLATION,
    Detector.JOB_SUBSTANDARD: ViolationKind.SUBSTANDARD_INSTALLATION,
    Detector.JOB_REFUSED: ViolationKind.IGNORED_DISPATCH,
    Detector.JOB_IGNORED: ViolationKind.IGNORED_DISPATCH,
}


class Grouping(models.TextChoices):
    """Which findings are one case: one lorry is not twenty cases."""

    ORDER = "order", _("Per order")
    DEALER_DAY = "dealer_day", _("Per dealer, region and day")
    DEALER_MONTH = "dealer_month", _("Per dealer, region and month")
    EACH = "each", _("Each finding by itself")


class NoCase(models.TextChoices):
    """Why a finding was not made a case."""

    BUFFER = "buffer", _("In a buffer region")
    NEIGHBOUR = "neighbour", _("Within what neighbours tolerate")
    THRESHOLD = "threshold", _("Below the threshold")
    GIFT = "gift", _("Flagged as a gift")
    RELOCATION = "relocation", _("Flagged as a relocation")
    BEFORE_SHIPMENT = "before_shipment", _("Seen before it was shipped")
    MONITOR = "monitor", _("The price control only monitors")
    NO_LEGAL_BASIS = "no_legal_basis", _("No legal basis on record")
    SWITCHED_OFF = "switched_off", _("No cases from this detector")
    DECIDED = "decided", _("The case of this group is decided already")
    BY_HAND = "by_hand", _("Set aside by a person")


class ExemptionKind(models.TextChoices):
    GIFT = "gift", _("Gift")
    RELOCATION = "relocation", _("Relocation of the household")


class Severity(models.TextChoices):
    GENERAL = "general", _("General")
    SERIOUS = "serious", _("Serious")
    MALICIOUS = "malicious", _("Malicious")


class ViolationStatus(Status):
    DETECTED = "detected", "azure", _("Detected")
    UNDER_REVIEW = "under_review", "blue", _("Under review")
    DISMISSED = "dismissed", "secondary", _("Dismissed")
    CONFIRMED = "confirmed", "red", _("Confirmed")
    APPEALED = "appealed", "orange", _("Appealed")
    UPHELD = "upheld", "red", _("Upheld on appeal")
    OVERTURNED = "overturned", "green", _("Overturned on appeal")
    SETTLED = "settled", "secondary", _("Settled")

    @classmethod
    def moves(cls):
        """What is settled may still be appealed in time: the money follows."""
        return {
            cls.DETECTED: {cls.UNDER_REVIEW},
            cls.UNDER_REVIEW: {cls.DISMISSED, cls.CONFIRMED},
            cls.CONFIRMED: {cls.APPEALED, cls.SETTLED},
            cls.APPEALED: {cls.UPHELD, cls.OVERTURNED},
            cls.UPHELD: {cls.SETTLED},
            cls.OVERTURNED: {cls.SETTLED},
            cls.SETTLED: {cls.APPEALED},
        }


class CaseAction(models.TextChoices):
    """What is done to a case; each is one row of its time line."""

    OPENED = "opened", _("Opened")
    JOINED = "joined", _("Further findings")
    REVIEWED = "reviewed", _("Put under review")
    EVIDENCE = "evidence", _("Evidence added")
    ANSWERED = "answered", _("Answered by the dealer")
    RECALL_ORDERED = "recall_ordered", _("Recall ordered")
    RECALL_DONE = "recall_done", _("Goods recalled")
    RECALL_EXPIRED = "recall_expired", _("Recall not done in time")
    DISMISSED = "dismissed", _("Dismissed")
    CONFIRMED = "confirmed", _("Confirmed")
    APPEALED = "appealed", _("Appealed")
    UPHELD = "upheld", _("Upheld on appeal")
    OVERTURNED = "overturned", _("Overturned on appeal")
    RECALCULATED = "recalculated", _("Penalty recalculated")
    SETTLED = "settled", _("Settled")


class EvidenceKind(models.TextChoices):
    SCAN = "scan", _("Scan")
    LINE = "line", _("Sales line")
    OBSERVATION = "observation", _("Observed price")
    PHOTO = "photo", _("Photo")
    TEST_PURCHASE = "test_purchase", _("Test purchase")
    NOTE = "note", _("Written note")
    DOCUMENT = "document", _("Document")


class Window(models.TextChoices):
    """Which earlier offences count."""

    ROLLING = "rolling", _("Rolling months")
    CALENDAR_YEAR = "calendar_year", _("Calendar year")
    CONTRACT = "contract", _("Term of the contract")


class DrawsOn(models.TextChoices):
    BALANCE_THEN_DEPOSIT = "balance_then_deposit", _("The balance, then the deposit")
    DEPOSIT_ONLY = "deposit_only", _("The deposit only")


class Termination(models.TextChoices):
    TERRITORY = "territory", _("The territories for the goods of the case")
    AUTHORISATION = "authorisation", _("Every territory: the authorisation is withdrawn")


class VersionStatus(Status):
    """Of penalty rules and, a floor above, of programmes."""

    DRAFT = "draft", "secondary", _("Draft")
    APPROVED = "approved", "green", _("Approved")
    WITHDRAWN = "withdrawn", "red", _("Withdrawn")

    @classmethod
    def moves(cls):
        return {cls.DRAFT: {cls.APPROVED, cls.WITHDRAWN}}


class RecallStatus(Status):
    ORDERED = "ordered", "orange", _("Ordered")
    DONE = "done", "green", _("Done")
    EXPIRED = "expired", "red", _("Not done in time")

    @classmethod
    def moves(cls):
        return {cls.ORDERED: {cls.DONE, cls.EXPIRED}}


class AppealOutcome(Status):
    OPEN = "open", "orange", _("Waiting for a decision")
    UPHELD = "upheld", "red", _("The decision stands")
    OVERTURNED = "overturned", "green", _("The decision is overturned")

    @classmethod
    def moves(cls):
        return {cls.OPEN: {cls.UPHELD, cls.OVERTURNED}}


class DecisionCause(models.TextChoices):
    CONFIRMED = "confirmed", _("The case was confirmed")
    OVERTURNED = "overturned", _("The case was overturned")
    RECOUNTED = "recounted", _("Another case was confirmed or overturned")
    SEVERITY = "severity", _("The severity changed")


class EffectKind(models.TextChoices):
    SUSPENSION = "suspension", _("Suspension")
    TERMINATION = "termination", _("Territory withdrawn")
    REBATE_FORFEIT = "rebate_forfeit", _("Rebate forfeited")
    PLAN_CUT = "plan_cut", _("Plan cut")
    BUY_BACK = "buy_back", _("Buy-back order")


class EffectStatus(Status):
    """``STUCK``: it could not be carried out or undone; its note says why, and a person does it."""

    IN_FORCE = "in_force", "red", _("In force")
    ENDED = "ended", "secondary", _("Ended")
    REVERSED = "reversed", "green", _("Reversed")
    STUCK = "stuck", "orange", _("To be done by hand")

    @classmethod
    def moves(cls):
        return {
            cls.IN_FORCE: {cls.ENDED, cls.REVERSED, cls.STUCK},
            cls.ENDED: {cls.REVERSED},
            cls.STUCK: {cls.IN_FORCE, cls.REVERSED},
        }


class TrialStatus(Status):
    """How far the calculation of a what-if is."""

    CALCULATING = "calculating", "blue", _("Calculating")
    DONE = "done", "green", _("Calculated")
    FAILED = "failed", "red", _("Failed")
    CANCELLED = "cancelled", "secondary", _("Cancelled")

    @classmethod
    def moves(cls) -> dict["TrialStatus", set["TrialStatus"]]:
        return {
            cls.CALCULATING: {cls.DONE, cls.FAILED, cls.CANCELLED},
            cls.FAILED: {cls.CALCULATING},
            cls.CANCELLED: {cls.CALCULATING},
        }
