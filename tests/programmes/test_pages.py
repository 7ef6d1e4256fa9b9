"""Programmes on the pages: read in words, proposed by a form, approved by another person."""

import pytest

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM
from rebates.models import Programme, ProgrammeVersion
from rebates.services.programmes import document_of, import_programmes
from tests.factories import make_line

from .conftest import ANNUAL, file_of, saying

FORM = {
    "programme": "ANNUAL",
    "valid_from": "2013-01-01",
    "valid_to": "",
    "kinds": ["sell_in", "online"],
    "target": "net_amount",
    "earning": "net_amount",
    "method": "graduated",
    "period": "quarter",
    "cumulation": "progressive",
    "on_change": "slice",
    "cap_on": "benefit",
    "cap_amount": "1000",
    "include_regions": "440000, 330000",
    "exclude_channels": "tmall",
    "step_0_from": "0",
    "step_0_percent": "1",
    "step_2_from": "50,000.00",
    "step_2_percent": "2.5",
    "step_2_lump_sum": "200",
}


@pytest.fixture
def annual(regions):
    import_programmes(document=file_of(), access=SYSTEM)
    return Programme.objects.get()


@pytest.fixture
def draft(annual, hq_client):
    assert hq_client.post("/programme-versions/add/", FORM).status_code == 302
    return ProgrammeVersion.objects.get(number=2)


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def refused(client, address="/programme-versions/add/", **changes):
    answer = client.post(address, {**FORM, **changes})
    assert answer.status_code == 422
    return answer.content.decode()


def test_it_works(annual, hq_client):
    page = text(hq_client, f"/programmes/{annual.pk}/")
    assert "Every year, each slice at its own rate: 1 % up to 50,000.00;" in page
    assert "50,000.00 × 1 % + 25,000.00 × 2 % = 1,000.00" in page  # a worked example


def test_the_rule_is_told_in_names(annual, hq_client):
    make_line("range-hoods", name_en="Range hoods")
    scope = {"kinds": ["sell_in"], "include": {"product_lines": ["range-hoods"], "tiers": ["city"]}}
    version = annual.versions.get()
    ProgrammeVersion.objects.filter(pk=version.pk).update(scope=scope)
    for address in (f"/programmes/{annual.pk}/", f"/programme-versions/{version.pk}/"):
        assert "only product lines Range hoods; only tiers City" in text(hq_client, address)


def test_the_form_makes_the_document_of_a_programme_file(draft):
    document = document_of(draft)
    assert document["scope"]["kinds"] == ["sell_in", "online"]
    assert document["scope"]["include"]["regions"] == ["330000", "440000"]
    assert document["scope"]["exclude"]["channels"] == ["tmall"]
    assert document["steps"] == [
        {"from": "0", "percent": "1"},
        {"from": "50000", "percent": "2.5", "lump_sum": "200"},
    ]
    assert document["cap"] == {"on": "benefit", "amount": "1000"}
    assert (document["period"], document["cumulation"]) == ("quarter", "progressive")


def test_a_new_version_begins_from_the_last_one(annual, hq_client):
    page = text(hq_client, "/programme-versions/add/?programme=ANNUAL")
    assert 'name="step_1_from" value="50000"' in page
    assert '<option value="graduated" selected>' in page
    assert 'name="valid_from" value=' not in page


def test_a_draft_is_edited_and_comes_back_as_it_was(draft, hq_client):
    address = f"/programme-versions/{draft.pk}/edit/"
    page = text(hq_client, address)
    assert 'name="step_1_lump_sum" value="200"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    data = {**FORM, "seen": seen, "step_0_percent": "1.5"}
    assert hq_client.post(address, data).status_code == 302
    assert document_of(ProgrammeVersion.objects.get(pk=draft.pk))["steps"][0]["percent"] == "1.5"
    assert history_of(draft).first().action == "changed"
    assert "has changed this record since you opened it" in refused(hq_client, address, seen=seen)


def test_a_draft_that_changed_meanwhile_shows_where_it_differs(draft, hq_client):
    address = f"/programme-versions/{draft.pk}/edit/"
    rows = {"step_1_from": "50000", "step_1_percent": "2.5", "step_1_lump_sum": "200"}
    opened = {k: v for k, v in FORM.items() if not k.startswith("step_2")} | rows
    opened["seen"] = text(hq_client, address).split('name="seen" value="')[1].split('"')[0]
    theirs = opened | {"step_1_from": "60000", "include_regions": "440000"}
    assert hq_client.post(address, theirs).status_code == 302
    answer = hq_client.post(address, opened | {"step_0_percent": "1.5"})
    assert answer.status_code == 422
    differing = [(each.label, each.before, each.after) for each in answer.context["form"].stale]
    assert differing == [
        ("Regions", "440000", "440000, 330000"),
        ("Percent, step 1", "1", "1.5"),
        ("From, step 2", "60000", "50000"),
    ]
    assert document_of(draft)["steps"][1]["from"] == "60000"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step_2_from": "0"}, "From, step 3 is 0, but must be above the step before it (0)."),
        ({"step_0_percent": "1,5"}, "Percent, step 1 is not a number: 1,5."),
        ({"step_0_percent": "101"}, "Percent, step 1 is above 100 percent: 101."),
        ({"step_0_percent": ""}, "pays nothing; if that is meant, set its percent to 0."),
        ({"include_regions": "440000, 999999"}, "Regions: 999999 does not exist."),
        ({"exclude_channels": "fax"}, "Sales channels: fax does not exist."),
        ({"valid_to": "2013-01-01"}, "must be later than"),
        ({"cap_amount": ""}, "Cap is missing."),
        ({"cap_on": ""}, "Cap on is missing."),
        ({"kinds": []}, "This field is required."),
        ({"earning": "quantity"}, "a percentage of pieces is no money"),
        ({"valid_from": "2011-01-01"}, "2011-01-01 overlaps ANNUAL v1"),
        ({f"step_{n}_{k}": "" for n in (0, 2) for k in ("from", "percent", "lump_sum")},
         "From, step 1 must name at least one."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(annual, hq_client, changes, words):
    assert words in refused(hq_client, **changes)
    assert ProgrammeVersion.objects.count() == 1


def test_whoever_proposed_it_sees_why_she_cannot_approve(draft, hq_client, finance_client):
    address = f"/programme-versions/{draft.pk}/"
    page = text(hq_client, address)
    assert "You proposed or changed this, so another person approves it." in page
    assert f"{address}approve/" not in page
    assert f"{address}approve/" in text(finance_client, address)


def test_approved_it_ends_the_version_before_and_is_not_edited_any_more(
    draft, hq_client, finance_client
):
    finance_client.post(f"/programme-versions/{draft.pk}/approve/", {"reason": "Board"})
    draft.refresh_from_db()
    assert draft.status == "approved"
    page = text(hq_client, f"/programmes/{draft.programme_id}/")
    assert "from 2012-01-01 until before 2013-01-01" in page
    assert hq_client.get(f"/programme-versions/{draft.pk}/edit/").status_code == 403


def test_a_draft_can_be_withdrawn(draft, hq_client):
    hq_client.post(f"/programme-versions/{draft.pk}/withdraw/", {"reason": "Too dear"})
    draft.refresh_from_db()
    assert draft.status == "withdrawn"


DECIDED = {"vat_rate": "13", "enrolment": "scope", "precedence": "best", "priority": "10"}


def test_the_code_of_a_programme_stays(annual, hq_client):
    page = text(hq_client, f"/programmes/{annual.pk}/edit/")
    assert "Runs and files name it: it stays." in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    data = {"code": "OTHER", "name": "Renamed", "payment_form": "cash", **DECIDED}
    address = f"/programmes/{annual.pk}/edit/"
    without_reason = hq_client.post(address, {**data, "seen": seen})
    assert without_reason.status_code == 422
    assert without_reason.context["form"].errors.keys() == {"reason"}
    assert hq_client.post(address, {**data, "seen": seen, "reason": "New name"}).status_code == 302
    annual.refresh_from_db()
    assert (annual.code, annual.name) == ("ANNUAL", "Renamed")


def test_a_programme_without_a_version_says_so(hq_client):
    hq_client.post(
        "/programmes/add/",
        {"code": "NEW", "name": "New", "payment_form": "credit", **DECIDED},
    )
    page = text(hq_client, f"/programmes/{Programme.objects.get().pk}/")
    assert "There is no version yet." in page


def test_to_look_is_not_to_act(annual, province_client, dealer_client):
    assert text(province_client, f"/programmes/{annual.pk}/")
    assert province_client.get("/programme-versions/add/").status_code == 403
    assert dealer_client.get(f"/programmes/{annual.pk}/").status_code == 404
    assert dealer_client.get("/programme-versions/").status_code == 404


def test_every_form_of_terms_has_examples(annual, hq_client):
    pieces = saying(
        ANNUAL,
        target_measure={"of": "quantity"},
        steps=[{"from": "0", "per_unit": "5"}, {"from": "7", "percent": "2"}],
        valid_from="2014-01-01",
    )
    import_programmes(document=file_of(pieces), access=SYSTEM)
    page = text(hq_client, f"/programme-versions/{ProgrammeVersion.objects.last().pk}/")
    assert "At 1,000.00 a piece." in page
    assert "10 pieces" in page or "14 pieces" in page
