"""Records of conduct for tests, one plain function each."""

import datetime
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from dealers.models import Dealer
from rebates.conduct.models import (
    Appeal,
    CaseEvent,
    Complaint,
    DetectorSetting,
    Effect,
    Evidence,
    Finding,
    Holiday,
    Neighbour,
    PenaltyDecision,
    PenaltyRule,
    PenaltyRuleVersion,
    PenaltyStep,
    PenaltyTrial,
    Recall,
    SerialExemption,
    TriedCase,
    Violation,
)
from rebates.conduct.services.bringing_in import digest_of
from tests.factories import START, make_dealer, make_serial, make_user

numbers = count(1)
CLAUSE = "跨区销售的，按次支付违约金。"
REFERENCE = (
    {"number": 1, "fixed": Decimal(100_000)},
    {"number": 2, "fixed": Decimal(150_000)},
    {"number": 3, "termination": "authorisation"},
)


def make_rule(code: str = "", **more) -> PenaltyRule:
    code = code or f"RULE{next(numbers)}"
    values = {"name": f"规则{code}", "kind": "cross_region"}
    return PenaltyRule.objects.create(code=code, **(values | more))


def make_rule_version(
    *, rule: PenaltyRule | None = None, steps: tuple[dict, ...] = REFERENCE, **more
) -> PenaltyRuleVersion:
    """Approved, since 2024, with the ladder of the reference case; nobody waits for an answer."""
    rule = rule or make_rule()
    values = {
        "number": rule.versions.count() + 1,
        "status": "approved",
        "valid_from": START,
        "clause": CLAUSE,
        "share_percent": Decimal(10),
        "answer_days": 0,
    }
    version = PenaltyRuleVersion.objects.create(rule=rule, **(values | more))
    PenaltyStep.objects.bulk_create(PenaltyStep(version=version, **step) for step in steps)
    return version


def make_later_version(**more) -> PenaltyRuleVersion:
    """One that stands beside all others: for a week of its own."""
    start = datetime.date(2030, 1, 7) + datetime.timedelta(weeks=next(numbers))
    week = {"valid_from": start, "valid_to": start + datetime.timedelta(weeks=1)}
    return make_rule_version(**(week | more))


def make_setting(detector: str = "serial_outside", **more) -> DetectorSetting:
    values = {"valid_from": START + datetime.timedelta(next(numbers))}
    return DetectorSetting.objects.create(detector=detector, **(values | more))


def make_neighbours(region, neighbour) -> Neighbour:
    return Neighbour.objects.create(region=region, neighbour=neighbour)


def make_holiday(**more) -> Holiday:
    """A weekday off, long after those that are published."""
    day = datetime.date(2030, 1, 7) + datetime.timedelta(weeks=next(numbers))
    return Holiday.objects.create(**({"day": day, "name": "店庆"} | more))


def make_exemption(*, dealer: Dealer | None = None, **more) -> SerialExemption:
    serial = more.pop("serial", None) or make_serial(dealer=dealer or make_dealer())
    return SerialExemption.objects.create(serial=serial, **({"kind": "gift"} | more))


def make_finding(*, dealer: Dealer | None = None, **more) -> Finding:
    values = {
        "key": f"finding{next(numbers)}",
        "detector": "serial_outside",
        "kind": "cross_region",
        "day": datetime.date(2026, 3, 2),
        "goods_value": Decimal(3200),
    }
    return Finding.objects.create(dealer=dealer or make_dealer(), **(values | more))


def make_case(*, dealer: Dealer | None = None, **more) -> Violation:
    dealer = dealer or make_dealer()
    values = {
        "number": f"V{next(numbers):06}",
        "kind": "cross_region",
        "uscc": dealer.uscc,
        "offence_date": datetime.date(2026, 3, 2),
        "goods_value": Decimal(64_000),
        "quantity": 20,
    }
    return Violation.objects.create(dealer=dealer, **(values | more))


def make_confirmed(**more) -> Violation:
    """Confirmed by hand, without a decision on what it costs."""
    values = {"status": "confirmed", "confirmed_at": timezone.now()}
    return make_case(**(values | {"confirmed_by": make_user()} | more))


def of_case(model, **values):
    """A row that belongs to a case; to a new one unless it is named."""
    dealer = values.pop("dealer", None)
    violation = values.pop("violation", None) or make_case(dealer=dealer, status="under_review")
    return model.objects.create(violation=violation, **values)


def make_event(**more) -> CaseEvent:
    return of_case(CaseEvent, **({"action": "opened", "to_status": "detected"} | more))


def make_evidence(**more) -> Evidence:
    """As its digest says, unless one is given: a note of its own, or facts."""
    values = {"kind": "note", "text": f"看见 {next(numbers)}"} | more
    told = values.get("facts") or [values["kind"], values["text"]]
    return of_case(Evidence, **({"sha256": digest_of(told)} | values))


def make_case_with_file(*, dealer: Dealer, **more) -> Violation:
    """Under review, with a photo that the dealer reads."""
    case = make_case(dealer=dealer, **({"status": "under_review"} | more))
    make_evidence(
        violation=case, kind="photo", visible_to_dealer=True, media_type="image/jpeg",
        file=ContentFile(b"\xff\xd8\xff photo", "photo.jpg"), file_name="photo.jpg",
    )  # fmt: skip
    return case


def make_recall(**more) -> Recall:
    return of_case(Recall, **({"quantity": 20, "deadline": datetime.date(2026, 3, 9)} | more))


def make_appeal(**more) -> Appeal:
    return of_case(Appeal, **({"text": "不是我们"} | more))


def make_decision(*, version: PenaltyRuleVersion | None = None, **more) -> PenaltyDecision:
    values = {"cause": "confirmed", "offence": 1, "severity": "general"}
    version = version or make_rule_version()
    return of_case(PenaltyDecision, rule_version=version, **(values | more))


def make_effect(**more) -> Effect:
    decision = more.pop("decision", None) or make_decision(dealer=more.pop("dealer", None))
    values = {"kind": "plan_cut", "day_from": START, "percent": Decimal(10)}
    return Effect.objects.create(violation=decision.violation, decision=decision, **(values | more))


def make_complaint(**more) -> Complaint:
    complainant = more.pop("complainant", None) or make_dealer()
    return Complaint.objects.create(complainant=complainant, **({"text": "有人串货"} | more))


def make_tried_case(*, dealer: Dealer | None = None, **more) -> TriedCase:
    """A case of a what-if that is done: fined in force, and no case by what was tried."""
    days = {"date_from": START, "date_to": START + datetime.timedelta(31)}
    trial = more.pop("trial", None) or PenaltyTrial.objects.create(
        tried="line_outside", status="done", **days
    )
    side = {"offence": 1, "rule": "CR v1", "why": "", "besides": {}}
    values = {"key": "group", "kind": "cross_region", "day": START, "differs": True}
    values |= {"before": Decimal(100), "share_before": Decimal(0)}
    values |= {"sides": {"before": side, "after": None}}
    return TriedCase.objects.create(trial=trial, dealer=dealer or make_dealer(), **(values | more))
