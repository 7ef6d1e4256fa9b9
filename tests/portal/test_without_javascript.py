"""On a phone without JavaScript: every page of a dealer, the menu, the way to a statement."""

import pytest
from django.utils import timezone

from tests.browser.conftest import PASSWORD, browser  # noqa: F401 – a fixture
from tests.factories import make_entry, make_price, make_sku, make_statement, make_territory

pytestmark = pytest.mark.django_db(transaction=True)
BAR = ["Account", "Progress", "Statements", "My prices", "Penalties"]


@pytest.fixture
def phone(browser, live_server, dealer_user, dealers, regions):  # noqa: F811
    dealer = dealers.guangzhou
    make_entry("1000.00", dealer=dealer)
    make_statement(dealer)
    make_territory(dealer=dealer)
    price = make_price(region=regions.country, sku=make_sku("HOOD-1"))
    type(price.price_list).objects.update(published_at=timezone.now())
    dealer_user.user.set_password(PASSWORD)
    dealer_user.user.save()
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="en-US", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.fill("[name=login], [name=username]", "dealer")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("nav.bar")
    yield page
    context.close()


def fits(page) -> bool:
    """Without JavaScript the page cannot be asked how wide it is; the picture of all of it can."""
    picture = page.screenshot(full_page=True)
    return int.from_bytes(picture[16:20], "big") == 360  # the width in a PNG's header


def test_the_bar_leads_everywhere_and_every_page_fits(phone):
    headings = []
    for label in BAR:
        phone.click(f"nav.bar >> text='{label}'")
        headings.append(phone.inner_text("h1"))
        assert fits(phone), label
        assert phone.locator("nav.bar [aria-current=page]").inner_text() == label
    assert headings == ["Your account", "Progress of rebates", "Statements", "My prices",
                        "Penalties"]  # fmt: skip


def test_the_menu_opens_and_leads_on(phone):
    territory = phone.locator("#menu >> text='Territory'").first
    assert not territory.is_visible()
    phone.click(".menu-toggle")
    assert territory.is_visible()
    territory.click()
    assert phone.inner_text("h1") == "Territory"
    assert fits(phone)


def test_the_menu_opens_from_the_keyboard(phone):
    phone.focus(".menu-toggle")
    phone.keyboard.press("Space")
    assert phone.locator("#menu >> text='Territory'").first.is_visible()


def test_the_own_menu_opens(phone):
    assert not phone.is_visible("text=Sign out")
    phone.click("details.dropdown > summary")
    phone.click("text=Sign out")
    assert "/sign-in/" in phone.url


def test_a_statement_and_its_pdf_are_plain_links(phone):
    phone.click(".own-waiting a.btn")
    assert "Closing balance" in phone.inner_text("#content")
    address = phone.get_attribute("a:text('PDF English')", "href")
    assert address.startswith("/statements/")
