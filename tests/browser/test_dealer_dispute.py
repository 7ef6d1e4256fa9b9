"""A dealer on a phone, in Chinese, with a second factor: from home to the statement, disputes it
with a file; the brand reads it and replies; the dealer reads the reply. Scripts are not needed."""

import io
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext, override
from PIL import Image

from rebates.models import Statement, StatementAnswer
from tests import factories as make
from tests.answers.conftest import a_pdf, a_photo
from tests.codes import with_second_factor

from .conftest import let_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

WORDS = "6月18日的20台没有计入，应为 600.00 元"
REPLY = "已核实，差额将在下期结算单中更正"
FILES = {
    "photo": ("送货单.jpg", "image/jpeg", a_photo()),
    "pdf": ("对账单.pdf", "application/pdf", a_pdf()),
}


def zh(text: str) -> str:
    with override("zh-hans"):
        return gettext(text)


@pytest.fixture
def statement(live_server, brand, dealers, hq, dealer_user) -> Statement:
    for access in (hq, dealer_user):
        let_in(access)
    with_second_factor(dealer_user.user)
    make.make_entry("540.00", dealer=dealers.guangzhou)
    return make.make_statement(dealers.guangzhou)


def follow(person, selector: str) -> None:
    """A link or a button of the page's own."""
    with person.page.expect_navigation():
        person.page.locator(f"#content {selector}").first.click()
    person.look()


def send(person, words: str, file: tuple[str, str, bytes] | None = None) -> None:
    person.page.fill("[name=text]", words)
    if file:
        name, media_type, content = file
        sent = {"name": name, "mimeType": media_type, "buffer": content}
        person.page.set_input_files("[name=file]", sent)
    follow(person, "form button[type=submit]")


def saved(person, name: str, folder: Path) -> bytes:
    """The file behind the link of that name, saved as a browser saves it."""
    with person.page.expect_download() as waiting:
        person.page.locator(f"#content a:has-text('{name}')").click()
    assert waiting.value.suggested_filename == name
    waiting.value.save_as(folder / name)
    return (folder / name).read_bytes()


@pytest.mark.parametrize(("scripts", "kind"), [(True, "photo"), (False, "pdf")])
def test_a_dispute_with_a_file_and_its_reply(scripts, kind, statement, visit, tmp_path):
    dealer = visit("dealer", "zh-CN", scripts)
    assert Authenticator.objects.get(user__username="dealer", type="totp").last_used_at
    assert dealer.page.locator("html").get_attribute("lang") == "zh-hans"
    page = f"/statements/{statement.pk}/"
    follow(dealer, f"a[href='{page}']")
    follow(dealer, f"a[href='{page}dispute/']")
    assert dealer.reads("540.00")
    send(dealer, WORDS, FILES[kind])
    assert dealer.page.url.endswith(page)
    assert dealer.reads(zh("The dispute is sent. You will find the reply here."))
    assert dealer.reads(zh("Disputed"))
    assert dealer.reads(WORDS)

    hq = visit("hq", "zh-CN", scripts)
    follow(hq, "a[href$='?answer=disputed']")
    follow(hq, f"a[href='{page}']")
    assert hq.reads(WORDS)
    given = saved(hq, FILES[kind][0], tmp_path)
    if kind == "photo":
        assert b"Secret Camera" in FILES[kind][2]
        assert b"Secret Camera" not in given
        assert Image.open(io.BytesIO(given)).size == (30, 20)
    else:
        assert given == FILES[kind][2]
    follow(hq, f"a[href='{page}reply/']")
    send(hq, REPLY)

    dealer.open(page)
    assert dealer.reads(REPLY)
    assert dealer.reads("某品牌")
    follow(dealer, f"a[href='{page}confirm/']")
    follow(dealer, "form button[type=submit]")
    assert dealer.reads(zh("Confirmed"))
    kinds = [answer.kind for answer in StatementAnswer.objects.all()]
    assert kinds == ["disputed", "replied", "confirmed"]


def test_a_refused_file_is_named_and_the_words_stay(statement, visit):
    dealer = visit("dealer", "zh-CN", scripts=False).open(f"/statements/{statement.pk}/dispute/")
    send(dealer, WORDS, ("对账单.pdf", "application/pdf", b"<html>"))
    refused = "“%(name)s” is no PDF, JPEG or PNG. Save it as one of these and choose it again."
    assert dealer.reads(zh(refused) % {"name": "对账单.pdf"})
    assert dealer.page.input_value("[name=text]") == WORDS
    dealer.wrong = [text for text in dealer.wrong if "422" not in text]  # that it was refused
    send(dealer, WORDS, FILES["pdf"])
    assert StatementAnswer.objects.get().file_name == "对账单.pdf"
