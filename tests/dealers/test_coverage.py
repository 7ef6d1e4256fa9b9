"""Who holds which city for a product line, a channel and a day; white spots and conflicts."""

import datetime

import pytest

from channels_mgmt.core.scopes import SYSTEM, Scope
from dealers.coverage import Holder, coverage
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 6, 1)


@pytest.fixture
def hoods(db):
    return make.make_line("hoods", make.make_line("kitchen"))


@pytest.fixture
def ask(regions, hoods):
    def ask(within=None, line=hoods, channel="offline", day=DAY, scope=SYSTEM.scope):
        return coverage(
            within=within or regions.guangdong, line=line, channel=channel, day=day, scope=scope
        )

    return ask


def held(found) -> dict[str, list[str]]:
    return {
        place.region.code: sorted(holder.territory.dealer.code for holder in place.holders)
        for place in found.places
    }


def test_it_works(ask, dealers, regions):
    make.make_territory(dealer=dealers.guangzhou, region=regions.guangzhou)
    found = ask()
    assert held(found) == {"440100": ["GZ"], "440300": []}
    assert (found.held, found.white, found.conflicts) == (1, 1, 0)


@pytest.mark.parametrize(
    ("terms", "asked", "holds"),
    [
        ({}, {}, True),
        ({"line": "hoods"}, {}, True),
        ({"line": "kitchen"}, {}, True),
        ({"line": "stoves"}, {}, False),
        ({"line": "hoods"}, {"line": None}, False),  # of all lines it holds one
        ({"channel": "offline"}, {}, True),
        ({"channel": "online"}, {}, False),
        ({"channel": "online"}, {"channel": "jd"}, True),
        ({"valid_to": DAY}, {}, False),
        ({"valid_from": DAY}, {}, True),
        ({"valid_from": DAY + datetime.timedelta(1)}, {}, False),
    ],
)
def test_what_holds_a_city(ask, dealers, regions, hoods, terms, asked, holds):
    make.make_line("stoves", hoods.parent)
    line = terms.pop("line", "")
    if line:
        terms["product_line"] = make.make_line(line)
    make.make_territory(dealer=dealers.guangzhou, region=regions.guangzhou, **terms)
    assert bool(held(ask(**asked))["440100"]) is holds


def test_a_province_is_held_with_all_its_cities(ask, dealers, regions):
    make.make_territory(dealer=dealers.guangdong, region=regions.guangdong)
    assert held(ask()) == {"440100": ["GD"], "440300": ["GD"]}


def test_a_part_of_a_city_is_shown_as_a_part(ask, dealers, regions):
    county = make.make_region("440106", regions.guangzhou)
    make.make_territory(dealer=dealers.guangzhou, region=county)
    (holder,) = ask().places[0].holders
    assert not holder.whole


def test_a_county_without_a_city_is_a_place_of_its_own(ask, regions):
    make.make_region("441900", regions.guangdong, level="county")
    assert "441900" in held(ask())


def test_two_exclusive_territories_over_a_city_are_a_conflict(ask, dealers, regions):
    first, second = (
        make.make_territory(dealer=dealer, region=regions.guangzhou, exclusive=exclusive)
        for dealer, exclusive in ((dealers.guangzhou, True), (dealers.guangdong, False))
    )
    assert ask().conflicts == 0  # a dealer above may supply the same city
    (place, _other) = ask().places
    second.exclusive = True  # as no way in lets it happen
    place.holders = [Holder(first, True, True), Holder(second, True, True)]
    assert place.conflict
    place.holders[1] = Holder(second, False, True)
    assert not place.conflict


def test_whoever_is_out_of_sight_is_not_named(ask, dealers, regions):
    make.make_territory(dealer=dealers.hangzhou, region=regions.guangzhou)
    (holder,) = ask(scope=Scope(regions=(regions.guangdong.path,))).places[0].holders
    assert not holder.named


def test_the_page(dealers, regions, hoods, hq_client, province_client, dealer_client):
    make.make_territory(dealer=dealers.hangzhou, region=regions.guangzhou)
    asked = {"within": "440000", "line": "hoods", "channel": "offline", "day": "2024-06-01"}
    page = hq_client.get("/territories/coverage/", asked).content.decode()
    assert dealers.hangzhou.name_en in page
    assert "White spot" in page
    page = province_client.get("/territories/coverage/", asked).content.decode()
    assert dealers.hangzhou.name_en not in page
    assert "outside your part of the channel" in page
    assert dealer_client.get("/territories/coverage/", asked).status_code == 404
    wrong = hq_client.get("/territories/coverage/", asked | {"within": "999999"})
    assert "“999999” is not known here" in wrong.content.decode()


def test_queries_do_not_grow(ask, dealers, regions, django_assert_num_queries):
    for number in range(20):
        city = make.make_region(f"4420{number:02}", regions.guangdong)
        make.make_territory(dealer=dealers.guangzhou, region=city)
    with django_assert_num_queries(3):
        assert ask().held == 20
