"""A run works out the same on another machine, from one file."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dealers.models import Target
from rebates.models import Programme
from rebates.replay.writing import write_bundle
from rebates.sales.models import Payment
from tests.factories import make_batch, make_contract, make_enrolment
from tests.settlement.world import day


def bundle_of(run) -> bytes:
    file = io.BytesIO()
    write_bundle(run, file)
    return file.getvalue()


@pytest.fixture
def replayed(tmp_path, capfd):
    """Replay a bundle in a process of its own: the exit status and its JSON answer."""

    def replay(content: bytes) -> tuple[int, dict]:
        path = tmp_path / "run.zip"
        path.write_bytes(content)
        status = 0
        try:
            call_command("replay", str(path), format="json")
        except SystemExit as ended:
            status = ended.code
        return status, json.loads(capfd.readouterr().out)

    return replay


def changed(content: bytes, name: str, change) -> bytes:
    """The bundle with one entry rewritten."""
    before, after = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(after, "w") as bundle:
        for entry in before.namelist():
            text = before.read(entry)
            bundle.writestr(entry, change(text) if entry == name else text)
    return after.getvalue()


def every_kind_of_programme(world) -> None:
    dealer = world.dealers["D1"]
    world.add_dealer("SUB", upstream=dealer, tier=world.outlet)
    world.programme("PLAIN")
    world.programme("GROWTH", target_measure={"of": "growth_percent"}, method="graduated",
                    steps=[{"from": "100", "percent": "2"}])  # fmt: skip
    world.programme(
        "GATED",
        gates=[
            {"payment_days": [[15, "1"], [30, "0.8"]]},
            {"no_violation": ["cross_region"], "else_multiply": "0.5"},
            {"grade": ["gold", "standard"]},
            {"measure": "price_compliance_percent", "at_least": "90"},
        ],
    )
    steps = [{"from": "90", "percent": "1"}]
    measure = {"of": "attainment_percent"}
    world.programme("GOAL", target_measure=measure, steps=steps, budget={"amount": "700.01"})
    world.programme("BELOW", pass_through=True)
    joining = world.programme("JOINED").programme
    Programme.objects.filter(pk=joining.pk).update(enrolment="contract")
    contract = make_contract(dealer=dealer, valid_from=day("2012-02-01"))
    make_enrolment(contract=contract, programme=joining)
    for code in ("D1", "D2"):
        Target.objects.create(
            dealer=world.dealers[code], period_from=day("2012-01-01"),
            period_to=day("2013-01-01"), amount=Decimal(60_000),
        )  # fmt: skip
    Payment.objects.create(
        dealer=dealer, date=day("2012-03-20"), amount=Decimal(70_000), reference="P-1",
        batch=make_batch(kind="payments", committed_at=timezone.now()),
    )  # fmt: skip


def sell(world) -> None:
    world.sell("D1", "50000.3333", "2011-05-05", pieces=3)
    world.sell("D1", "66000.10", "2012-03-15", pieces=4)
    world.sell("D2", "99999.99", "2012-04-15", pieces=7)
    world.sell("D2", "-1000", "2012-05-15")
    world.sell("SUB", "51000", "2012-06-15")


@pytest.fixture
def run(world):
    every_kind_of_programme(world)
    sell(world)
    world.settle(programmes=["PLAIN"])
    world.sell("D1", "0.07", "2012-07-01")  # so that something was posted before
    return world.draft()


def test_it_works_out_the_same_to_the_byte(run, replayed):
    status, answer = replayed(bundle_of(run))
    assert status == 0, answer
    assert answer["same"] is True
    assert answer["input_digest"] == run.input_digest
    assert answer["lines"] == run.lines.count() > 10


def test_the_same_run_gives_the_same_bundle(run):
    assert bundle_of(run) == bundle_of(run)


def test_what_came_later_is_not_in_it(world, run):
    before = zipfile.ZipFile(io.BytesIO(bundle_of(run)))
    world.sell("D1", "777777", "2012-08-01")
    after = zipfile.ZipFile(io.BytesIO(bundle_of(run)))
    sales = "tables/sales.salesline.jsonl"
    assert after.read(sales) == before.read(sales)


@pytest.mark.parametrize(("name", "change", "said"), [
    ("tables/sales.salesline.jsonl", lambda text: text.replace(b"66000.1", b"66000.2"),
     "the bundle was changed"),
    ("manifest.json", lambda text: b"{}", "no bundle"),
    ("manifest.json", lambda text: text.replace(b'"format": 1', b'"format": 9'), "format 9"),
])  # fmt: skip
def test_a_changed_bundle_is_refused(run, replayed, name, change, said):
    status, answer = replayed(changed(bundle_of(run), name, change))
    assert status == 1
    assert said in answer["errors"][0]["message"]


def test_lines_that_do_not_follow_are_shown(run, replayed):
    """Whoever changes the lines and their digest alike is found by working them out."""
    content = bundle_of(run)
    lines = zipfile.ZipFile(io.BytesIO(content)).read("lines.jsonl")
    forged = changed(content, "manifest.json", lambda text: text.replace(
        json.loads(text)["lines_sha256"].encode(), b"0" * 64))  # fmt: skip
    status, answer = replayed(changed(forged, "lines.jsonl", lambda _: lines[: len(lines) // 2]))
    assert status == 1
    assert answer["same"] is False
    assert answer["first_difference"]


def test_a_run_that_was_not_calculated_has_no_bundle(world, run, tmp_path):
    reversal = world.reverse(world.post(run))
    with pytest.raises(CommandError, match="was not calculated"):
        call_command("export_run", run=reversal.pk, out=tmp_path / "run.zip")
    assert not list(tmp_path.glob("run.zip*"))
