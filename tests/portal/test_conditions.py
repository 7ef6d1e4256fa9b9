"""What a dealer reads of a programme's conditions, and of a progress that is told in percent."""

import datetime

import pytest
from django.utils import timezone

from rebates.models import ProgrammeVersion, Step
from rebates.sales.cells import mark_changed
from tests import factories as make
from tests.portal.reading import text

pytestmark = pytest.mark.django_db
GATES = [
    {"grade": ["gold"], "else_multiply": "0"},
    {"measure": "price_compliance_percent", "at_least": "95", "else_multiply": "0.5"},
]


@pytest.fixture
def version(dealers):
    """2 % from 110 % of the year before, 3 % from 120 %; 100,000 then, 104,000 now."""
    version = make.make_version(make.make_programme("GROWTH"), target="growth_percent")
    version.steps.all().delete()
    Step.objects.create(version=version, lower=110, percent=2)
    Step.objects.create(version=version, lower=120, percent=3)
    sell(dealers.guangzhou, "100000", years_ago=1)
    return version


def sell(dealer, amount, *, years_ago=0):
    on = datetime.date(timezone.localdate().year - years_ago, 1, 5)
    make.make_sale(amount, dealer=dealer, date=on)
    mark_changed([on])


def read(client, version, **changes):
    ProgrammeVersion.objects.filter(pk=version.pk).update(**changes)
    return text(client, "/portal/rebates/")


def test_a_growth_says_percent_and_yuan(dealer_client, dealers, version):
    sell(dealers.guangzhou, "104000")
    page = read(dealer_client, version)
    assert "104,000.00 sold, 100,000.00 in the same days of the year before." in page
    assert "6 percentage points (6,000.00) more: 2 % on everything." in page
    assert "So far: 104 % of the year before." in page
    assert "from 110 % of the year before" in page
    assert "There are no further conditions." in page


def test_a_share_without_end_is_marked(dealer_client, dealers, version):
    sell(dealers.guangzhou, "10000", years_ago=1)
    sell(dealers.guangzhou, "104000")
    assert "So far: ≈ 94.5455 % of the year before." in read(dealer_client, version)


def test_without_a_year_before_it_says_why_nothing_can_come(dealer_client, dealers, version):
    sell(dealers.guangzhou, "-100000", years_ago=1)
    sell(dealers.guangzhou, "104000")
    page = read(dealer_client, version)
    assert "Nothing was sold in the same days of the year before, so there is nothing" in page
    assert "So far: 104,000.00." in page
    assert "behind the cap" not in page


def test_growth_out_of_nothing_has_no_end(dealer_client, dealers, version):
    sell(dealers.guangzhou, "-100000", years_ago=1)
    sell(dealers.guangzhou, "104000")
    page = read(dealer_client, version, base_when_missing="zero")
    assert "So far: without end." in page
    assert "The highest step is reached." in page


def test_an_attainment_without_a_target_says_so(dealer_client, dealers, version):
    sell(dealers.guangzhou, "104000")
    page = read(dealer_client, version, target="attainment_percent")
    assert "No target was agreed for the period, so nothing is paid." in page


def test_the_conditions_are_listed_and_those_that_fail_are_named(dealer_client, dealers, version):
    sell(dealers.guangzhou, "115000")
    page = read(dealer_client, version, gates=GATES)
    assert "There are no further conditions." not in page
    assert "Only for a dealer who has one of these grades when the period ends: Gold;" in page
    assert "at least 95 % of the observed prices keep their control; otherwise 50 %" in page
    assert "and Gold is asked for: nothing is paid." in page
    assert "No price was observed" not in page  # that one is met


def test_the_api_answers_percent_as_they_are(dealer_client, dealers, version):
    sell(dealers.guangzhou, "104000")
    [found] = dealer_client.get(f"/api/v1/dealers/{dealers.guangzhou.pk}/progress/").json()
    assert (found["target"], found["so_far"]) == ("growth_percent", "104.0000")
    step = found["next_step"]
    assert (step["missing"], step["to_sell"], step["in_pieces"]) == ("6.0000", "6000.0000", False)


def test_the_api_answers_what_has_no_end_and_what_lacks_a_basis(dealer_client, dealers, version):
    sell(dealers.guangzhou, "-100000", years_ago=1)
    sell(dealers.guangzhou, "104000")
    address = f"/api/v1/dealers/{dealers.guangzhou.pk}/progress/"
    assert dealer_client.get(address).json()[0]["without"] == "no_base"
    ProgrammeVersion.objects.update(base_when_missing="zero")
    [found] = dealer_client.get(address).json()
    assert (found["so_far"], found["without"]) == (None, None)
