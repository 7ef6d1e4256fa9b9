"""import_programmes reads the file of the interface, and names what it does not take."""

import json
from decimal import Decimal as D

import pytest

from rebates.models import Programme, ProgrammeVersion

from .conftest import manage, programme, said, sample

pytestmark = pytest.mark.django_db


def test_it_works(files):
    path = files.document("annual", sample())
    answer = said("import_programmes", path)
    assert answer["programmes"]["new"] == ["ANNUAL-2012"]
    version = ProgrammeVersion.objects.get()
    assert (str(version.valid_from), version.valid_to, version.method) == (
        "2012-01-01", None, "graduated",
    )  # fmt: skip
    assert [(s.lower, s.percent) for s in version.steps.order_by("lower")] == [
        (D(0), D(1)), (D(50_000), D(2)), (D(100_000), D(3)),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing_and_says_so(files):
    path = files.document("annual", sample())
    said("import_programmes", path)
    again = said("import_programmes", path)
    assert (again["programmes"]["new"], again["versions"]["new"]) == ([], [])
    assert "was taken in before" in manage("import_programmes", path).out
    assert (Programme.objects.count(), ProgrammeVersion.objects.count()) == (1, 1)


def test_a_dry_run_writes_nothing(files):
    answer = said("import_programmes", files.document("annual", sample()), "--dry-run")
    assert answer["versions"]["new"] == ["ANNUAL-2012 v1"]
    assert not Programme.objects.exists()


@pytest.mark.parametrize("terms", [
    {"method": "whole"},
    {"method": "stacked"},
    {"upper_inclusive": True},
    {"period": "month"},
    {"period": "quarter", "cumulation": "progressive"},
    {"period": "half", "cumulation": "progressive", "on_change": "restart"},
    {"cap": {"on": "measure", "amount": "100000"}},
    {"cap": {"on": "benefit", "amount": "100000"}},
    {"valid_to": "2013-01-01"},
    {"target_measure": {"of": "quantity"}},
    {"target_measure": {"of": "quantity"}, "earning_measure": {"of": "quantity"},
     "steps": [{"from": "0", "per_unit": "5"}, {"from": "6", "per_unit": "4", "lump_sum": "1"}]},
    {"steps": [{"from": 0, "percent": 1.5}, {"from": 1e3, "percent": 2, "lump_sum": 10.25}]},
    {"scope": {"kinds": ["sell_in", "sell_out", "sell_through", "online"]}},
    {"scope": {"kinds": ["sell_in"], "include": {}, "exclude": {}}},
], ids=str)  # fmt: skip
def test_what_this_product_calculates_is_taken_in(files, terms):
    path = files.document("programme", programme(**terms))
    assert said("import_programmes", path)["versions"]["new"] == ["P v1"]
    assert said("import_programmes", path)["versions"]["unchanged"] == ["P v1"]


@pytest.mark.parametrize("number", ['"2.5"', "2.5", "2.50", "25e-1", '"2.500"'])
def test_a_number_may_be_written_in_any_way_and_stays_exact(files, number):
    text = json.dumps(programme(steps=[{"from": "0", "percent": "NUMBER"}]))
    said("import_programmes", files.write("p.json", text.replace('"NUMBER"', number)))
    assert ProgrammeVersion.objects.get().steps.get().percent == D("2.5")


@pytest.mark.parametrize(("terms", "place"), [
    ({"gates": [{"no_violation": ["theft"], "else_multiply": "0"}]}, "gates[0].no_violation"),
    ({"gates": [{"grade": ["gold"], "else_multiply": "2"}]}, "gates[0].else_multiply"),
    ({"gates": [{"payment_days": [[30, "1"], [15, "0.8"]]}]}, "gates[0].payment_days[1][0]"),
    ({"minimum": "100"}, "minimum"),
    ({"baseline": {"from": "previous_year", "when_missing": "amount"}}, "baseline.amount"),
    ({"pass_through": "yes"}, "pass_through"),
    ({"target_measure": {"of": "mix_percent"}}, "target_measure.scope"),
    ({"target_measure": {"of": "excess_over_base"}}, "target_measure.of"),
    ({"earning_measure": {"of": "growth_percent"}}, "earning_measure.of"),
    ({"period": {"from": "2012-03-01", "to": "2012-03-01"}}, "period.to"),
    ({"method": "flat"}, "method"),
    ({"period": "week"}, "period"),
    ({"steps": []}, "steps"),
    ({"steps": [{"from": "0", "percent": "1e400"}]}, "steps[0].percent"),
    ({"steps": [{"from": "0"}]}, "steps[0]"),
    ({"valid_from": "2012-02-30"}, "valid_from"),
    ({"valid_to": "2012-01-01"}, "valid_to"),
    ({"scope": {"kinds": ["sell_in"], "include": {"skus": ["NONE"]}}}, "scope.include.skus"),
    ({"colour": "red"}, "colour"),
], ids=str)  # fmt: skip
def test_what_is_not_taken_is_named_and_nothing_is_written(files, terms, place):
    path = files.document("programme", programme(**terms))
    ran = manage("import_programmes", path, "--format", "json")
    assert ran.status == 1
    assert any(
        error["path"].startswith(f"programmes[0].versions[0].{place}")
        for error in ran.json["errors"]
    )
    assert place in ran.err
    assert not Programme.objects.exists()


@pytest.mark.parametrize("text", [
    "", "[]", "null", "5", '{"programmes": 5}', '{"programmes": [1, null, "x"]}', "[" * 100_000,
    '{"programmes": [{"code": "A", "name": "A", "versions": 5}]}',
    '{"programmes": [{"code": "A", "name": "A", "priority": NaN}]}',
], ids=lambda text: text[:20])  # fmt: skip
def test_what_is_no_programme_file_is_refused_in_words(files, text):
    ran = manage("import_programmes", files.write("p.json", text), "--format", "json")
    assert (ran.status, bool(ran.json["errors"]), bool(ran.err)) == (1, True, True)
