"""How fast dealers pay, from sales lines and payments as they were taken in."""

import datetime
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rebates.sales.payment_speed import payment_days
from tests.factories import make_batch, make_dealer, make_payment, make_sale, make_sku

WINDOW = date(2026, 1, 1), date(2026, 2, 1)
TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def days_of(dealer, known_at=None):
    return payment_days([dealer.pk], *WINDOW, known_at, TODAY).get(dealer.pk)


@pytest.fixture
def dealer(regions):
    return make_dealer(home_region=regions.country)


def test_it_works(dealer):
    make_sale("113.0001", dealer=dealer, date=date(2026, 1, 1))
    make_payment("113", dealer=dealer, date=date(2026, 1, 16))
    assert days_of(dealer) == Fraction(15 * 1_130_000 + 60 * 1, 1_130_001)


@pytest.mark.parametrize("kind", ["sell_through", "sell_out", "online"])
def test_only_what_comes_from_the_brand_is_owed_to_it(dealer, kind):
    make_sale(dealer=dealer, kind=kind, date=date(2026, 1, 1))
    assert days_of(dealer) is None


def test_another_dealers_money_settles_nothing(dealer, regions):
    make_sale(dealer=dealer, date=date(2026, 1, 1))
    make_payment("100", date=date(2026, 1, 2), dealer=make_dealer(home_region=regions.country))
    assert days_of(dealer) == 60


def test_a_dealer_who_bought_nothing_is_not_there(dealer):
    make_payment("100", dealer=dealer, date=date(2026, 1, 2))
    assert payment_days([dealer.pk], *WINDOW, None, TODAY) == {}


def test_a_return_is_a_payment_on_its_day(dealer):
    make_sale("100", dealer=dealer, date=date(2026, 1, 1))
    make_sale("-100", dealer=dealer, date=date(2026, 1, 8), quantity=-1)
    assert days_of(dealer) == 7


def at(month: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(2026, month, 1))


@pytest.mark.parametrize(
    ("known_at", "days"),
    [
        pytest.param(at(2), None, id="before the lines were taken in"),
        pytest.param(at(3), 60, id="before the payment was"),
        pytest.param(at(4), 10, id="at the moment of the payment"),
        pytest.param(None, 10, id="all that is known"),
    ],
)
def test_what_was_taken_in_later_was_not_known(dealer, known_at, days):
    sales = make_batch(committed_at=at(3))
    money = make_batch(kind="payments", committed_at=at(4))
    make_sale("100", dealer=dealer, date=date(2026, 1, 1), batch=sales)
    make_payment("100", dealer=dealer, date=date(2026, 1, 11), batch=money)
    assert days_of(dealer, known_at) == days


@pytest.mark.parametrize("many", [1, 40])
def test_any_number_of_dealers_takes_three_queries(many, regions, django_assert_num_queries):
    sku = make_sku()
    found = [make_dealer(home_region=regions.country) for _ in range(many)]
    for dealer in found:
        make_sale("100", dealer=dealer, sku=sku, date=date(2026, 1, 1))
        make_payment("100", dealer=dealer, date=date(2026, 1, 11))
    with django_assert_num_queries(3):
        days = payment_days([dealer.pk for dealer in found], *WINDOW, timezone.now(), TODAY)
    assert days == {dealer.pk: Fraction(10) for dealer in found}


def test_no_dealer_at_all(regions):
    assert payment_days([], *WINDOW, None, TODAY) == {}


days = st.integers(0, 40).map(lambda n: date(2025, 12, 20) + datetime.timedelta(days=n))
amounts = st.decimals(Decimal("0.01"), Decimal("999.99"), places=2)
facts = st.lists(st.tuples(days, amounts, st.sampled_from([1, 1, -1])), min_size=1, max_size=6)


class TestSplitting(TestCase):
    """The same purchases and payments, cut into lines and payments in another way."""

    @settings(max_examples=40, deadline=None)
    @given(facts, facts, st.randoms(use_true_random=False))
    def test_neither_lines_nor_their_order_matter(self, bought, paid, chance: random.Random):
        sku, one, other = make_sku(), make_dealer(), make_dealer()
        for day, amount, sign in bought:
            make_sale(amount * sign, dealer=one, sku=sku, date=day, quantity=sign)
        for day, amount, sign in paid:
            make_payment(amount * sign, dealer=one, date=day)
        for day, part in cut(bought, chance):
            make_sale(part, dealer=other, sku=sku, date=day, quantity=1 if part > 0 else -1)
        for day, part in cut(paid, chance):
            make_payment(part, dealer=other, date=day)
        found = payment_days([one.pk, other.pk], *WINDOW, None, TODAY)
        assert found.get(one.pk) == found.get(other.pk)


def cut(rows, chance: random.Random) -> list[tuple[date, Decimal]]:
    """Each amount in two parts, one of them perhaps too much and taken back; in another order."""
    parts = []
    for day, amount, sign in rows:
        first = Decimal(chance.randint(-50_000, 150_000)) / 100
        parts += [(day, first), (day, amount * sign - first)]
    chance.shuffle(parts)
    return parts
