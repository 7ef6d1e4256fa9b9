"""A browser at 360 px, two languages, and people with passwords."""

import shutil
from collections.abc import Iterator

import pytest

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access
from channels_mgmt.core.second_factor import needs_second_factor
from tests.codes import code_of, with_second_factor

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PASSWORD = "a password for tests"


def let_in(access: Access) -> None:
    """Gives her a password, and a second factor where her role needs one."""
    access.user.set_password(PASSWORD)
    access.user.save()
    if needs_second_factor(access):
        with_second_factor(access.user)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Debian's Chromium; Playwright brings none of its own. Each visitor has a profile of her own.

    Not for the whole session: in this thread Playwright's loop would run on under other tests.
    """
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        # Its loop runs in this thread, and Django would take that for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Visitor:
    """One person at a small screen. Every page must fit it, and nothing may go wrong in it."""

    def __init__(self, browser, address: str, locale: str, scripts: bool = True) -> None:
        self.address, self.wrong = address, []
        self.context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale=locale,
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _listen(self, message) -> None:
        if message.type == "error":
            self.wrong.append(f"{self.page.url}: {message.text}")

    def sign_in(self, username: str) -> "Visitor":
        self.open("/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("[name=password]", "Enter")
        if self.page.locator("[name=code]").count():
            self.page.fill("[name=code]", code_of(User.objects.get(username=username)))
            with self.page.expect_navigation():
                self.page.press("[name=code]", "Enter")
        return self.look()

    def open(self, path: str) -> "Visitor":
        self.page.goto(self.address + path)
        return self.look()

    def press(self, label: str) -> "Visitor":
        """A button or a link of the page's own; then the page it leads to."""
        here = self.page.locator("#content")
        # Not merely "loaded": the page that is being left is loaded as well.
        with self.page.expect_navigation():
            here.locator(f"button:text-is('{label}'), a:text-is('{label}')").first.click()
        return self.look()

    def look(self) -> "Visitor":
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        if self.page.evaluate(wide):
            self.wrong.append(f"{self.page.url}: wider than the screen")
        return self

    def reads(self, text: str) -> bool:
        return text in self.page.locator("body").inner_text()

    def status(self, path: str) -> int:
        """What the address answers, without going there."""
        return self.context.request.get(self.address + path).status

    def download(self, path: str) -> bytes:
        answer = self.context.request.get(self.address + path)
        assert answer.ok, (path, answer.status)
        return answer.body()


@pytest.fixture
def visit(browser, live_server):
    """``visit("hq")``: that person, signed in; at the end nothing has gone wrong for anybody."""
    visitors = []

    def arrive(username: str, locale: str = "en-US", scripts: bool = True) -> Visitor:
        visitors.append(visitor := Visitor(browser, live_server.url, locale, scripts))
        return visitor.sign_in(username)

    yield arrive
    for visitor in visitors:
        visitor.context.close()
    assert [wrong for visitor in visitors for wrong in visitor.wrong] == []
