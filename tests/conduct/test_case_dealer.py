"""Cases as the dealer reads them: from the review on, answered and appealed with photos."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rebates.conduct.services.cases import review
from rebates.conduct.services.evidence import add_evidence
from tests.conduct.making import make_rule_version
from tests.conduct.ways import fresh
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def photo(name: str, shade: int) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (shade, 90, 90)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def at(case, action: str = "") -> str:
    return f"/violations/{case.pk}/" + (f"{action}/" if action else "")


@pytest.fixture
def dealer(desk):
    return signed_in(desk.accused)


def test_it_works(desk, case, dealer):
    """Fined, it appeals with three photos; somebody decides; it reads the outcome."""
    desk.confirm(case)
    page = dealer.get(at(case), headers=EN).content.decode()
    assert "100,000.00" in page
    assert f'href="{at(case, "appeal")}"' in page
    files = [photo(f"门店{n}.jpg", 60 * n) for n in range(3)]
    sent = dealer.post(at(case, "appeal"), {"text": "货不是我们发的", "files": files})
    assert sent.status_code == 302
    assert fresh(case).status == "appealed"
    mine = case.evidence.filter(from_dealer=True)
    assert [(p.kind, p.file_name) for p in mine] == [("photo", f"门店{n}.jpg") for n in range(3)]
    desk.judged(fresh(case), "overturned")
    page = dealer.get(at(case), headers=EN).content.decode()
    assert "Overturned on appeal" in page
    assert "复核结果" in page
    assert f'href="{at(case, "appeal")}"' not in page


def test_a_case_is_there_from_the_review_on(desk, version, dealer):
    case = desk.detected()
    assert dealer.get(at(case)).status_code == 404
    assert dealer.get(f"/api/v1/violations/{case.pk}/").status_code == 404
    assert case.number not in dealer.get("/violations/").content.decode()
    review(case=case, access=desk.judge)
    assert dealer.get(at(case)).status_code == 200
    assert case.number in dealer.get("/violations/").content.decode()


def test_other_dealers_know_of_nothing(case, stranger_client):
    for action in ("", "history", "answer", "appeal", "confirm", "evidence"):
        assert stranger_client.get(at(case, action)).status_code == 404
        assert stranger_client.post(at(case, action), {"text": "x"}).status_code in (404, 405)
    assert case.number not in stranger_client.get("/violations/").content.decode()
    assert stranger_client.get(f"/api/v1/violations/{case.pk}/dossier/").status_code == 404


def test_a_dealer_does_nothing_that_is_the_brands(case, dealer):
    for action in ("confirm", "dismiss", "recall", "evidence", "figures"):
        assert dealer.post(at(case, action), {"reason": "x"}).status_code == 403
    assert dealer.get("/violations/add/").status_code == 403
    assert fresh(case).status == "under_review"


def test_it_answers_until_the_day_in_plain_words(desk, dealer):
    make_rule_version(answer_days=5)
    case = desk.under_review()
    page = dealer.get(at(case, "answer"), headers=EN).content.decode()
    assert f"Until {case.answer_by}: " in page
    assert dealer.post(at(case, "answer"), {"text": ""}).status_code == 422
    sent = {"text": "有授权书", "files": [photo("授权书.jpg", 9)]}
    assert dealer.post(at(case, "answer"), sent).status_code == 302
    page = dealer.get(at(case), headers=EN).content.decode()
    assert "有授权书" in page
    assert "授权书.jpg" in page


def test_what_is_no_photo_is_refused_and_nothing_kept(case, desk, dealer):
    desk.confirm(case)
    files = [photo("a.jpg", 1), SimpleUploadedFile("b.exe", b"MZ not a photo")]
    answer = dealer.post(at(case, "appeal"), {"text": "不服", "files": files}, headers=EN)
    assert answer.status_code == 422
    assert "b.exe" in answer.content.decode()
    assert not case.evidence.filter(from_dealer=True).exists()
    assert fresh(case).status == "confirmed"


def test_of_evidence_it_reads_what_is_for_it(desk, case, dealer):
    hidden = add_evidence(case=case, kind="note", text="暗访记录", access=desk.opener,
                          visible_to_dealer=False)  # fmt: skip
    add_evidence(case=case, kind="note", text="出库记录", access=desk.opener)
    page = dealer.get(at(case)).content.decode()
    assert "出库记录" in page
    assert hidden.text not in page
    pieces = dealer.get(f"/api/v1/violations/{case.pk}/dossier/").json()["evidence"]
    assert "暗访记录" not in str(pieces)
