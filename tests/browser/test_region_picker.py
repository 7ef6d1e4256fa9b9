"""Choosing regions with the keyboard alone: by what they are called, or level by level."""

import pytest

from dealers.models import BusinessArea, Region, Territory
from tests import factories as make

from .conftest import let_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def person(visit, brand, dealers, regions, hq):
    Region.objects.filter(code="440100").update(pinyin="guang zhou")
    make.make_region("440106", regions.guangzhou, name_en="Tianhe", pinyin="tian he")
    let_in(hq)
    return visit("hq")


def field(person, name: str):
    return person.page.locator(f"[id=id_{name}]")


def found(person):
    return person.page.locator(".picker-list [role=option]")


def test_by_initials_with_the_keyboard(person):
    person.open("/territories/add/")
    region = field(person, "region")
    region.type("gz")
    found(person).first.wait_for()
    assert region.get_attribute("aria-expanded") == "true"
    region.press("Enter")
    assert region.input_value() == "440100"
    assert "Guangzhou" in person.page.locator(".chosen").inner_text()
    assert not found(person).first.is_visible()
    assert "/territories/add/" in person.page.url  # choosing sends nothing


def test_escape_leaves_what_was_typed(person):
    person.open("/territories/add/")
    region = field(person, "region")
    region.type("guang")
    found(person).first.wait_for()
    region.press("Escape")
    found(person).first.wait_for(state="hidden")
    assert region.input_value() == "guang"


def test_level_by_level_with_the_keyboard(person):
    person.open("/territories/add/")
    field(person, "region").press("Alt+ArrowDown")
    lists = person.page.locator(".picker-lists select")
    lists.first.wait_for()
    lists.nth(0).press("End")  # Guangdong is the last province of this map
    lists.nth(1).wait_for()
    assert field(person, "region").input_value() == "440000"
    lists.nth(0).press("Tab")
    lists.nth(1).press("Home")
    lists.nth(2).wait_for()
    lists.nth(2).press("Home")
    lists.nth(2).press("Enter")
    lists.first.wait_for(state="hidden")
    assert field(person, "region").input_value() == "440106"


def test_what_is_chosen_is_saved(person, dealers):
    person.open("/territories/add/")
    person.page.fill("[name=dealer]", "GZ")
    field(person, "region").type("gz")
    found(person).first.wait_for()
    field(person, "region").press("Enter")
    person.page.fill("[name=valid_from]", "2024-01-01")
    with person.page.expect_navigation():
        person.page.click("form.form button[type=submit]")
    assert Territory.objects.get().region.code == "440100"


def test_several_are_added_and_taken_out(person):
    person.open("/business-areas/add/")
    person.page.fill("[name=code]", "SOUTH")
    person.page.fill("[name=name]", "华南")
    regions = field(person, "regions")
    for typed in ("guangzhou", "zhejiang"):
        regions.type(typed)
        found(person).first.wait_for()
        regions.press("Enter")
    chips = person.page.locator(".picker-chips li")
    assert chips.count() == 2
    chips.nth(0).locator("button").click()
    assert chips.all_inner_texts()[0].startswith("Zhejiang")
    with person.page.expect_navigation():
        person.page.click("form.form button[type=submit]")
    assert [region.code for region in BusinessArea.objects.get().regions.all()] == ["330000"]


def test_a_list_follows_what_is_chosen_in_its_filter(person):
    person.open("/dealers/")
    person.page.click(".filters-more")
    field(person, "home_region").type("gz")
    found(person).first.wait_for()
    field(person, "home_region").press("Enter")
    person.page.wait_for_selector("#results >> text=1 row")
    assert "home_region=440100" in person.page.url


def test_without_a_script_the_codes_are_typed(visit, brand, dealers, hq):
    let_in(hq)
    plain = visit("hq", scripts=False)
    plain.open("/business-areas/add/")
    plain.page.fill("[name=code]", "SOUTH")
    plain.page.fill("[name=name]", "华南")
    plain.page.fill("[name=regions]", "440000 330000")
    with plain.page.expect_navigation():
        plain.page.click("form.form button[type=submit]")
    assert BusinessArea.objects.get().regions.count() == 2


def test_whom_a_rule_is_for_is_chosen_by_name_and_told_at_once(person):
    person.open("/programme-versions/add/")
    regions = field(person, "include_regions")
    regions.type("gz")
    found(person).first.wait_for()
    regions.press("Enter")
    field(person, "include_tiers").press("Alt+ArrowDown")
    tiers = person.page.locator(".picker-panel:not([hidden]) select")
    tiers.wait_for()
    tiers.select_option("city")
    tiers.press("Enter")
    chips = person.page.locator(".picker-chips li")
    assert [chip.split()[-1] for chip in chips.all_inner_texts()] == ["440100", "city"]
    codes = person.page.locator("textarea[name=include_regions]")
    assert codes.input_value() == "440100"


def test_what_is_typed_and_not_chosen_is_sent_and_not_lost(person):
    person.open("/programme-versions/add/")
    regions = field(person, "include_regions")
    regions.type("gz")
    found(person).first.wait_for()
    regions.press("Enter")
    regions.type("Atlantis")
    codes = person.page.locator("textarea[name=include_regions]")
    assert codes.input_value() == "440100\nAtlantis"
