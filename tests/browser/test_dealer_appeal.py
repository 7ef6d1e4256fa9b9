"""A dealer on a phone opens a fine, reads the evidence, appeals with three photos; the manager
decides; the dealer reads the outcome, and finds it on the next statement. Scripts are not needed.
"""

import datetime
import io

import pytest
from PIL import Image

from channels_mgmt.core.scopes import Access
from rebates.conduct.models import Violation
from rebates.models import Statement
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.runs import approve_run, start_run
from tests.conduct.conftest import *  # noqa: F403 – who works on a case

from .conftest import let_in
from .test_dealer_dispute import follow, zh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
WORDS = "这批货是批发商买走的，附三张送货单照片"
REASON = "送货单属实，非经销商所为"


def photos() -> list[dict]:
    """Three different ones, as a phone's camera calls them."""
    found = []
    for shade in (20, 120, 220):
        file = io.BytesIO()
        Image.new("RGB", (600, 800), (shade, 90, 60)).save(file, "JPEG")
        name = f"IMG_{shade:04}.jpg"
        found.append({"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()})
    return found


def settled(month: int, hq: Access, finance: Access) -> Statement:
    """The dealer's statement of a month of 2026."""
    start, end = (datetime.date(2026, number, 1) for number in (month, month + 1))
    run = calculate(run=start_run(date_from=start, date_to=end, access=hq))
    post_run(run=approve_run(run=run, access=finance, reason="checked"), access=finance)
    return run.statements.get()


@pytest.fixture
def fined(live_server, brand, desk, version) -> Violation:
    for access in (desk.accused, desk.judge):
        let_in(access)
    return desk.confirmed()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_appeal_with_three_photos(scripts, fined, hq, finance, visit):
    assert settled(fined.offence_date.month, hq, finance).closing == -100_000
    page = f"/violations/{fined.pk}/"
    dealer = visit("accused", "zh-CN", scripts).open("/portal/penalties/")
    follow(dealer, f"a[href='{page}']")
    assert dealer.reads("100,000.00")
    assert dealer.reads(zh("Evidence"))
    assert dealer.reads("64,000.00")  # what the evidence says of the goods
    follow(dealer, f"a[href='{page}appeal/']")
    dealer.page.fill("[name=text]", WORDS)
    dealer.page.set_input_files("[name=files]", photos())
    follow(dealer, "form button[type=submit]")
    assert dealer.page.url.endswith(page)
    assert dealer.reads(zh("The appeal is sent. You will find the outcome here."))
    assert dealer.reads("IMG_0220.jpg")

    judge = visit("judge", "zh-CN", scripts).open("/violations/work/")
    follow(judge, f"a[href='{page}']")
    assert judge.reads(WORDS)
    decide = judge.page.locator(f"#content a[href^='{page}decide/']").get_attribute("href")
    judge.open(decide)
    judge.page.check("[name=outcome][value=overturned]")
    judge.page.fill("[name=reason]", REASON)
    follow(judge, "form button[type=submit]")

    dealer.open(page)
    assert dealer.reads(REASON)
    assert dealer.reads(zh("Overturned on appeal"))
    assert fined.evidence.filter(from_dealer=True, kind="photo").count() == 3

    statement = settled(fined.offence_date.month + 1, hq, finance)
    dealer.open("/statements/")
    follow(dealer, f"a[href='/statements/{statement.pk}/']")
    assert dealer.reads(fined.number)
    words = {"kind": zh("Cross-region selling"), "day": fined.offence_date}
    assert dealer.reads(zh("%(kind)s of %(day)s no longer counts as an offence.") % words)
    assert (statement.opening, statement.closing) == (-100_000, 0)
