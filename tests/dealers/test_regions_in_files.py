"""Files name regions with a day: codes are read as what stood there on it, and it is said."""

import datetime

import pytest

from channels_mgmt.core.imports.exporting import exported_rows, titles
from channels_mgmt.core.imports.kinds import kind_named
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Region, Territory
from dealers.region_history import RegionHistory
from pricing.models import Price, PriceControl, PriceObservation
from rebates.sales.models import SalesLine
from tests import factories as make

pytestmark = pytest.mark.django_db
BORDER = datetime.date(2011, 7, 14)
EVE, MORROW = "2011-07-13", "2011-07-15"


@pytest.fixture
def chaohu(regions, dealers):
    """A city that was dissolved: one county went to Hangzhou under a new code, a new city of two
    parents came about, and one was split."""
    old = make.make_region("341400", regions.guangdong, valid_to=BORDER)
    county = make.make_region("341402", old, valid_to=BORDER)
    new = make.make_region("440181", regions.guangzhou, valid_from=BORDER)
    county.successors.set([new])
    old.successors.set([regions.guangzhou, regions.shenzhen])
    one = make.make_region("440102", regions.guangzhou, valid_to=BORDER)
    two = make.make_region("440103", regions.guangzhou, valid_to=BORDER)
    merged = make.make_region("440104", regions.guangzhou, valid_from=BORDER)
    for part in (one, two):
        part.successors.set([merged])
    make.make_sku("H-1")
    return regions


def take(into: str, **row: str):
    return import_rows(kind=into, rows=[row], access=SYSTEM, name="file.csv")


def sale(**more: str):
    row = {"source": "ERP", "kind": "sell_in", "order_number": "1", "line_number": "1",
           "dealer": "GZ", "sku": "H-1", "quantity": "1", "amount": "1"}  # fmt: skip
    return take("sales", **row | more)


def territory(**more: str):
    return take("territories", **{"dealer": "GZ", "exclusive": "no"} | more)


def price(**more: str):
    return take("prices", **{"price_list": "P", "tier": "city", "sku": "H-1", "price": "1"} | more)


def control(**more: str):
    return take("price_controls", **{"sku": "H-1", "floor": "1", "mode": "monitor"} | more)


def seen(region: str, at: str):
    row = {"observed_at": at, "sku": "H-1", "price": "9", "seller": "x", "channel": "offline"}
    return take("price_observations", **row, region=region)


def read_as(model) -> str:
    return model.objects.get().region.code


@pytest.mark.parametrize(
    ("code", "on", "stood"),
    [
        ("341402", EVE, "341402"),
        ("341402", str(BORDER), "440181"),
        ("341402", MORROW, "440181"),
        ("440181", str(BORDER), "440181"),
        ("440181", EVE, "341402"),
        ("440300", EVE, "440300"),
        ("440104", str(BORDER), "440104"),
    ],
)
def test_a_sale_is_resolved_by_the_code_at_its_date(chaohu, code, on, stood):
    report = sale(date=on, region=code)
    assert report.errors == ()
    assert read_as(SalesLine) == stood
    assert [n.code for n in report.notices] == (["region_by_day"] if code != stood else [])


def test_the_notice_says_what_was_read_as_what(chaohu):
    [notice] = sale(date=MORROW, region="341402").notices
    [example] = notice.examples
    assert (notice.count, example.row, example.value, example.read_as) == (1, 2, "341402", "440181")


@pytest.mark.parametrize(
    ("code", "on", "fault", "named"),
    [
        ("341400", MORROW, "region_split", "440100 Guangzhou, 440300 Shenzhen"),
        ("440104", EVE, "region_merged", "440102 Region 440102, 440103 Region 440103"),
    ],
)
def test_a_sale_that_may_mean_several_is_refused_with_their_names(chaohu, code, on, fault, named):
    report = sale(date=on, region=code)
    [error] = report.errors
    assert (error.row, error.column, error.value, error.code) == (2, "region", code, fault)
    assert named in error.message
    assert not SalesLine.objects.exists()


@pytest.mark.parametrize(("on", "stood"), [(EVE, "341402"), (MORROW, "440181")])
def test_a_sale_without_a_region_is_at_the_dealers_home_as_it_was(chaohu, dealers, on, stood):
    dealers.guangzhou.home_region = Region.objects.get(code="440181")
    dealers.guangzhou.save()
    report = sale(date=on)
    assert (report.errors, report.notices) == ((), ())
    assert read_as(SalesLine) == stood


def test_a_home_that_cannot_be_told_stays_and_is_read_back(chaohu, dealers):
    dealers.guangzhou.home_region = Region.objects.get(code="440104")
    dealers.guangzhou.save()
    assert sale(date=EVE).accepted == 1
    assert read_as(SalesLine) == "440104"
    kind = kind_named("sales")
    [row] = exported_rows(kind, SYSTEM)
    again = import_rows(
        kind="sales",
        rows=[dict(zip(titles(kind.interface()), row, strict=True))],
        access=SYSTEM,
        name="again.csv",
    )
    assert (again.errors, again.duplicates) == ((), 1)


@pytest.mark.parametrize(
    ("code", "at", "stood"),
    [
        ("341402", "2011-07-13T23:59:59+08:00", "341402"),
        ("341402", "2011-07-13T16:00:00+00:00", "440181"),  # midnight in Shanghai
        ("440181", "2011-07-13T15:59:59+00:00", "341402"),
    ],
)
def test_an_observation_counts_by_its_day_in_shanghai(chaohu, code, at, stood):
    assert seen(code, at).errors == ()
    assert read_as(PriceObservation) == stood


@pytest.mark.parametrize(
    ("put", "model"), [(territory, Territory), (price, Price), (control, PriceControl)]
)
@pytest.mark.parametrize(
    ("code", "on", "stood"),
    [
        ("341402", EVE, "341402"),
        ("341402", str(BORDER), "440181"),
        ("440181", EVE, "440181"),  # what holds from then on is meant for what comes
    ],
)
def test_what_holds_from_a_day_on_is_for_what_stands_then(chaohu, put, model, code, on, stood):
    assert put(region=code, valid_from=on).errors == ()
    assert read_as(model) == stood


@pytest.mark.parametrize("put", [territory, price, control])
def test_what_was_split_is_refused_for_what_holds_later(chaohu, put):
    [error] = put(region="341400", valid_from=MORROW).errors
    assert (error.column, error.code) == ("region", "region_split")


def test_a_row_without_its_day_is_told_of_that_alone(chaohu):
    [error] = territory(region="341402", valid_from="").errors
    assert (error.column, error.code) == ("valid_from", "required")


def test_without_a_history_rows_go_through_untouched(regions, dealers, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert not RegionHistory.load().stages


def test_the_history_is_loaded_with_two_queries(chaohu, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(RegionHistory.load().stages) == 8
