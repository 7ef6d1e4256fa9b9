"""A version is tried out beside its form: nothing is saved, and what is impossible says why."""

import pytest

from channels_mgmt.core.scopes import SYSTEM
from rebates.models import Programme, ProgrammeVersion
from rebates.services.programmes import import_programmes

from .conftest import file_of
from .forms import EVERY_PART

TRIAL, ADD = "/programme-versions/trial/", "/programme-versions/add/"
SIMPLE = {
    "kinds": ["sell_in"],
    "target": "net_amount",
    "earning": "net_amount",
    "method": "whole",
    "period": "quarter",
    "cumulation": "per_period",
    "on_change": "slice",
    "step_0_from": "50000",
    "step_0_percent": "1",
    "step_1_from": "100000",
    "step_1_percent": "2",
}
GROWTH = {"target": "growth_percent", "step_0_from": "110", "step_1_from": "115"}


@pytest.fixture
def annual(regions):
    import_programmes(document=file_of(), access=SYSTEM)
    return Programme.objects.get()


def tried(client, address=TRIAL, **more):
    answer = client.post(address, SIMPLE | more)
    assert answer.status_code == 200
    return answer


def test_it_works(annual, hq_client):
    answer = tried(hq_client, **{"try-sold": "130000"})
    page = answer.content.decode()
    assert "A dealer who sells 130,000.00 gets 2,600.00: Step 2 of 2: 130,000.00 × 2 % =" in page
    assert "<svg" in page
    assert "At 100,000.00 it jumps from 1,000.00 to 2,000.00 (+1,000.00)." in page
    assert "<html" not in page
    assert ProgrammeVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "A dealer who sells 120,000.00 gets 2,400.00"),
        ({"try-sold": "49999.99"}, "gets 0.00: 0.01 short of the first step (50,000.00)."),
        ({"step_0_from": "500000", "step_1_from": "900000"},
         "A dealer who sells 900,000.00 gets 18,000.00"),
        ({"target": "quantity", "step_0_from": "500", "step_1_from": "900"},
         "A dealer who sells 900 pieces gets"),
        (GROWTH | {"try-sold": "117500"}, "A dealer who sells 117,500.00 (117.5 % of the year"
         " before) gets 2,350.00"),
        (GROWTH | {"try-sold": "117500", "try-last_year": "110000"}, "short of the first step"),
        (GROWTH | {"try-last_year": "0"}, "Nothing was sold in the same days of the year before"),
        (GROWTH | {"earning": "excess_over_base", "try-sold": "117500"}, "gets 350.00"),
        ({"target": "attainment_percent", "step_0_from": "80", "step_1_from": "100",
          "try-sold": "90000", "try-goal": "100000"},
         "90,000.00 (90 % of the target) gets 900.00"),
        ({"target": "attainment_percent", "step_0_from": "80", "step_1_from": "100",
          "try-goal": "0"}, "No target was agreed"),
        ({"target": "quantity", "step_0_from": "10", "step_1_from": "20", "try-sold": "15",
          "try-price": "200"}, "A dealer who sells 15 pieces gets 30.00"),
        ({"target": "mix_percent", "target_include_channels": "tmall", "step_0_from": "20",
          "step_1_from": "40", "try-sold": "25", "try-sales": "500000"},
         "A dealer who sells 25 % gets 5,000.00"),
        ({"earning_include_channels": "tmall", "try-sold": "100000", "try-earns": "30"},
         "30,000.00 × 2 % = 600.00"),
        ({"gate_0_kind": "attainment_percent", "gate_0_value": "90", "gate_0_factor": "0.5",
          "try-sold": "100000", "try-goal": "120000"}, "100,000.00 × 2 % × 50 % = 1,000.00"),
        ({"minimum_amount": "70", "try-sold": "1"}, "raised to the guaranteed minimum of 70.00"),
    ],
)  # fmt: skip
def test_every_measure_can_be_tried(annual, hq_client, more, words):
    assert words in tried(hq_client, **more).content.decode()


def test_what_is_impossible_is_refused_with_its_reason_while_it_is_typed(annual, hq_client):
    answer = tried(hq_client, step_1_from="50000", minimum_amount="0")
    page = answer.content.decode()
    assert "This cannot be proposed yet:" in page
    assert '<a href="#id_step_1_from">From, step 2 is 50000, but must be above' in page
    assert '<a href="#id_minimum_amount">' in page
    assert answer.context["trial"] is None


def test_what_does_not_concern_the_terms_is_not_complained_of_while_typing(annual, hq_client):
    answer = tried(hq_client)
    assert answer.context["refused"] == []
    assert answer.context["trial"] is not None


def test_a_code_that_does_not_exist_is_named_and_the_trial_goes_on(annual, hq_client):
    answer = tried(hq_client, include_regions="999999")
    assert "Regions: 999999 does not exist." in answer.content.decode()
    assert answer.context["trial"] is not None


@pytest.mark.parametrize("sold", ["-5", "much", "0", "9999999999999999"])
def test_what_cannot_be_sold_is_said(annual, hq_client, sold):
    answer = tried(hq_client, **{"try-sold": sold})
    assert answer.context["trial"] is None
    assert "A dealer who sells:" in answer.content.decode()


def test_without_a_script_the_button_shows_it_on_the_page(annual, hq_client):
    answer = tried(hq_client, ADD, **{"try": "1", "try-sold": "130000", "programme": "ANNUAL"})
    page = answer.content.decode()
    assert "gets 2,600.00" in page
    assert 'name="step_1_from" value="100000"' in page
    assert ProgrammeVersion.objects.count() == 1


def test_a_draft_is_tried_without_being_changed(annual, hq_client):
    hq_client.post(ADD, EVERY_PART)
    draft = ProgrammeVersion.objects.get(number=2)
    address = f"/programme-versions/{draft.pk}/edit/"
    answer = tried(hq_client, address, **{"try": "1", "valid_from": "2013-01-01"})
    assert "A dealer who sells" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.method == "stacked"


def test_the_form_opens_with_the_trial_of_what_it_begins_from(annual, hq_client):
    page = hq_client.get(ADD, {"programme": "ANNUAL"}).content.decode()
    assert "A dealer who sells 120,000.00 gets 2,100.00" in page
    assert 'hx-post="/programme-versions/trial/"' in page
    assert "Fill in the scale" in hq_client.get(ADD).content.decode()


def test_only_who_may_propose_may_try(annual, hq_client, province_client, dealer_client, client):
    codes = [each.post(TRIAL, SIMPLE).status_code for each in (province_client, dealer_client)]
    assert codes == [403, 404]
    assert client.post(TRIAL, SIMPLE).status_code == 302
