"""Business areas: named sets of regions, their pages, their history, and what they narrow down."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Scope, Verb
from dealers.coverage import coverage
from dealers.models import BusinessArea, Dealer, Region
from dealers.services.business_areas import save_business_area
from tests import factories as make

pytestmark = pytest.mark.django_db
FORM = {"code": "SOUTH", "name": "华南", "name_en": "South China"}


@pytest.fixture
def south(regions) -> BusinessArea:
    return make.make_business_area("SOUTH", regions=(regions.guangdong,), name="华南")


def set_of(area: BusinessArea) -> list[str]:
    return sorted(area.regions.values_list("code", flat=True))


def save(area: BusinessArea, *regions: Region, reason: str = "") -> BusinessArea:
    return save_business_area(
        instance=area,
        access=SYSTEM,
        verb=Verb.CHANGE_STRUCTURE,
        reason=reason,
        sets={"regions": regions},
    )


def test_it_works(hq_client, regions):
    answer = hq_client.post("/business-areas/add/", FORM | {"regions": "440000 330000"})
    area = BusinessArea.objects.get()
    assert answer.headers["Location"] == f"/business-areas/{area.pk}/"
    assert set_of(area) == ["330000", "440000"]
    page = hq_client.get(answer.headers["Location"]).content.decode()
    assert f'<a href="/regions/{regions.guangdong.pk}/">Guangdong</a>' in page


@pytest.mark.parametrize(
    "typed", ["440000\n330000", "440000, 330000", " 330000  440000 ", "440000，330000"]
)
def test_codes_are_separated_by_spaces_lines_or_commas(hq_client, regions, typed):
    hq_client.post("/business-areas/add/", FORM | {"regions": typed})
    assert set_of(BusinessArea.objects.get()) == ["330000", "440000"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This field is required."),
        ("440000 999999", "“999999” is not known here."),
        ("440000 440100", "440100 Guangzhou lies in 440000 Guangdong"),
        ("000000 440100", "440100 Guangzhou lies in 000000 China"),
    ],
)
def test_a_wrong_set_keeps_what_was_typed_and_writes_nothing(hq_client, regions, typed, said):
    answer = hq_client.post("/business-areas/add/", FORM | {"regions": typed})
    assert answer.status_code == 422
    assert said in "".join(answer.context["form"].errors["regions"])
    assert answer.context["form"]["regions"].value() == typed.split()
    assert not BusinessArea.objects.exists()


def test_the_history_has_the_set_before_and_after(south, regions):
    save(south, regions.guangdong, regions.zhejiang, reason="grown")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.reason) == ("changed", "grown")
    assert entry.before == {"regions": ["440000"]}
    assert entry.after == {"regions": ["330000", "440000"]}


def test_a_new_one_begins_with_its_set(regions):
    save(BusinessArea(code="EAST", name="华东"), regions.zhejiang)
    assert AuditEntry.objects.get(model="dealers.businessarea").after["regions"] == ["330000"]


def test_saving_the_same_again_is_no_change(south, regions):
    trail = AuditEntry.objects.count()
    save(south, regions.guangdong)
    assert AuditEntry.objects.count() == trail


def test_a_refused_set_changes_nothing(south, regions):
    with pytest.raises(ValidationError):
        save(south, regions.guangdong, regions.guangzhou)
    assert set_of(south) == ["440000"]


def test_its_page_shows_the_history_in_words(south, regions, hq_client):
    save(south, regions.guangdong, regions.zhejiang)
    page = hq_client.get(f"/business-areas/{south.pk}/history/").content.decode()
    assert "Regions" in page
    assert "330000, 440000" in page


def test_a_set_changed_meanwhile_is_not_overwritten(south, regions, hq_client):
    address = f"/business-areas/{south.pk}/edit/"
    form = hq_client.get(address).context["form"]
    sent = FORM | {"regions": "440000", "seen": form["seen"].value()}
    save(south, regions.zhejiang)
    answer = hq_client.post(address, sent)
    assert answer.status_code == 422
    [difference] = answer.context["form"].stale[-1:]
    assert (difference.before, difference.after) == ("Zhejiang", "Guangdong")
    assert set_of(south) == ["330000"]


def test_the_form_shows_the_set_as_codes_with_their_names(south, hq_client):
    page = hq_client.get(f"/business-areas/{south.pk}/edit/").content.decode()
    assert '<p class="chosen" data-code="440000">Guangdong · China</p>' in page
    assert ">\n440000</textarea>" in page


def test_the_api_gives_the_codes_with_one_query_for_all(
    hq_client, regions, django_assert_max_num_queries
):
    for number in range(20):
        make.make_business_area(f"A{number}", regions=(regions.guangdong, regions.zhejiang))
    with django_assert_max_num_queries(10):
        rows = hq_client.get("/api/v1/business-areas/").json()["results"]
    assert sorted(rows[0]["regions"]) == ["330000", "440000"]


def test_a_list_counts_its_regions(south, regions, hq_client):
    south.regions.add(regions.zhejiang)
    table = hq_client.get("/business-areas/").context["table"]
    assert table.rows[0].get_cell("region_count") == "2"


@pytest.mark.parametrize(("region", "found"), [("440100", ["SOUTH"]), ("330000", [])])
def test_areas_are_found_by_what_lies_in_them(south, hq_client, region, found):
    table = hq_client.get("/business-areas/", {"region": region}).context["table"]
    assert [row.record.code for row in table.rows] == found


def test_dealers_and_territories_are_narrowed_to_an_area(south, dealers, hq_client):
    make.make_territory(dealer=dealers.guangzhou)
    make.make_territory(dealer=dealers.hangzhou)
    for address, count in (("/dealers/", 2), ("/territories/", 1), ("/api/v1/dealers/", 2)):
        answer = hq_client.get(address, {"area": "SOUTH"})
        rows = answer.json()["results"] if "api" in address else answer.context["table"].rows
        assert len(rows) == count, address
    assert Dealer.objects.count() > 2


def test_an_area_of_no_region_holds_nobody(dealers, hq_client):
    empty = make.make_business_area("EMPTY")
    empty.regions.clear()
    assert len(hq_client.get("/dealers/", {"area": "EMPTY"}).context["table"].rows) == 0


def test_dealers_know_nothing_of_areas(south, dealer_client):
    assert "area" not in dealer_client.get("/dealers/").context["filterset"].form.fields
    assert dealer_client.get("/business-areas/").status_code == 404
    assert len(dealer_client.get("/dealers/", {"area": "SOUTH"}).context["table"].rows) == 1


def test_coverage_of_an_area(south, regions, dealers, hq_client):
    make.make_territory(dealer=dealers.guangzhou)
    asked = {"area": "SOUTH", "channel": "offline", "day": "2024-06-01"}
    found = hq_client.get("/territories/coverage/", asked).context["found"]
    assert [place.region.code for place in found.places] == ["440100", "440300"]
    assert (found.held, found.white) == (1, 1)


@pytest.mark.parametrize("asked", [{}, {"within": "440000", "area": "SOUTH"}])
def test_coverage_is_of_a_region_or_else_of_an_area(south, hq_client, asked):
    page = hq_client.get(
        "/territories/coverage/", asked | {"channel": "offline", "day": "2024-06-01"}
    )
    assert "Name a region, or else a business area." in page.content.decode()


def test_an_ended_city_is_no_place_for_a_later_day(regions, dealers):
    day = datetime.date(2024, 6, 1)
    old = make.make_region("440900", regions.guangdong, valid_to=day)
    old.successors.set([regions.shenzhen])
    make.make_territory(dealer=dealers.guangzhou, region=old)

    def held(on: datetime.date) -> dict[str, int]:
        found = coverage(
            within=regions.guangdong, line=None, channel="offline", day=on, scope=Scope(True)
        )
        return {place.region.code: len(place.holders) for place in found.places}

    assert held(day - datetime.timedelta(1)) == {"440100": 0, "440300": 0, "440900": 1}
    assert held(day) == {"440100": 0, "440300": 1}  # whoever held it holds what it became
