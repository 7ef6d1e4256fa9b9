"""The accused never learns who complained, nor whose territory it was: nowhere, in no spelling."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from channels_mgmt.core.attachments import take_in
from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.models import CaseEvent
from rebates.conduct.services.cases import complete_figures, review
from rebates.conduct.services.complaints import complain, link_complaint
from rebates.conduct.services.evidence import add_evidence
from tests.access.canaries import text_of
from tests.conduct.ways import fresh
from tests.conftest import signed_in
from tests.factories import make_dealer
from tests.papers import a_pdf

pytestmark = pytest.mark.django_db
SECRETS = (
    "QZ881", "金丝雀电器", "Kanarienvogel", "QZ882", "夜莺商贸", "Nachtigall",
    "举报人", "暗访", "投诉材料", "经办人甲",
)  # fmt: skip


@pytest.fixture
def told(desk, version, regions):
    """A case with an invaded dealer and a complainant, moved through its whole life."""
    invaded = make_dealer(
        "QZ881", name="金丝雀电器", name_en="Kanarienvogel", home_region=regions.guangzhou
    )
    complainant = make_dealer(
        "QZ882", name="夜莺商贸", name_en="Nachtigall", home_region=regions.guangzhou
    )
    desk.opener.user.full_name = "经办人甲"
    desk.opener.user.save()
    case = desk.detected(invaded=invaded, region=regions.guangzhou)
    case.summary = "举报人夜莺商贸来电"
    case.save()
    CaseEvent.objects.create(
        violation=case, action="opened", to_status="detected", reason=case.summary
    )
    case = review(case=case, access=desk.opener)
    complete_figures(
        case=case, access=desk.opener, reason="举报人提供", invaded=invaded, seller_profit=5
    )
    paper = take_in(SimpleUploadedFile("投诉材料-夜莺商贸.pdf", a_pdf("QZ882")))
    add_evidence(case=case, kind="document", file=paper, text="暗访", access=desk.opener,
                 visible_to_dealer=False)  # fmt: skip
    shown = take_in(SimpleUploadedFile("夜莺商贸现场.pdf", a_pdf("plain")))
    add_evidence(case=case, kind="document", file=shown, access=desk.opener)
    complaint = complain_for(complainant, desk)
    link_complaint(complaint=complaint, case=case, access=desk.judge)
    desk.judged(desk.confirm(fresh(case)), "upheld")
    return fresh(case)


def complain_for(dealer, desk):
    return complain(complainant=dealer, text="举报人：夜莺商贸", accused=desk.dealer, access=SYSTEM)


def addresses(case) -> list[str]:
    one, api = f"/violations/{case.pk}/", f"/api/v1/violations/{case.pk}/"
    files = [piece.pk for piece in case.evidence.exclude(file="")]
    return [
        one, f"{one}history/", "/violations/", "/violations/export/",
        "/violations/export/?format=xlsx", "/violations/options/", api, f"{api}dossier/",
        "/api/v1/violations/", "/", reverse("portal:home"), reverse("portal:penalties"),
        *(f"{one}evidence/{key}/file/" for key in files),
        *(f"{api}evidence/{key}/file/" for key in files),
    ]  # fmt: skip


def heard(client, case) -> dict[str, list[str]]:
    found = {}
    for address in addresses(case):
        said = "".join(
            text_of(client.get(address, headers={"accept-language": language}))
            for language in ("zh-hans", "en")
        )
        words = [word for word in SECRETS if word in said]
        if words:
            found[address] = words
    return found


def test_the_accused_reads_no_word_of_it(desk, told):
    assert heard(signed_in(desk.accused), told) == {}


def test_the_words_are_there_to_be_read(desk, told):
    """The proof that the test above looks where they stand."""
    words = {word for found in heard(signed_in(desk.judge), told).values() for word in found}
    assert words >= {"金丝雀电器", "夜莺商贸", "举报人", "暗访", "投诉材料", "经办人甲"}


def test_questions_about_the_invaded_dealer_are_not_heard(desk, told):
    """Filtering by it would tell by the number of rows."""
    client = signed_in(desk.accused)
    for address in ("/api/v1/violations/?invaded=QZ881", "/api/v1/violations/?invaded=QZ882"):
        assert client.get(address).json()["results"][0]["id"] == told.pk
    for word in ("夜莺", "举报"):
        assert client.get("/api/v1/violations/", {"q": word}).json()["results"] == []


def test_a_hidden_file_is_not_there(desk, told):
    hidden = told.evidence.get(file_name__startswith="投诉材料")
    client = signed_in(desk.accused)
    for form in ("/violations/{}/evidence/{}/file/", "/api/v1/violations/{}/evidence/{}/file/"):
        assert client.get(form.format(told.pk, hidden.pk)).status_code == 404


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("/violations/{}/answer/", 302),
        ("/api/v1/violations/{}/answer/", 200),
        ("/violations/{}/appeal/", 302),
        ("/api/v1/violations/{}/appeal/", 200),
    ],
)
def test_whoever_sends_a_hidden_file_is_not_told_that_it_is_there(desk, case, address, taken):
    """It is taken like any other; what the dealer itself sent twice, it is told of."""
    paper = take_in(SimpleUploadedFile("投诉材料.pdf", a_pdf("QZ882")))
    add_evidence(case=case, kind="document", file=paper, access=desk.opener,
                 visible_to_dealer=False)  # fmt: skip
    if "appeal" in address:
        desk.confirm(case)
    client, address = signed_in(desk.accused), address.format(case.pk)
    files = [SimpleUploadedFile("凭证.pdf", a_pdf("QZ882"))]
    assert client.post(address, {"text": "不是我们", "files": files}).status_code == taken
    mine = case.evidence.get(from_dealer=True)
    assert (mine.sha256, mine.file_name) == (paper.sha256, "凭证.pdf")


def test_what_one_side_brought_twice_it_is_told_of(desk, case):
    client, address = signed_in(desk.accused), f"/violations/{case.pk}/answer/"
    for status in (302, 422):
        files = [SimpleUploadedFile("凭证.pdf", a_pdf("QZ882"))]
        assert client.post(address, {"text": "不是我们", "files": files}).status_code == status


def test_a_file_of_the_brand_has_a_name_that_tells_nothing(desk, told):
    shown = told.evidence.get(file_name__startswith="夜莺")
    answer = signed_in(desk.accused).get(f"/violations/{told.pk}/evidence/{shown.pk}/file/")
    name = re.search(r'filename="(.+)"', answer.headers["Content-Disposition"])[1]
    assert name == f"{told.number}-{shown.pk}.pdf"
