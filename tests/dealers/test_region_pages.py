"""The page of a region: its parts, its past and future, who sits there; and changing it by hand."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry
from dealers.models import Region
from tests import factories as make

pytestmark = pytest.mark.django_db
ENDED = datetime.date(2020, 1, 1)


@pytest.fixture
def old(regions):
    """A city that became two."""
    old = make.make_region("440900", regions.guangdong, name="旧市", name_en="Old", valid_to=ENDED)
    old.successors.set([regions.guangzhou, regions.shenzhen])
    return old


def panels(client, region: Region) -> dict[str, str]:
    shown = client.get(f"/regions/{region.pk}/").context["panels"]
    return {str(panel.title): panel.body for panel in shown}


def edited(client, region: Region, **more: str):
    address = f"/regions/{region.pk}/edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values["successors"] = " ".join(form["successors"].value() or [])
    return client.post(address, values | more)


def test_what_lies_in_it_is_shown_with_what_lay_there_once(hq_client, regions, old):
    body = panels(hq_client, regions.guangdong)["Lies in it"]
    now, once = body.split("Codes that do not stand today:")
    assert "Guangzhou" in now
    assert "Old" in once
    assert "until 2020-01-01" in once


def test_it_says_what_it_became_and_what_it_came_of(hq_client, regions, old):
    title = "Codes before and after"
    assert "It became:" in panels(hq_client, old)[title]
    assert "Shenzhen" in panels(hq_client, old)[title]
    body = panels(hq_client, regions.shenzhen)[title]
    assert "It came of:" in body
    assert "Old" in body
    assert title not in panels(hq_client, regions.hangzhou)


def test_what_was_cut_off_from_a_region_that_stands_is_not_what_it_became(hq_client, regions):
    part = make.make_region("440199", regions.guangzhou, valid_from=ENDED)
    regions.guangzhou.successors.set([part])
    body = panels(hq_client, regions.guangzhou)["Codes before and after"]
    assert "Cut off from it:" in body
    assert "since 2020-01-01" in body


def test_an_ended_region_names_who_is_still_there(hq_client, old, dealers):
    dealers.guangzhou.home_region = old
    dealers.guangzhou.save()
    shared = {"region": old, "exclusive": False}
    make.make_territory(dealer=dealers.guangdong, **shared)
    make.make_territory(dealer=dealers.hangzhou, valid_to=timezone.localdate(), **shared)
    body = panels(hq_client, old)["Codes before and after"]
    assert "should be moved" in body
    assert dealers.guangzhou.name_en in body
    assert dealers.guangdong.name_en in body
    assert dealers.hangzhou.name_en not in body


def test_dealers_at_home_in_it_or_below_are_shown_as_far_as_the_person_sees(
    hq_client, province_client, dealer_client, regions, dealers
):
    title = "Dealers at home here"
    assert dealers.guangzhou.name_en in panels(hq_client, regions.guangdong)[title]
    assert dealers.hangzhou.name_en in panels(hq_client, regions.country)[title]
    assert dealers.hangzhou.name_en not in panels(province_client, regions.country)[title]
    assert title not in panels(dealer_client, regions.zhejiang)


def test_the_business_areas_that_it_lies_in_or_reaches_into(hq_client, dealer_client, regions):
    make.make_business_area("SOUTH", regions=(regions.guangdong,))
    for region in (regions.guangdong, regions.guangzhou, regions.country):
        assert "SOUTH" in panels(hq_client, region)["Business areas"]
    assert "Business areas" not in panels(hq_client, regions.hangzhou)
    assert "Business areas" not in panels(dealer_client, regions.guangzhou)


@pytest.mark.parametrize(
    ("day", "found"),
    [("2019-12-31", True), ("2020-01-01", False)],
)
def test_the_list_is_narrowed_to_what_stood_on_a_day(hq_client, old, day, found):
    rows = hq_client.get("/regions/", {"valid_on": day}).context["table"].rows
    assert ("440900" in [row.record.code for row in rows]) is found


def test_the_api_gives_its_days_and_successors(hq_client, old):
    answer = hq_client.get(f"/api/v1/regions/{old.pk}/").json()
    assert (answer["valid_from"], answer["valid_to"]) == (None, "2020-01-01")
    assert sorted(answer["successors"]) == ["440100", "440300"]


def test_a_merger_is_written_by_hand_with_its_history(hq_client, regions):
    answer = edited(
        hq_client, regions.shenzhen, valid_to="2026-01-01", successors="440100", reason="merged"
    )
    assert answer.status_code == 302
    entry = AuditEntry.objects.latest("pk")
    assert entry.after == {"valid_to": "2026-01-01", "successors": ["440100"]}
    assert (entry.before["successors"], entry.reason) == ([], "merged")


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"successors": "440100"}, "successors", "has not ended"),
        ({"valid_to": "2026-01-01", "successors": "440300"}, "successors", "its own successor"),
        ({"valid_to": "2019-12-31"}, "successors", "has itself ended by 2020-01-01"),
        ({"valid_to": "2020-01-01", "successors": "440900"}, "successors", "has itself ended"),
        ({"valid_to": "2026-01-01", "successors": "999"}, "successors", "not known here"),
        ({"valid_from": "2026-01-01", "valid_to": "2026-01-01"}, "__all__", "must be later"),
    ],
)
def test_dates_and_successors_agree(hq_client, regions, old, more, field, said):
    answer = edited(hq_client, regions.shenzhen, **more)
    assert answer.status_code == 422
    assert said in "".join(answer.context["form"].errors[field])
    assert Region.objects.get(code="440300").valid_to is None
    assert not regions.shenzhen.successors.exists()


def test_the_days_of_a_successor_cannot_belie_what_became_of_others(hq_client, regions):
    new = make.make_region("440198", regions.guangdong, valid_from=ENDED)
    gone = make.make_region("440199", regions.guangdong, valid_to=ENDED)
    gone.successors.set([new])
    answer = edited(hq_client, new, valid_from="2020-01-02")
    assert "after 440199 Region 440199 has ended" in "".join(
        answer.context["form"].errors["successors"]
    )


def test_a_page_costs_the_same_however_much_lies_in_it(hq_client, regions, dealers):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            panels(hq_client, regions.guangdong)
        return len(queries)

    few = count()
    for number in range(30):
        city = make.make_region(f"4420{number:02}", regions.guangdong)
        make.make_dealer(home_region=city)
    assert count() <= few
