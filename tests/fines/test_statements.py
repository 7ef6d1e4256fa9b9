"""What a dealer reads of a fine, and what it never reads."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from rebates.conduct.holidays import deadline
from rebates.conduct.services.cases import complete_figures
from rebates.models import Statement
from rebates.services.answers import answer_statement
from rebates.services.line_answers import LineWord, line_states
from rebates.services.statements import last_statement
from rebates.services.statements.annex import annex_of
from rebates.services.statements.content import gather
from rebates.services.statements.render import html_of, pdf_of, preview_pdf
from tests.conduct.making import CLAUSE, make_complaint, make_rule_version
from tests.conduct.ways import fresh
from tests.conftest import signed_in
from tests.fines.world import APRIL, MARCH, D, stated

pytestmark = pytest.mark.django_db
STEPS = (
    {"number": 1, "fixed": D(100_000), "rebate_percent": D(50)},
    {"number": 2, "fixed": D(150_000), "multiple": D("1.5")},
)


@pytest.fixture(autouse=True)
def ladder(world):
    return make_rule_version(steps=STEPS)


@pytest.fixture
def posted(world):
    """March, with a rebate, a deposit that is drawn on, and a complaint behind the case."""
    world.programme(period="month", steps=[{"from": "0", "percent": "1"}])
    world.sell("D1", "1000000", "2026-03-05")
    world.contract()
    world.lodged("200000")
    case = world.desk.under_review(MARCH, invaded=world.invaded)
    complete_figures(case=case, access=world.desk.opener, reason="查账", seller_profit=D("4321.50"))
    world.desk.confirm(fresh(case))
    make_complaint(complainant=world.dealers["D3"], text="有人告发", violation=case)
    return world.month(3)


def printed(content, language: str = "en") -> str:
    with override(language):
        return html_of(content=content, digest="ab" * 32)


def test_what_the_deposit_bears_is_told_with_its_case(world, posted):
    content = stated(posted)
    case = content["fines"][0]["case"]
    assert f"Drawn from the deposit for the fine of case {case}" in printed(content)
    assert f"从保证金扣划，用于案件 {case} 的违约金" in printed(content, "zh-hans")


def test_it_works(world, posted):
    content = stated(posted)
    fine, forfeit = content["fines"]
    assert [line["part"] for line in content["fines"]] == ["fine", "forfeit"]
    assert (fine["due"], forfeit["due"]) == ("-100000.00", "-5000.00")
    assert fine["draw"] == {
        "free": "5000.00", "held": "200000.00", "before": "0.00", "drawn": "95000.00",
    }  # fmt: skip
    assert content["fined"] == "-105000.00"
    assert (content["movements"], content["closing"]) == ("0.00", "0.00")
    assert content["deposit"]["closing"] == "105000.00"
    assert content["demand"]["amount"] == "95000.00"


def test_the_paper_says_all_that_a_dealer_must_know(world, posted):
    html = printed(stated(posted))
    day = deadline(timezone.localdate(), 10)
    for words in (
        "Fine, case V", "profit: 4,321.5 yuan", "-100,000.00", "Fixed sum: 100,000.00 yuan",
        "20 pieces worth 64,000 yuan",
        CLAUSE, "95,000.00 yuan was drawn from the deposit", "Top-up demand", "lodge 95,000.00",
        "liquidated damages agreed in the contract, not penalties of law", "Rebate forfeited",
        "An appeal is possible until", f"{day:%Y}", "Fines in total",
    ):  # fmt: skip
        assert words in html, words


def test_the_pdf_is_made_in_both_languages(world, posted):
    statement = Statement.objects.get(run=posted, dealer=world.accused)
    for language in ("zh-hans", "en"):
        made = pdf_of(
            content=statement.content,
            digest=statement.digest,
            issued_at=statement.issued_at,
            language=language,
        )
        assert made.startswith(b"%PDF")


SECRETS_OF_THE_SHARE = ("share", "6400.00", "6,400", "D2", "D3", "告发", "invaded")


def test_the_accused_reads_nothing_of_a_share_or_a_complaint(world, posted):
    content = stated(posted)
    told = json.dumps(content, ensure_ascii=False) + printed(content) + printed(content, "zh-hans")
    assert [secret for secret in SECRETS_OF_THE_SHARE if secret in told] == []


def test_the_invaded_dealer_reads_its_share_and_nothing_of_the_accused(world, posted):
    content = stated(posted, "D2")
    [share] = content["fines"]
    assert (share["part"], share["amount"], share["appeal_by"]) == ("share", "6400.00", None)
    told = json.dumps(content, ensure_ascii=False) + printed(content) + printed(content, "zh-hans")
    assert "goods worth 64,000 yuan were found sold into the territory: 10 %" in told
    secrets = ("D1", "100000", "100,000", "cross_region", CLAUSE, "D3", "告发", "penalties")
    assert [secret for secret in secrets if secret in told] == []


def test_pages_and_api_keep_the_same_secrets(world, posted):
    accused = signed_in(world.desk.accused)
    line = posted.fine_lines.get(part="fine")
    share = posted.fine_lines.get(part="share")
    assert accused.get(f"/fine-lines/{line.pk}/").status_code == 200
    assert accused.get(f"/fine-lines/{share.pk}/").status_code == 404
    rows = accused.get("/api/v1/fine-lines/").json()["results"]
    assert {row["part"] for row in rows} == {"fine", "forfeit"}
    told = json.dumps(rows, ensure_ascii=False) + accused.get("/fine-lines/").content.decode()
    assert [s for s in ("6400.00", "6,400", "share_percent", "告发") if s in told] == []


def test_a_preview_says_what_posting_will_say(world):
    world.contract()
    world.lodged("150000")
    world.owed("20000")
    world.fined()
    run = world.drafted(3)
    facts = gather(
        run=run,
        dealer=world.accused,
        previous=last_statement(world.accused),
        issued_at=timezone.now(),
    )
    before = facts.content
    after = stated(world.post(run))
    for name in ("fines", "fined", "demand", "movements", "closing"):
        assert before[name] == after[name], name
    assert before["deposit"]["closing"] == after["deposit"]["closing"] == "70000.00"
    assert [entry["amount"] for entry in before["others"]] == ["20000.00", "80000.00"]
    assert [entry["amount"] for entry in after["others"]] == ["20000.00", "80000.00"]


def test_a_draft_is_previewed_for_whoever_has_but_a_fine(world):
    world.fined()
    run = world.drafted(3)
    assert preview_pdf(run=run, dealer=world.accused, language="en").startswith(b"%PDF")
    with pytest.raises(ValidationError, match="nothing for dealer D3"):
        preview_pdf(run=run, dealer=world.dealers["D3"], language="en")


def test_a_case_that_was_decided_anew_tells_its_difference(world):
    first, _second = world.fined(MARCH), world.fined(APRIL)
    world.month(4)
    world.desk.overturned(fresh(first))
    lines = {line["case"]: line for line in stated(world.month(5))["fines"]}
    assert (lines[first.number]["due"], lines[first.number]["amount"]) == ("0.00", "100000.00")
    assert lines[first.number]["appeal_by"] is None


def test_what_was_appealed_once_is_not_appealed_again(world):
    world.desk.judged(world.fined(), "upheld")
    assert stated(world.month(3))["fines"][0]["appeal_by"] is None


def test_a_fine_can_be_disputed_and_is_told_by_its_name(world, posted):
    statement = Statement.objects.with_answer().get(run=posted, dealer=world.accused)
    line = statement.content["fines"][0]
    words = [LineWord("fine", line["id"], "disputed", "这不是我们的货")]
    answer_statement(
        statement=statement, kind="disputed", access=world.desk.accused, text="", lines=words
    )
    again = Statement.objects.with_answer().get(pk=statement.pk)
    assert line_states(again)["fine", line["id"]] == "disputed"
    page = signed_in(world.desk.accused).get(f"/statements/{statement.pk}/").content.decode()
    assert line["case"] in page


def test_the_annex_has_a_sheet_of_fines(world, posted):
    statement = Statement.objects.get(run=posted, dealer=world.accused)
    with annex_of(statement).file.open("rb") as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    [sheet] = [name for name in book.sheet_names if "Fines" in name]
    rows = book.get_sheet_by_name(sheet).to_python()
    assert rows[1][0].startswith("V")
    assert (rows[1][4], rows[1][5], rows[1][6]) == (-100_000, 95_000, 64_000)
    assert not any("share" in str(cell).lower() for row in rows for cell in row)
