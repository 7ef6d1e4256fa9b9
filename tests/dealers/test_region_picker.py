"""Look-ups of regions: by name, reading, initials or code, or level by level."""

import csv
import datetime
import re

import pytest

from channels_mgmt.core.trees import child_path
from dealers.choices import RegionLevel
from dealers.models import Region, Territory
from dealers.services.regions import GBT2260, HISTORY
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def china(db):
    """GB/T 2260 with its history, as fast as the database takes it."""
    rows = {}
    for path in (GBT2260, HISTORY):
        with path.open(encoding="utf-8", newline="") as file:
            rows |= {row["code"]: row for row in csv.DictReader(file)}
    for level in RegionLevel:
        known = dict(Region.objects.values_list("code", "pk"))
        Region.objects.bulk_create(
            Region(
                code=code, parent_id=known.get(row["parent"]), level=level, name=row["name"],
                name_en=row["name_en"], pinyin=row["pinyin"], path=path_of(row, rows),
                valid_from=row.get("valid_from") or None, valid_to=row.get("valid_to") or None,
            )
            for code, row in rows.items()
            if row["level"] == level
        )  # fmt: skip


def path_of(row: dict, rows: dict) -> str:
    above = path_of(rows[row["parent"]], rows) if row["parent"] else ""
    return child_path(above, row["code"])


@pytest.fixture
def options(hq_client):
    def options(**query: str) -> list[tuple[str, str]]:
        page = hq_client.get("/regions/options/", query).content.decode()
        return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', page)

    return options


def codes(found) -> list[str]:
    return [code for code, _label in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("440100", "440100"),
        ("4401", "440100"),
        ("广州", "440100"),
        ("天河", "440106"),
        ("guangzhou", "440100"),
        ("Guangzhou", "440100"),
        ("guang zhou", "440100"),
        ("guangzh", "440100"),
        ("haerbin", "230100"),
        ("Harbin", "230100"),
        ("xi'an", "610100"),
        ("xian", "610100"),  # the city before the counties
        ("sh", "310000"),
        ("bj", "110000"),
    ],
)
def test_a_region_is_found_as_it_is_called(china, options, typed, first):
    assert codes(options(q=typed))[0] == first


def test_initials_find_all_that_begin_so_the_larger_first(china, options):
    found = options(q="gz")
    assert "440100" in codes(found)[:3]
    assert len(found) == 20  # as many as a list shows
    levels = [Region.objects.get(code=code).level for code in codes(found)]
    assert levels.index("city") < levels.index("county")


def test_each_option_says_where_it_lies(china, options):
    assert ("440106", "Tianhe · Guangzhou") in options(q="tianhe")


def test_what_is_over_is_not_offered_but_may_be_named(china, options, hq_client):
    assert "341400" not in codes(options(q="chaohu"))
    assert "340181" in codes(options(q="chaohu"))
    assert "341400" not in codes(options(under="340000"))
    listed = hq_client.get("/territories/", {"region": "341400"}).content.decode()
    assert "not known here" not in listed


@pytest.mark.parametrize(
    ("under", "count", "some"),
    [
        ("", 35, {"000000", "110000", "440000"}),  # the country and its provinces
        ("440000", 21, {"440100", "441900"}),
        ("440100", 11, {"440106", "440118"}),
        ("440106", 0, set()),
        ("110000", 16, {"110101"}),  # no city between
        ("999999", 0, set()),
    ],
)
def test_the_tree_is_gone_down_level_by_level(china, options, under, count, some):
    found = set(codes(options(under=under)))
    assert len(found) == count
    assert some <= found


def test_a_node_says_whether_anything_lies_below_it(china, hq_client):
    page = hq_client.get("/regions/options/", {"under": "440000"}).content.decode()
    assert '<option value="440100" data-more>' in page
    assert '<option value="441900">' in page  # Dongguan has no counties


def test_a_tree_with_several_roots_begins_with_them(options, regions):
    make.make_region("X")
    assert set(codes(options(under=""))) == {"000000", "X"}


@pytest.mark.parametrize("query", [{"q": "gz"}, {"under": ""}, {"under": "440000"}])
def test_an_answer_costs_few_queries(china, hq_client, django_assert_max_num_queries, query):
    with django_assert_max_num_queries(10):
        hq_client.get("/regions/options/", query)


def test_the_field_works_without_a_script(hq_client, dealers, regions):
    page = hq_client.get("/territories/add/").content.decode()
    [field] = re.findall(r'<input[^>]*name="region"[^>]*>', page)
    assert 'data-picker="/regions/options/"' in field
    assert "list=" not in field
    sent = {"dealer": "GZ", "region": "440100", "valid_from": "2024-01-01", "exclusive": "on"}
    assert hq_client.post("/territories/add/", sent).status_code == 302
    assert Territory.objects.get().region == regions.guangzhou


def test_a_wrong_code_stays_in_the_field_and_is_named(hq_client, dealers):
    sent = {"dealer": "GZ", "region": "gz", "valid_from": "2024-01-01"}
    answer = hq_client.post("/territories/add/", sent)
    assert answer.status_code == 422
    assert answer.context["form"]["region"].value() == "gz"
    assert "“gz” is not known here." in answer.content.decode()


def test_whoever_chooses_an_ended_region_learns_what_it_became(hq_client, dealers, regions):
    old = make.make_region("440199", regions.guangzhou, valid_to=datetime.date(2024, 1, 1))
    old.successors.set([regions.shenzhen])
    sent = {"dealer": "GZ", "region": "440199", "valid_from": "2024-01-01"}
    answer = hq_client.post("/territories/add/", sent)
    [error] = answer.context["form"].errors["region"]
    assert "ended on 2024-01-01 and became 440300 Shenzhen: choose that." in error
    earlier = sent | {"valid_from": "2023-12-31"}
    assert hq_client.post("/territories/add/", earlier).status_code == 302


def test_dealers_choose_regions_too(dealer_client, regions):
    assert dealer_client.get("/regions/options/", {"under": "440000"}).status_code == 200


def test_nobody_else_does(client, regions):
    assert client.get("/regions/options/", {"under": "440000"}).status_code == 302
