"""Evidence: hashed, pinned at the decision, and telling a dealer nothing of who complained."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.attachments import Attachment
from channels_mgmt.core.scopes import Scope
from rebates.conduct.models import CaseEvent, Complaint, Evidence, Finding
from rebates.conduct.services.complaints import complain, link_complaint
from rebates.conduct.services.evidence import add_evidence, problems
from tests.conduct.making import make_case, make_evidence
from tests.conduct.ways import decision
from tests.factories import make_scan, make_serial

pytestmark = pytest.mark.django_db


def file(content: bytes = b"a photo", name: str = "张三经销商投诉.jpg") -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(content, name, "image/jpeg", ".jpg", digest)


def test_it_works(desk, version, regions):
    scan = make_scan(make_serial(dealer=desk.dealer), region=regions.hangzhou)
    case = desk.under_review(scan=scan, region=regions.hangzhou)
    piece = case.evidence.get()
    assert (piece.kind, piece.scan, piece.visible_to_dealer) == ("scan", scan, True)
    assert piece.facts["serial"] == scan.code
    assert piece.facts["region"] == "330100"
    canonical = json.dumps(piece.facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert piece.sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    assert list(problems()) == []


def test_all_of_it_is_pinned_when_a_case_is_decided(desk, case):
    add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    made = decision(desk.confirm(case))
    digests = list(case.evidence.order_by("pk").values_list("sha256", flat=True))
    assert made.evidence_sha256 == hashlib.sha256("\n".join(digests).encode()).hexdigest()
    assert made.evidence_through == case.evidence.latest("pk").pk
    desk.appeal(case)
    add_evidence(case=case, kind="note", text="复核", access=desk.opener)
    assert list(problems()) == []  # what came later is not what it was decided on


def test_a_file_that_was_changed_or_slipped_in_is_found(desk, case):
    piece = add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    desk.confirm(case)
    with piece.file.storage.open(piece.file.name, "wb") as stored:
        stored.write(b"another")
    (problem,) = problems()
    assert case.number in problem


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"kind": "note"}, "in words"),
        ({"kind": "photo", "text": "没有照片"}, "Choose the file"),
        ({"kind": "note", "text": "x" * 4001}, "characters"),
    ],
)
def test_what_is_wrong_with_a_piece(desk, case, given, problem):
    with pytest.raises(ValidationError, match=problem):
        add_evidence(case=case, access=desk.opener, **given)


def test_the_same_piece_is_there_once(desk, case):
    add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    with pytest.raises(ValidationError, match="already"):
        add_evidence(case=case, kind="photo", file=file(name="other.jpg"), access=desk.opener)
    assert case.evidence.filter(kind="photo").count() == 1


def test_a_file_that_is_refused_is_not_kept(desk, case, settings):
    add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    kept = list(settings.MEDIA_ROOT.rglob("*.jpg"))
    with pytest.raises(ValidationError):
        add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    assert list(settings.MEDIA_ROOT.rglob("*.jpg")) == kept


def test_a_case_without_evidence_is_not_confirmed(desk, version):
    case = desk.under_review()
    bare = make_case(dealer=case.dealer, status="under_review")
    with pytest.raises(ValidationError, match="no evidence"):
        desk.confirm(bare)


def test_the_dealer_reads_what_is_for_it_alone(desk, case):
    shown = add_evidence(case=case, kind="note", text="可以看", access=desk.opener)
    hidden = add_evidence(
        case=case, kind="note", text="举报人", visible_to_dealer=False, access=desk.opener
    )
    seen = set(Evidence.objects.visible_to(desk.accused.scope))
    assert shown in seen
    assert hidden not in seen
    assert not Finding.objects.visible_to(desk.accused.scope).exists()
    told = CaseEvent.objects.visible_to(desk.accused.scope).values_list("action", flat=True)
    assert set(told) == {"reviewed"}


def test_to_a_dealer_the_names_of_files_tell_nothing(desk, case):
    piece = add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    assert piece.name_for(desk.opener.scope) == "张三经销商投诉.jpg"
    assert piece.name_for(desk.accused.scope) == f"{case.number}-{piece.pk}.jpg"
    own = make_evidence(violation=case, from_dealer=True, file_name="发票.pdf")
    assert own.name_for(desk.accused.scope) == "发票.pdf"


def test_the_file_in_store_has_a_name_of_our_own(desk, case):
    piece = add_evidence(case=case, kind="photo", file=file(), access=desk.opener)
    assert "张三" not in piece.file.name


@pytest.fixture
def complaint(desk, dealers) -> Complaint:
    return complain(
        complainant=dealers.guangzhou, accused=dealers.guangdong, text="省包在我区域卖货",
        file=file(), access=desk.accused,
    )  # fmt: skip


def test_a_complaint_is_read_by_the_brand_alone(desk, dealers, complaint):
    accused = Scope(dealers=frozenset({dealers.guangdong.pk, dealers.guangzhou.pk}))
    assert not Complaint.objects.visible_to(accused).exists()
    assert not Complaint.objects.visible_to(desk.accused.scope).exists()
    assert Complaint.objects.visible_to(desk.decider.scope).get() == complaint


def test_a_case_says_nothing_of_the_complaint_that_led_to_it(desk, case, complaint):
    link_complaint(complaint=complaint, case=case, access=desk.decider)
    fields = {field.name for field in case._meta.get_fields()}
    assert not any("compla" in name for name in fields)


def test_nobody_complains_for_another_dealer(desk, dealers):
    with pytest.raises(PermissionDenied):
        complain(complainant=dealers.hangzhou, text="…", access=desk.accused)
    with pytest.raises(PermissionDenied):
        complain(complainant=dealers.guangzhou, text="…", access=desk.opener)
