"""Which price counts: the most specific valid list, and exactly one or a clear error."""

import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rules.prices import Contradiction, Offer, resolve

CITY, PROVINCE, COUNTRY, OTHER = "CN/44/4401/", "CN/44/", "CN/", "CN/33/"
FIRST, JUNE, JULY = (datetime.date(2025, month, 1) for month in (1, 6, 7))


def offer(price, region=COUNTRY, valid_from=FIRST, valid_to=None, price_list="A") -> Offer:
    return Offer(int(price), price_list, region, valid_from, valid_to, D(price))


@pytest.mark.parametrize(
    ("offers", "day", "price"),
    [
        ([offer(1)], JUNE, 1),
        ([offer(1)], FIRST, 1),  # the first day belongs to it
        ([offer(1, valid_to=JUNE)], JUNE, None),  # the last does not
        ([offer(1, valid_to=JUNE)], JUNE - datetime.timedelta(1), 1),
        ([offer(1, valid_from=JUNE)], FIRST, None),
        ([], JUNE, None),
        ([offer(1, OTHER)], JUNE, None),
        ([offer(1, "CN/44/4403/")], JUNE, None),
        ([offer(1, "CN/44/4401/440106/")], JUNE, None),  # a county is below the city
        ([offer(1), offer(2, PROVINCE)], JUNE, 2),
        ([offer(1), offer(2, PROVINCE), offer(3, CITY)], JUNE, 3),
        ([offer(3, CITY), offer(1)], JUNE, 3),
        ([offer(1), offer(3, CITY, valid_to=JUNE)], JUNE, 1),  # back to the wider one
        ([offer(1), offer(3, CITY, valid_from=JULY)], JUNE, 1),
        ([offer(2, PROVINCE, price_list="B"), offer(3, CITY)], JUNE, 3),
        ([offer(1), offer(2, valid_from=JUNE)], JUNE, 2),  # the later one of the same list
        ([offer(2, valid_from=JUNE), offer(1)], FIRST, 1),
        ([offer(1), offer(2, valid_from=JUNE, valid_to=JULY)], JULY, 1),
        ([offer(1, PROVINCE), offer(2, valid_from=JUNE)], JUNE, 1),  # deeper before later
        ([offer(1), offer(2, price_list="B"), offer(3, CITY)], JUNE, 3),  # no matter above
        ([offer(1), offer(2, OTHER, price_list="B")], JUNE, 1),
        ([offer(1, valid_to=JUNE), offer(2, price_list="B", valid_from=JUNE)], JUNE, 2),
    ],
)
def test_the_price_that_counts(offers, day, price):
    found = resolve(offers, CITY, day)
    assert (found and found.price) == (price and D(price))


@pytest.mark.parametrize(
    "offers",
    [
        [offer(1), offer(2, price_list="B")],
        [offer(1), offer(1, price_list="B")],  # also where they say the same
        [offer(1, CITY), offer(2, CITY, price_list="B"), offer(3, price_list="C")],
        [offer(1, valid_from=JUNE), offer(2, price_list="B")],
    ],
)
def test_two_lists_that_are_equally_specific_are_a_contradiction(offers):
    with pytest.raises(Contradiction, match="A, B"):
        resolve(offers, CITY, JUNE)


regions = st.sampled_from([CITY, PROVINCE, COUNTRY, OTHER])
days = st.integers(0, 30).map(lambda n: FIRST + datetime.timedelta(n))


@st.composite
def any_offers(draw) -> list[Offer]:
    """As the database keeps them: one price of a list and a region from a day."""
    found = {}
    for number in range(draw(st.integers(0, 9))):
        start, length = draw(days), draw(st.none() | st.integers(1, 20))
        end = length and start + datetime.timedelta(length)
        price_list, region = draw(st.sampled_from("ABC")), draw(regions)
        found[price_list, region, start] = offer(number, region, start, end, price_list)
    return list(found.values())


@given(any_offers(), regions, days)
def test_it_is_the_one_that_the_definition_leaves(offers, region, day):
    """City over province over country, asked in that order; in a list the later price."""
    expected = None
    for place in (CITY, PROVINCE, OTHER, COUNTRY):
        there = [o for o in offers if o.region == place and region.startswith(place)]
        there = [o for o in there if o.valid_from <= day < (o.valid_to or datetime.date.max)]
        if there:
            lists = {o.price_list for o in there}
            expected = max(there, key=lambda o: o.valid_from) if len(lists) == 1 else lists
            break
    if isinstance(expected, set):
        with pytest.raises(Contradiction) as error:
            resolve(offers, region, day)
        assert {o.price_list for o in error.value.offers} == expected
    else:
        assert resolve(offers, region, day) == expected
