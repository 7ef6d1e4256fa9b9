"""The share of the prices in a dealer's shops that kept to their controls."""

import datetime
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from dealers.models.placements import BEGINNING
from pricing.compliance import compliance_percent
from pricing.findings import compliance
from pricing.models import PriceObservation
from tests import factories as make

pytestmark = pytest.mark.django_db
WINDOW = date(2026, 1, 1), date(2026, 4, 1)


def moment(day: date, hour: int = 12, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


@pytest.fixture
def sku(dealers):
    return make.make_sku("H1", list_price=Decimal(200))


@pytest.fixture
def see(dealers, sku):
    """A price that was seen in a shop of the dealer in Guangzhou."""
    shop = make.make_shop(operator=dealers.guangzhou)

    def see(price, day=date(2026, 2, 1), **more):
        at = more.pop("at", moment(day))
        values = {"sku": sku, "shop": shop, **more}
        return make.make_observation(price=Decimal(price), observed_at=at, **values)

    return see


def percent(dealer, known_at=None):
    return compliance_percent([dealer.pk], *WINDOW, known_at).get(dealer.pk)


def test_it_works(see, sku, dealers):
    make.make_control(sku=sku, floor=Decimal(100))
    for price in ("99.99", "100", "101"):
        see(price)
    assert percent(dealers.guangzhou) == Fraction(200, 3)


@pytest.mark.parametrize(
    ("control", "price", "kept"),
    [
        pytest.param({"floor": Decimal(100)}, "100", 100, id="the floor itself"),
        pytest.param({"floor": Decimal(100)}, "99.9999", 0, id="just below it"),
        pytest.param({"floor": None, "ceiling": Decimal(100)}, "100", 100, id="the ceiling"),
        pytest.param({"floor": None, "ceiling": Decimal(100)}, "100.0001", 0, id="just above it"),
        pytest.param({"unit": "percent", "floor": Decimal(50)}, "100", 100, id="half the list"),
        pytest.param({"unit": "percent", "floor": Decimal(51)}, "100", 0, id="below 51 per cent"),
        pytest.param({"channel": "jd"}, "1", None, id="a control of another channel"),
        pytest.param({"channel": "online"}, "1", 0, id="one of all that is online"),
        pytest.param({"valid_from": date(2026, 2, 2)}, "1", None, id="it begins a day later"),
        pytest.param({"valid_to": date(2026, 2, 1)}, "1", None, id="it has just ended"),
        pytest.param({"valid_to": date(2026, 2, 2)}, "1", 0, id="on its last day"),
        pytest.param({"status": "proposed"}, "1", None, id="it is not approved"),
    ],
)
def test_a_price_keeps_to_the_control_of_its_day(see, sku, dealers, control, price, kept):
    make.make_control(sku=sku, **control)
    see(price)
    assert percent(dealers.guangzhou) == kept


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        pytest.param(moment(date(2025, 12, 31), 23, 59), None, id="the day before"),
        pytest.param(moment(date(2026, 1, 1), 0), 0, id="its first minute, here"),
        pytest.param(moment(date(2026, 3, 31), 23, 59), 0, id="its last minute, here"),
        pytest.param(moment(date(2026, 4, 1), 0), None, id="the day after"),
    ],
)
def test_the_window_is_of_days_in_the_brands_time(see, sku, dealers, at, kept):
    make.make_control(sku=sku)
    see("1", at=at)
    assert percent(dealers.guangzhou) == kept


def test_the_most_specific_control_counts(see, sku, dealers, regions):
    make.make_control(sku=sku, floor=Decimal(100))
    make.make_control(sku=sku, floor=Decimal(50), region=regions.guangdong)
    see("60")
    assert percent(dealers.guangzhou) == 100


def test_what_contradicts_itself_counts_for_nobody(see, sku, dealers):
    make.make_control(sku=sku, floor=Decimal(100))
    make.make_control(sku=sku, floor=Decimal(50))
    see("60")
    assert percent(dealers.guangzhou) is None


def test_nothing_seen_is_no_share(dealers, sku):
    make.make_control(sku=sku)
    assert compliance_percent([dealers.guangzhou.pk], *WINDOW, None) == {}
    assert compliance_percent([], *WINDOW, None) == {}


def test_prices_of_others_and_of_no_shop_count_for_nobody(see, sku, dealers):
    make.make_control(sku=sku)
    see("1", shop=make.make_shop(operator=dealers.hangzhou))
    see("1", shop=make.make_shop())
    see("1", shop=None, seller="somebody")
    both = [dealers.guangzhou.pk, dealers.hangzhou.pk]
    assert compliance_percent(both, *WINDOW, None) == {dealers.hangzhou.pk: Fraction(0)}


def test_without_a_region_it_was_where_the_dealer_was_at_home_then(see, sku, dealers, regions):
    make.make_control(sku=sku, floor=Decimal(100), region=regions.guangdong)
    dealer = dealers.guangzhou
    make.make_placement(dealer=dealer, valid_from=BEGINNING, home_region=regions.zhejiang)
    make.make_placement(dealer=dealer, valid_from=date(2026, 2, 1))
    see("1", date(2026, 1, 31))
    assert percent(dealer) is None
    see("1", date(2026, 2, 1))
    assert percent(dealer) == 0


@pytest.mark.parametrize(("month", "kept"), [(1, None), (2, 100), (3, 50), (4, 50)])
def test_what_was_taken_in_later_was_not_known(see, sku, dealers, month, kept):
    make.make_control(sku=sku, floor=Decimal(100))
    for month_of_file, price in ((2, "100"), (3, "1")):
        at = moment(date(2026, month_of_file, 1))
        see(price, batch=make.make_batch(kind="price_observations", committed_at=at))
    assert percent(dealers.guangzhou, moment(date(2026, month, 1))) == kept


def test_it_says_what_the_page_of_findings_says(see, sku, dealers, regions):
    make.make_control(sku=sku, floor=Decimal(100))
    make.make_control(product_line=sku.product_line, floor=Decimal(10))
    other = make.make_sku("H2", product_line=sku.product_line)
    for number in range(40):
        see(str(80 + number), date(2026, 1, 1 + number % 28))
        see(str(number), sku=other, region=regions.zhejiang)
    tally = compliance(PriceObservation.objects.all()).by["dealer"][dealers.guangzhou.pk]
    assert percent(dealers.guangzhou) == Fraction(100 * tally.kept, tally.judged)
    assert 0 < tally.kept < tally.judged == 80


@pytest.mark.parametrize("many", [1, 30])
def test_any_number_of_dealers_takes_six_queries(many, sku, regions, django_assert_num_queries):
    make.make_control(sku=sku)
    found = [make.make_dealer(home_region=regions.country) for _ in range(many)]
    for dealer in found:
        shop = make.make_shop(operator=dealer)
        make.make_observation(sku=sku, shop=shop, observed_at=moment(date(2026, 1, 1)))
    with django_assert_num_queries(6):
        shares = compliance_percent([d.pk for d in found], *WINDOW, timezone.now())
    assert shares == {dealer.pk: Fraction(100) for dealer in found}
