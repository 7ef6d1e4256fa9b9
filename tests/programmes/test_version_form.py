"""The form of a version: every part goes in, comes back, and is refused beside its field."""

import pytest

from channels_mgmt.core.scopes import SYSTEM
from rebates.models import Programme, ProgrammeVersion
from rebates.services.programmes import document_of, import_programmes

from .conftest import file_of
from .forms import DOCUMENT, EVERY_PART, sent

ADD = "/programme-versions/add/"


@pytest.fixture
def annual(regions):
    import_programmes(document=file_of(), access=SYSTEM)
    return Programme.objects.get()


@pytest.fixture
def draft(annual, hq_client):
    answer = hq_client.post(ADD, EVERY_PART)
    assert answer.status_code == 302, answer.context["form"].errors
    return ProgrammeVersion.objects.get(number=2)


def errors(client, **changes):
    answer = client.post(ADD, EVERY_PART | changes)
    assert answer.status_code == 422
    return answer.context["form"].errors


def test_every_part_is_in_the_document(draft):
    document = document_of(draft)
    assert {key: document[key] for key in DOCUMENT} == DOCUMENT
    assert document["scope"]["include"]["regions"] == ["440000"]
    target, earning = document["target_measure"], document["earning_measure"]
    assert (target["of"], target["scope"]["kinds"]) == ("attainment_percent", ["sell_out"])
    assert target["scope"]["include"]["channels"] == ["tmall"]
    assert earning["of"] == "excess_over_base"
    assert earning["scope"]["exclude"]["channels"] == ["offline", "tmall"]


def test_a_new_version_begins_from_the_last_one_with_every_part(draft, hq_client):
    form = hq_client.get(ADD, {"programme": "ANNUAL"}).context["form"]
    opened = sent(form) | {"valid_from": "2014-01-01"}
    answer = hq_client.post(ADD, opened)
    assert answer.status_code == 302, answer.context["form"].errors
    third = document_of(ProgrammeVersion.objects.get(number=3))
    assert third == document_of(draft) | {"valid_from": "2014-01-01"}


def test_a_draft_that_is_opened_and_saved_says_what_it_said(draft, hq_client):
    address = f"/programme-versions/{draft.pk}/edit/"
    before = document_of(draft)
    form = hq_client.get(address).context["form"]
    assert hq_client.post(address, sent(form) | {"reason": "looked"}).status_code == 302
    assert document_of(ProgrammeVersion.objects.get(pk=draft.pk)) == before


def test_in_chinese_the_words_for_grades_and_kinds_go_in_as_they_come_out(draft, hq_client):
    hq_client.cookies["django_language"] = "zh-hans"
    form = hq_client.get(ADD, {"programme": "ANNUAL"}).context["form"]
    opened = sent(form) | {"valid_from": "2014-01-01"}
    assert hq_client.post(ADD, opened).status_code == 302
    assert document_of(ProgrammeVersion.objects.get(number=3))["gates"] == DOCUMENT["gates"]


def test_given_days_are_a_period(annual, hq_client):
    changes = {"period": "days", "period_from": "2013-02-01", "period_to": "2013-03-01",
               "minimum_carries_over": ""}  # fmt: skip
    assert hq_client.post(ADD, EVERY_PART | changes).status_code == 302
    document = document_of(ProgrammeVersion.objects.get(number=2))
    assert document["period"] == {"from": "2013-02-01", "to": "2013-03-01"}


DAYS = {"period": "days", "period_from": "2013-02-01", "period_to": "2013-03-01"}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"gate_4_value": "gold, bronze"}, "gate_4_value", "bronze, but must be one of"),
        ({"gate_4_value": ""}, "gate_4_value", "must name at least one"),
        ({"gate_1_value": "price_breech"}, "gate_1_value", "price_breech, but must be one of"),
        ({"gate_0_value": ""}, "gate_0_value", "is missing"),
        ({"gate_0_value": "ninety"}, "gate_0_value", "is not a number: ninety"),
        ({"gate_0_factor": "50"}, "gate_0_factor", "never pays more than everything"),
        ({"gate_0_factor": "half"}, "gate_0_factor", "is not a number: half"),
        ({"gate_0_kind": ""}, "gate_0_kind", "must name one of"),
        ({"gate_2_value": "30: 1, 15: 0.8"}, "gate_2_value", "15, but must be above"),
        ({"gate_2_value": "30 days"}, "gate_2_value", "must be a pair of days and a factor"),
        ({"gate_2_value": ""}, "gate_2_value", "must name at least one"),
        ({"gate_2_value": "1.5: 1"}, "gate_2_value", "must be a whole number"),
        ({"gate_2_factor": "0.5"}, "gate_2_factor", "is not known here"),
        ({"minimum_amount": ""}, "minimum_amount", "is missing"),
        ({"minimum_amount": "0"}, "minimum_amount", "must be above zero"),
        ({"minimum_amount": "9001"}, "minimum_amount", "above the cap on the benefit (9000)"),
        ({"budget": "0"}, "budget", "must be above zero"),
        ({"budget": "0.001"}, "budget", "decimal places"),
        ({"base_when_missing": "skip"}, "base_amount", "It counts only with “A set amount”"),
        ({"base_amount": ""}, "base_amount", "is missing"),
        ({"cumulation": "progressive"}, "minimum_amount", "a year to date carries over already"),
        (DAYS, "minimum_carries_over", "given days have no later period"),
        (DAYS | {"minimum_amount": "", "minimum_carries_over": "", "cumulation": "progressive"},
         "cumulation", "given days are no part of a year to date"),
        ({"period": "days"}, "period_from", "is missing"),
        (DAYS | {"period_to": "2013-01-01"}, "period_to", "must be later than"),
        ({"method": "graduated"}, "method", "against last year and against the agreed"),
        ({"target": "mix_percent", "target_kinds": [], "target_include_channels": ""},
         "target_kinds", "it says what is to have a share"),
        ({"target": "excess_over_base"}, "target", "Select a valid choice"),
        ({"earning": "mix_percent"}, "earning", "Select a valid choice"),
        ({"target_include_regions": "999999"}, "target_include_regions", "999999 does not exist"),
        ({"earning_exclude_channels": "fax"}, "earning_exclude_channels", "fax does not exist"),
        ({"valid_from": "2013-05-15"}, "valid_from",
         "Valid from is 2013-05-15, but ANNUAL v1 settles otherwise (year, each period by itself)"),
        ({"valid_from": "2012-01-01"}, "valid_from", "overlaps ANNUAL v1"),
        ({"step_1_from": "80"}, "step_1_from", "must be above the step before it (80)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(annual, hq_client, changes, field, words):
    found = errors(hq_client, **changes)
    assert words in " ".join(found.get(field, [])), found
    assert not found.get("__all__")
    assert ProgrammeVersion.objects.count() == 1


def test_a_field_that_cannot_be_read_has_one_error(annual, hq_client):
    assert len(errors(hq_client, valid_from="soon")["valid_from"]) == 1
    assert len(errors(hq_client, minimum_amount="much")["minimum_amount"]) == 1


@pytest.mark.parametrize(
    "typed", ["440000, 330000", "440000\r\n330000", "440000，330000；", " 440000、 330000\n"]
)
def test_codes_may_stand_on_lines_or_between_commas(annual, hq_client, typed):
    assert hq_client.post(ADD, EVERY_PART | {"include_regions": typed}).status_code == 302
    document = document_of(ProgrammeVersion.objects.get(number=2))
    assert document["scope"]["include"]["regions"] == ["330000", "440000"]


def test_what_a_code_stands_for_is_written_below_its_field(draft, hq_client):
    page = hq_client.get(f"/programme-versions/{draft.pk}/edit/").content.decode()
    assert '<p class="chosen" data-code="440000">Guangdong' in page


def test_the_trial_tells_the_rule_in_names(draft, hq_client):
    trial = hq_client.get(f"/programme-versions/{draft.pk}/edit/").context["trial"]
    assert any("only regions Guangdong" in sentence for sentence in trial.sentences)
