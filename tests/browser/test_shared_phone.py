"""A phone that passes from hand to hand: after sign-out nothing is left to go back to, and what
pages do by script, they do under the policy that forbids scripts within them."""

import pytest

from .conftest import let_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def person(visit, brand, dealers, hq):
    let_in(hq)
    return visit("hq")


def sign_out(person) -> None:
    person.page.click(".topbar .dropdown-toggle")
    button = person.page.locator(".dropdown-menu button:text-is('Sign out')")
    button.wait_for(state="visible")
    with person.page.expect_navigation():
        button.click()


def test_after_sign_out_the_way_back_leads_to_the_sign_in(person, dealers):
    person.open("/dealers/")
    person.open(f"/dealers/{dealers.guangzhou.pk}/")
    assert person.reads(dealers.guangzhou.name_en)
    sign_out(person)
    for _turn in range(2):
        person.page.go_back()
        person.page.wait_for_selector("[name=password]")
        assert not person.reads(dealers.guangzhou.name_en)


def test_what_pages_do_by_script_works_under_the_policy(person, dealers):
    person.open("/dealers/")
    person.page.click("[aria-controls=menu]")
    person.page.wait_for_selector("nav#menu >> text=Statements")
    person.page.fill("[name=q]", "GZ")  # the list follows by itself
    person.page.wait_for_selector("#results >> text=1 row")
    assert "q=GZ" in person.page.url
    assert not person.page.locator(f"#results >> text={dealers.hangzhou.code}").count()
    person.open("/dealers/add/")
    person.page.fill("[name=upstream]", "G")
    person.page.wait_for_selector("datalist#id_upstream_options option", state="attached")
    person.page.fill("[name=home_region]", "4401")
    person.page.wait_for_selector(".picker-list [role=option] >> text=Guangzhou")


def test_a_script_that_was_injected_does_not_run(person):
    person.open("/")
    person.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.injected = true";
            document.body.append(script);
            const bait = "<button id='bait' onclick='window.injected = true'>x</button>";
            document.getElementById("content").insertAdjacentHTML("afterbegin", bait);
        }"""
    )
    person.page.click("#bait")
    assert person.page.evaluate("() => window.injected") is None
    assert all("Content Security Policy" in wrong for wrong in person.wrong)
    assert len(person.wrong) >= 2
    person.wrong.clear()
