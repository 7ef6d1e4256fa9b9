"""The pages and the API on which a channel manager reorganises the channel."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dealers.models import Dealer, Placement
from dealers.models.placements import BEGINNING
from dealers.placements import placed_on
from tests.factories import make_placement, make_territory, make_tier

pytestmark = pytest.mark.django_db
DAY = "2026-03-01"


@pytest.fixture
def asked(dealers):
    return {
        "tier": "city",
        "upstream": "ZJ",
        "home_region": dealers.guangzhou.home_region.code,
        "valid_from": DAY,
        "reason": "under the dealer of Zhejiang",
    }


def address(name: str, record) -> str:
    return reverse(f"dealers:{name}", args=[record.pk])


def seen_in(page: str) -> str:
    return page.partition('name="preview" value="')[2].partition('"')[0]


class TestThePageOfAMove:
    def test_it_works(self, hq_client, dealers, asked):
        """Ask, see, carry out."""
        url = address("dealer_move", dealers.guangzhou)
        assert hq_client.get(url).status_code == 200
        preview = hq_client.post(url, asked)
        page = preview.content.decode()
        assert preview.status_code == 200
        assert f"<del>{dealers.guangdong}</del> → <strong>{dealers.zhejiang}</strong>" in page
        assert not Placement.objects.exists()
        done = hq_client.post(
            url, asked | {"preview": seen_in(page), "confirmed": "1"}, follow=True
        )
        assert "Done: Move in the channel." in done.content.decode()
        assert Dealer.objects.get(code="GZ").upstream == dealers.zhejiang

    def test_it_begins_with_where_the_dealer_stands(self, hq_client, dealers):
        page = hq_client.get(address("dealer_move", dealers.guangzhou)).content.decode()
        assert 'value="GD"' in page
        assert 'value="440100"' in page

    def test_what_is_wrong_is_said_at_its_field_and_the_input_stays(
        self, hq_client, dealers, asked
    ):
        url = address("dealer_move", dealers.guangzhou)
        refused = hq_client.post(url, asked | {"upstream": "HZ"})
        page = refused.content.decode()
        assert refused.status_code == 422
        assert 'id="id_upstream_error"' in page
        assert asked["reason"] in page
        assert 'value="HZ"' in page
        assert not Placement.objects.exists()

    def test_a_plan_that_was_not_seen_is_not_carried_out(self, hq_client, dealers, asked):
        url = address("dealer_move", dealers.guangzhou)
        page = hq_client.post(url, asked).content.decode()
        changed = asked | {"upstream": "", "preview": seen_in(page), "confirmed": "1"}
        assert hq_client.post(url, changed).status_code == 422
        assert not Placement.objects.exists()

    def test_the_edit_form_does_not_move_a_dealer(self, hq_client, dealers):
        page = hq_client.get(address("dealer_edit", dealers.guangzhou)).content.decode()
        assert 'name="name"' in page
        assert not any(f'name="{name}"' in page for name in ("tier", "upstream", "home_region"))


def test_the_preview_of_a_merger_names_everything_that_passes_on(hq_client, dealers):
    territory = make_territory(dealer=dealers.hangzhou)
    asked = {"heir": "GZ", "valid_from": DAY, "reason": "one company"}
    page = hq_client.post(address("dealer_merge", dealers.hangzhou), asked).content.decode()
    assert str(territory.region) in page
    assert dealers.hangzhou.label in page
    assert dealers.guangzhou.label in page


def test_the_preview_of_a_dropped_tier(hq_client, dealers):
    make_tier("outlet")
    asked = {"successor": "outlet", "valid_from": DAY, "reason": "fewer tiers"}
    options = hq_client.get(address("tier_drop", make_tier("city"))).content.decode()
    assert "<select" in options
    page = hq_client.post(address("tier_drop", make_tier("city")), asked)
    assert page.status_code == 200
    assert str(dealers.guangzhou) in page.content.decode()


class TestTheStructureOnADay:
    @pytest.fixture
    def moved(self, dealers):
        make_placement(dealer=dealers.guangzhou, valid_from=BEGINNING, upstream=dealers.zhejiang)
        make_placement(dealer=dealers.guangzhou, valid_from=datetime.date(2026, 3, 1))
        return dealers.guangzhou

    @pytest.mark.parametrize(("day", "above"), [("2026-02-28", "ZJ"), (DAY, "GD")])
    def test_the_list_shows_it_as_of_any_day(self, hq_client, moved, day, above):
        page = hq_client.get("/dealers/tree/", {"day": day, "shape": "list"}).content.decode()
        row = page.partition("<td>GZ</td>")[2].partition("</tr>")[0]
        assert str(Dealer.objects.get(code=above)) in row

    def test_a_wrong_day_is_said_at_its_field(self, hq_client, moved):
        page = hq_client.get("/dealers/tree/", {"day": "soon"}).content.decode()
        assert 'id="id_day_error"' in page

    def test_the_dealers_page_tells_where_it_stood_when(self, hq_client, moved):
        page = hq_client.get(address("dealer_detail", moved)).content.decode()
        assert "2026-03-01" in page
        assert str(Dealer.objects.get(code="ZJ")) in page

    def test_a_move_to_come_is_not_told_to_the_dealer(
        self, hq_client, dealer_client, moved, dealers
    ):
        day = timezone.localdate() + datetime.timedelta(days=30)
        make_placement(dealer=moved, valid_from=day, upstream=dealers.hangzhou)
        url = address("dealer_detail", moved)
        assert str(day) in hq_client.get(url).content.decode()
        page = dealer_client.get(url).content.decode()
        assert str(day) not in page
        assert str(dealers.hangzhou) not in page


class TestTheApi:
    def post(self, client, dealer, **body):
        url = f"/api/v1/dealers/{dealer.pk}/move/"
        return client.post(url, body, content_type="application/json")

    def test_without_confirmation_nothing_is_written(self, hq_client, dealers, asked):
        plan = self.post(hq_client, dealers.guangzhou, **asked).json()
        assert [move["upstream"] for move in plan["moves"]] == ["ZJ"]
        assert plan["carried_out"] is False
        assert not Placement.objects.exists()

    def test_with_what_was_seen_it_is_carried_out(self, hq_client, dealers, asked):
        seen = self.post(hq_client, dealers.guangzhou, **asked).json()["preview"]
        done = self.post(hq_client, dealers.guangzhou, **asked, preview=seen, confirmed=True)
        assert done.json()["carried_out"] is True
        assert placed_on(dealers.guangzhou, datetime.date(2026, 3, 1)).upstream.code == "ZJ"

    def test_what_is_wrong_is_named(self, hq_client, dealers, asked):
        answer = self.post(hq_client, dealers.guangzhou, **asked | {"upstream": "nobody"})
        assert answer.status_code == 400
        assert "upstream" in str(answer.json())

    @pytest.mark.parametrize("verb", ["activate", "suspend", "terminate"])
    def test_a_dealers_life(self, hq_client, dealers, verb):
        url = f"/api/v1/dealers/{dealers.guangzhou.pk}/{verb}/"
        answer = hq_client.post(url, {"reason": "late payments"}, content_type="application/json")
        status = {"activate": 400, "suspend": 200, "terminate": 200}[verb]
        assert answer.status_code == status


def test_an_import_that_moves_a_dealer_keeps_where_it_stood(hq, dealers, tmp_path):
    from channels_mgmt.core.imports.service import import_file

    file = tmp_path / "dealers.csv"
    home = dealers.guangzhou.home_region.code
    file.write_text(f"code,name,tier,upstream,region\nGZ,广州,city,ZJ,{home}\n", encoding="utf-8")
    report = import_file(kind="dealers", path=file, access=hq)
    assert report.accepted == 1
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    dealer = Dealer.objects.get(code="GZ")
    assert placed_on(dealer, yesterday).upstream == dealers.guangdong
    assert placed_on(dealer, today).upstream == dealer.upstream == dealers.zhejiang


def test_an_import_that_moves_nobody_writes_no_placement(hq, dealers, tmp_path):
    from channels_mgmt.core.imports.service import import_file

    file = tmp_path / "dealers.csv"
    home = dealers.guangzhou.home_region.code
    file.write_text(f"code,name,tier,upstream,region\nGZ,新名,city,GD,{home}\n", encoding="utf-8")
    assert import_file(kind="dealers", path=file, access=hq).accepted == 1
    assert not Placement.objects.exists()


def test_the_list_of_places_says_in_words_where_a_dealer_stood_at_first(hq_client, dealers):
    make_placement(dealer=dealers.guangzhou, valid_from=BEGINNING)
    page = hq_client.get("/placements/").content.decode()
    assert "From the beginning" in page
    assert "1900" not in page


@pytest.mark.parametrize("wrong", ["perhaps", 7])
def test_a_confirmation_that_is_none_is_named(hq_client, dealers, asked, wrong):
    url = f"/api/v1/dealers/{dealers.guangzhou.pk}/move/"
    answer = hq_client.post(url, asked | {"confirmed": wrong}, content_type="application/json")
    assert answer.status_code == 400
    assert "confirmed" in str(answer.json())
    assert not Placement.objects.exists()
