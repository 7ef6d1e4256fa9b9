"""A run beside the one before it: every dealer and programme once, and sums that agree."""

from decimal import Decimal as D

import pytest

from channels_mgmt.core.bars import WIDTH, bars_of
from rebates.models import SettlementRun
from rebates.review.comparison import Change, compare, previous_run
from tests import factories as make

from .conftest import day


def shown(found) -> list[tuple]:
    return [(c.dealer.code, c.before, c.now, c.difference, c.share) for c in found.changes]


def test_it_works(draft, before, hq):
    found = compare(draft, previous_run(draft), hq.scope)
    assert found.other == before
    assert shown(found) == [
        ("GZ", D("1000.00"), D("1500.00"), D("500.00"), D("50.0")),
        ("HZ", D("500.00"), None, D("-500.00"), D("-100.0")),
        ("GD", None, D("100.00"), D("100.00"), None),
    ]
    assert (found.before, found.now, found.difference) == (D("1500.00"), D("1600.00"), D("100.00"))
    assert [(c.new, c.gone) for c in found.changes] == [
        (False, False),
        (False, True),
        (True, False),
    ]


def test_without_a_run_before_everything_is_new(before, hq):
    assert previous_run(before) is None
    assert all(change.new for change in compare(before, None, hq.scope).changes)


def test_both_runs_add_up_to_their_own_totals(draft, before, hq):
    found = compare(draft, before, hq.scope)
    for run, total in ((before, found.before), (draft, found.now)):
        assert sum(line.due for line in run.lines.all()) == total


def test_programmes_of_a_dealer_are_added_up(draft, before, hq, sell, draft_of):
    make.make_version(make.make_programme("SECOND"), valid_from=day("2024-01-01"))
    run = draft_of(2024)
    found = compare(run, before, hq.scope)
    assert len(found.changes) == 5
    dealers = {c.dealer.code: (c.before, c.now) for c in found.by_dealer()}
    assert dealers["GZ"] == (D("1000.00"), D("3000.00"))
    assert dealers["HZ"] == (D("500.00"), None)
    second = [SettlementRun.objects.get(pk=run.pk).lines.filter(programme__code="SECOND").get(
        dealer__code="GZ").programme_id]  # fmt: skip
    assert len(compare(run, before, hq.scope, programmes=second).changes) == 2


@pytest.mark.parametrize(
    ("days", "status", "more", "chosen"),
    [
        (("2023-01-01", "2024-01-01"), "posted", {}, True),
        (("2022-01-01", "2023-01-01"), "posted", {}, True),
        (("2023-01-01", "2023-07-01"), "posted", {}, False),
        (("2023-01-01", "2024-01-01"), "draft", {}, False),
        (("2023-01-01", "2024-01-01"), "reversed", {}, False),
        (("2024-01-01", "2025-01-01"), "posted", {}, False),
    ],
)
def test_which_run_is_the_one_before(db, days, status, more, chosen):
    start, end = map(day, days)
    other = make.make_run(date_from=start, date_to=end, status=status, **more)
    run = make.make_run(status="draft")
    assert previous_run(run) == (other if chosen else None)


def test_of_several_the_one_of_the_same_scope(db):
    days = {"date_from": day("2023-01-01"), "date_to": day("2024-01-01")}
    whole = make.make_run(**days)
    part = make.make_run(**days, dealers=["GZ"])
    assert previous_run(make.make_run(status="draft")) == whole
    assert previous_run(make.make_run(status="draft", dealers=["GZ"])) == part
    assert previous_run(make.make_run(status="draft", dealers=["HZ"])) == part


@pytest.mark.parametrize(
    ("before", "now", "percent", "exceeds"),
    [
        ("100", "120", "20", False), ("100", "120.01", "20", True), ("100", "79", "20", True),
        ("-100", "-121", "20", True), (None, "0.01", "99", True), ("0", "1", "99", True),
        (None, "0", "0", False), ("100", None, "99", True),
    ],
)  # fmt: skip
def test_what_exceeds_a_percentage(before, now, percent, exceeds):
    change = Change(None, None, before and D(before), now and D(now))
    assert change.exceeds(D(percent)) is exceeds


def test_bars_are_as_long_as_the_figures_are_large():
    chart = bars_of([("A", D("-200.00")), ("B", D("100.00")), ("C", D("0.01")), ("D", D(0))])
    assert [(bar.width, bar.x) for bar in chart.bars] == [
        (WIDTH, 0), (WIDTH // 2, WIDTH), (1, WIDTH), (0, WIDTH),
    ]  # fmt: skip
    assert [bar.down for bar in chart.bars] == [True, False, False, False]
    assert bars_of([]).bars == []


class TestPages:
    def test_the_page(self, draft, before, hq_client):
        text = hq_client.get(f"/settlement-runs/{draft.pk}/comparison/").content.decode()
        assert f"Beside run {before.pk}" in text
        assert "<svg" in text
        for figure in ("1,000.00", "1,500.00", "-500.00", "50.0"):
            assert figure in text

    def test_another_run_may_be_chosen(self, draft, before, draft_of, hq_client):
        other = draft_of(2024)
        address = f"/settlement-runs/{draft.pk}/comparison/"
        text = hq_client.get(address, {"other": other.pk, "changed": "on"}).content.decode()
        assert f"Beside run {other.pk}" in text
        assert "Nothing differs." in text
        assert hq_client.get(address, {"other": 999}).status_code == 422

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_file(self, draft, hq_client, kind):
        address = f"/settlement-runs/{draft.pk}/comparison/?format={kind}"
        content = b"".join(hq_client.get(address).streaming_content)
        assert content
        if kind == "csv":
            lines = content.decode().splitlines()
            assert len(lines) == 4
            assert lines[2].endswith(",500.00,,-500.00,-100.0,gone")

    def test_a_province_sees_its_dealers(self, draft, province_client):
        text = province_client.get(f"/settlement-runs/{draft.pk}/comparison/").content.decode()
        assert ">GZ</a>" in text
        assert ">HZ</a>" not in text

    def test_over_http(self, draft, before, hq_client, dealer_client):
        address = f"/api/v1/settlement-runs/{draft.pk}/comparison/"
        found = hq_client.get(address).json()
        assert (found["other"], found["difference"]) == (before.pk, "100.00")
        assert found["changes"][1] == {
            "dealer": "HZ", "programme": found["changes"][0]["programme"], "before": "500.00",
            "now": None, "difference": "-500.00", "percent": "-100.0",
        }  # fmt: skip
        assert hq_client.get(address, {"other": "x"}).status_code == 400
        assert dealer_client.get(address).status_code == 404
