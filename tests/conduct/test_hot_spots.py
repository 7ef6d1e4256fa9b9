"""Hot spots: confirmed cases by pairs of provinces, within the reader's sight."""

from decimal import Decimal

import pytest

from rebates.conduct.hot_spots import LABEL, SHADES, matrix_of, province
from rebates.conduct.models import Violation
from tests.conduct.making import make_case, make_confirmed
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/violations/hot-spots/"


@pytest.fixture
def cases(dealers, regions):
    """Two from Guangdong to Zhejiang, one within Guangdong, one unconfirmed, one from Zhejiang."""
    own = {"dealer": dealers.guangzhou, "home": regions.guangzhou}
    make_confirmed(**own, region=regions.hangzhou, goods_value=Decimal(100))
    make_confirmed(**own, region=regions.zhejiang, goods_value=Decimal("0.5"))
    make_confirmed(**own, region=regions.shenzhen)
    make_case(**own, region=regions.hangzhou)
    make_confirmed(dealer=dealers.hangzhou, home=regions.hangzhou, region=regions.guangzhou)


def counted(matrix) -> list[tuple]:
    return [(cell.home.code, cell.region.code, cell.cases) for cell in matrix.by_cases]


def test_it_works(cases, hq_client):
    matrix = hq_client.get(PAGE).context["matrix"]
    assert counted(matrix)[0] == ("440000", "330000", 2)
    assert sorted(counted(matrix)) == [
        ("330000", "440000", 1), ("440000", "330000", 2), ("440000", "440000", 1),
    ]  # fmt: skip
    hottest = matrix.by_cases[0]
    assert hottest.goods == Decimal("100.5")
    assert (hottest.shade, min(cell.shade for cell in matrix.cells)) == (5, 3)
    assert (hottest.x, hottest.y) == (LABEL, LABEL + 48)
    assert all(1 <= cell.shade <= SHADES for cell in matrix.cells)


def test_unconfirmed_ones_only_when_asked_for(cases, hq_client):
    matrix = hq_client.get(PAGE, {"every": "on"}).context["matrix"]
    assert counted(matrix)[0] == ("440000", "330000", 3)


def test_it_is_filtered_and_scoped(cases, hq_client, province_client):
    assert hq_client.get(PAGE, {"since": "2026-03-03"}).context["matrix"] is None
    assert hq_client.get(PAGE, {"kind": "price_breach"}).context["matrix"] is None
    found = counted(province_client.get(PAGE).context["matrix"])
    assert {home for home, _region, _cases in found} == {"440000"}


def test_dealers_have_none(cases, desk):
    assert signed_in(desk.accused).get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [("/000000/", "000000"), ("/000000/44/", "44"), ("/000000/44/4401/", "44")],
)
def test_the_province_of_a_path(path, code):
    assert province(path) == code


def test_without_regions_there_is_nothing(dealers):
    make_confirmed(dealer=dealers.guangzhou)
    assert matrix_of(Violation.objects.all()) is None
