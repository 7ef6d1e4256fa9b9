"""The dealer is heard before a case is decided; prices carry money only where the law lets them."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from channels_mgmt.core.attachments import Attachment
from rebates.conduct.holidays import deadline
from rebates.conduct.models import Violation
from rebates.conduct.services.answers import answer_case
from rebates.conduct.services.appeals import appeal
from tests.conduct.making import make_rule, make_rule_version
from tests.conduct.ways import SPRING, decision, fresh
from tests.factories import make_contract, make_control

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.timedelta(days=-1)


@pytest.fixture
def patient():
    """A rule that gives the dealer five working days."""
    return make_rule_version(answer_days=5)


def photo(name: str = "a.jpg") -> Attachment:
    return Attachment(name.encode(), name, "image/jpeg", ".jpg", f"{hash(name) % 10**9:064}")


def test_it_works(desk, patient):
    case = desk.under_review()
    assert case.answer_by == deadline(timezone.localdate(), 5)
    answer_case(case=case, text="是客户搬家", files=[photo()], access=desk.accused)
    case = fresh(case)
    assert case.answered_at is not None
    piece = case.evidence.get(from_dealer=True)
    assert (piece.kind, piece.visible_to_dealer, piece.file_name) == ("photo", True, "a.jpg")
    assert desk.confirm(case).status == "confirmed"


def test_nobody_decides_while_the_dealer_may_still_answer(desk, patient):
    case = desk.under_review()
    with pytest.raises(ValidationError, match="can answer until"):
        desk.confirm(case)
    Violation.objects.update(answer_by=timezone.localdate())  # its last day
    with pytest.raises(ValidationError, match="can answer until"):
        desk.confirm(case)
    Violation.objects.update(answer_by=timezone.localdate() + YESTERDAY)
    assert desk.confirm(case).status == "confirmed"


def test_after_its_last_day_it_cannot_answer(desk, patient):
    case = desk.under_review()
    Violation.objects.update(answer_by=timezone.localdate() + YESTERDAY)
    with pytest.raises(ValidationError, match="last day to answer"):
        answer_case(case=case, text="晚了", access=desk.accused)


def test_it_may_add_to_its_answer(desk, patient):
    case = desk.under_review()
    answer_case(case=case, text="一", access=desk.accused)
    first = fresh(case).answered_at
    answer_case(case=case, text="二", access=desk.accused)
    assert fresh(case).answered_at == first
    assert [e.reason for e in case.events.filter(action="answered")] == ["一", "二"]


@pytest.mark.parametrize(
    ("text", "files", "problem"),
    [
        ("  ", [], "in words"),
        ("x" * 4001, [], "characters"),
        ("x", [photo("a.jpg"), photo("a.jpg")], "already"),
        ("x", [photo(f"{n}.jpg") for n in range(11)], "At most 10"),
    ],
)
def test_what_is_wrong_with_an_answer(desk, patient, text, files, problem):
    case = desk.under_review()
    with pytest.raises(ValidationError, match=problem):
        answer_case(case=case, text=text, files=files, access=desk.accused)
    assert fresh(case).answered_at is None
    assert not case.evidence.filter(from_dealer=True).exists()


def test_the_day_to_appeal_is_counted_in_working_days(desk, version):
    case = desk.confirmed()
    assert case.appeal_by == deadline(timezone.localdate(), 10)
    Violation.objects.update(appeal_by=timezone.localdate())
    assert desk.appeal(fresh(case)).decide_by == deadline(timezone.localdate(), 10)


def test_after_it_there_is_no_appeal(desk, version):
    case = desk.confirmed()
    Violation.objects.update(appeal_by=timezone.localdate() + YESTERDAY)
    with pytest.raises(ValidationError, match="last day to appeal"):
        desk.appeal(fresh(case))


def test_an_appeal_comes_with_its_files_and_only_once(desk, version):
    case = desk.confirmed()
    files = [photo(f"{n}.jpg") for n in range(3)]
    made = appeal(case=case, text="看照片", files=files, access=desk.accused)
    assert case.evidence.filter(appeal=made).count() == 3
    desk.judged(fresh(case), "upheld")
    with pytest.raises(ValidationError, match="appealed already"):
        desk.appeal(fresh(case))


def test_whoever_confirmed_does_not_decide_the_appeal(desk, version):
    case = desk.under_review()
    desk.decider = desk.judge
    case = desk.confirm(case)
    with pytest.raises(ValidationError, match="somebody else"):
        desk.judged(case, "overturned")
    assert fresh(case).status == "appealed"


def test_what_is_detected_the_dealer_does_not_know_of(desk, version):
    case = desk.detected()
    assert not Violation.objects.visible_to(desk.accused.scope).exists()
    with pytest.raises(PermissionDenied):
        answer_case(case=case, text="什么事", access=desk.accused)


def breach(desk, control):
    return desk.under_review(kind="price_breach", detector="observed_price", control=control)


@pytest.fixture
def priced():
    return make_rule_version(rule=make_rule(kind="price_breach"))


LEGAL = {
    "mode": "penalise", "legal_basis": "意见书", "legal_approver": "律师", "market_share": 5,
    "turnover": 1_000_000, "legal_until": SPRING + datetime.timedelta(1),
    "approved_at": timezone.now(),
}  # fmt: skip


def test_a_price_breach_is_penalised_on_its_legal_basis(desk, priced):
    case = breach(desk, make_control(**LEGAL))
    assert decision(desk.confirm(case)).fine == 100_000


@pytest.mark.parametrize(
    "without",
    [
        {"mode": "monitor"},
        {"mode": "block"},
        {"legal_until": SPRING},  # the first day it no longer holds
        {"status": "refused"},
        {"valid_to": SPRING},
        None,
    ],
)
def test_without_it_there_is_no_fine(desk, priced, without):
    control = None if without is None else make_control(**(LEGAL | without))
    case = breach(desk, control)
    with pytest.raises(ValidationError, match="Anti-Monopoly"):
        desk.confirm(case)
    assert fresh(case).status == "under_review"


def test_without_a_rule_there_is_no_fine(desk):
    case = desk.under_review()
    with pytest.raises(ValidationError, match="No penalty rule"):
        desk.confirm(case)
    make_rule_version(status="draft")
    make_rule_version(valid_to=SPRING)
    with pytest.raises(ValidationError, match="No penalty rule"):
        desk.confirm(case)


def test_the_deposit_of_the_contract_of_the_day_is_pinned(desk, dealers):
    make_rule_version(steps=({"number": 1, "deposit_percent": Decimal(10)},))
    make_contract(
        dealer=dealers.guangzhou, status="in_force", valid_from=datetime.date(2026, 1, 1),
        valid_to=datetime.date(2027, 1, 1), deposit_required=Decimal(300_000),
    )  # fmt: skip
    case = desk.confirmed()
    assert decision(case).fine == 30_000
    assert decision(case).basis["deposit"] == "300000.00"
