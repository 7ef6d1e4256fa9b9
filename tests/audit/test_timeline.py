"""The page of a record tells its latest changes, and in words."""

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.audit import record
from channels_mgmt.core.history import ACTIONS
from rebates.choices import AnswerKind, RunStatus, VersionStatus

ROOT = Path(__file__).parents[2]
RECORDERS = {"record", "Recorded", "changed", "moved", "_record_move"}


@pytest.fixture
def page(hq_client, dealers):
    return lambda: hq_client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()


def test_it_works(page, dealers, hq):
    record(
        "changed", dealers.guangzhou, by=hq.user, reason="merger",
        before={"grade": "standard"}, after={"grade": "gold"},
    )  # fmt: skip
    html = page()
    assert "Latest changes" in html
    assert "Grade: Standard → Gold" in html
    assert "Reason: merger" in html
    assert f'<a href="/dealers/{dealers.guangzhou.pk}/history/">Whole history</a>' in html


def test_the_latest_five_stand_there_newest_first(page, dealers):
    for turn in range(8):
        record("changed", dealers.guangzhou, by=None, reason=f"turn {turn}")
    html = page()
    told = [turn for turn in range(8) if f"turn {turn}" in html]
    assert told == [3, 4, 5, 6, 7]
    assert html.index("turn 7") < html.index("turn 3")


def test_a_record_without_changes_says_so(page):
    html = page()
    assert "No change is on record." in html
    assert "Whole history" not in html


def test_an_entry_of_the_trail_has_no_timeline_of_its_own(hq_client, dealers):
    entry = record("created", dealers.guangzhou, by=None)
    html = hq_client.get(f"/audit-trail/{entry.pk}/").content.decode()
    assert "Latest changes" not in html


@pytest.mark.parametrize("reader", ["hq_client", "dealer_client"])
def test_many_changes_cost_as_many_queries_as_few(reader, request, dealers, regions, hq):
    client = request.getfixturevalue(reader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/dealers/{dealers.guangzhou.pk}/")
        return len(captured)

    def change(turn: int) -> None:
        home = (regions.guangzhou, regions.shenzhen)[turn % 2].pk
        record("changed", dealers.guangzhou, by=hq.user, before={"home_region": home}, after={})

    change(0)
    few = cost()
    for turn in range(20):
        change(turn)
    assert cost() == few


def actions_in_the_code() -> dict[str, str]:
    """Every action that is written out where something is recorded, and the file it is in."""
    found = {}
    for package in ("channels_mgmt", "dealers", "pricing", "rebates"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS:
                    for value in node.args[:2]:
                        if isinstance(value, ast.Constant) and isinstance(value.value, str):
                            found[value.value] = str(file.relative_to(ROOT))
    return found


def test_every_action_has_its_words():
    found = actions_in_the_code()
    assert {"changed", "imported", "moved"} <= set(found)
    statuses = [*RunStatus.values, *VersionStatus.values, *AnswerKind.values]
    without = {action: where for action, where in found.items() if action not in ACTIONS}
    assert without | {status: "" for status in statuses if status not in ACTIONS} == {}
