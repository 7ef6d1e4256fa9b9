"""What was diverted is found, all of it, and nothing else."""

from time import process_time

import pytest

from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import Finding
from tests.conduct.detecting.trade import DIVERTED_OF, END, START, Trade

PERIOD = {"start": START, "end": END, "access": SYSTEM}

pytestmark = pytest.mark.django_db


def found_in(scans: int, dealers: int) -> tuple[set[str], set[str]]:
    trade = Trade(dealers)
    trade.happens(scans)
    detect(**PERIOD)
    found = Finding.objects.filter(no_case="switched_off").values_list("serial__code", flat=True)
    assert Finding.objects.count() == len(found)
    return trade.diverted, set(found)


def test_all_that_was_diverted_and_nothing_else():
    diverted, found = found_in(20_000, 200)
    assert len(diverted) == 2 * 20_000 // DIVERTED_OF
    assert found == diverted
    again = detect(**PERIOD)
    assert (again.new, again.by_detector["serial_outside"].seen) == (0, len(diverted))
    assert Finding.objects.count() == len(diverted)


def test_the_dealer_whose_city_it_is_is_named():
    trade = Trade(200)
    trade.happens(2_000)
    detect(**PERIOD)
    assert Finding.objects.count() == 4
    for finding in Finding.objects.select_related("invaded", "product_line"):
        held = finding.invaded.territories.filter(
            region=finding.region, product_line=finding.product_line
        )
        assert held.valid_on(finding.day).count() == 1
        assert finding.invaded != finding.dealer


@pytest.mark.prove
@pytest.mark.parametrize("scans", [1_000_000])
def test_a_million_scans_and_two_thousand_territories(scans):
    began = process_time()
    diverted, found = found_in(scans, 1_000)
    assert found == diverted
    assert process_time() - began < 600
