"""A version with another period or cumulation is refused where it would cut a period in two."""

import pytest

from channels_mgmt.core.scopes import SYSTEM
from rebates.services.programmes import ProgrammeFaults, approve_version, propose_version

from .conftest import saying


def approved(programme, **terms):
    version = propose_version(programme=programme, document=saying(**terms), access=SYSTEM)
    return approve_version(version=version, access=SYSTEM, reason="checked")


@pytest.fixture
def quarters(programme):
    return approved(programme, period="quarter")


def test_it_works(programme, quarters):
    months = approved(programme, period="month", valid_from="2012-04-01")
    quarters.refresh_from_db()
    assert quarters.valid_to == months.valid_from


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({"period": "month", "valid_from": "2012-05-01"}, "2012-07-01"),
        ({"period": "year", "valid_from": "2012-04-01"}, "2013-01-01"),
        ({"period": "quarter", "cumulation": "progressive", "valid_from": "2012-04-01"},
         "2013-01-01"),
        ({"period": {"from": "2012-05-01", "to": "2012-05-20"}, "valid_from": "2012-05-01"},
         "2012-07-01"),
    ],
)  # fmt: skip
def test_a_change_that_cuts_a_period_is_refused_with_a_day_that_would_do(
    programme, quarters, changes, free
):
    with pytest.raises(ProgrammeFaults) as refused:
        propose_version(programme=programme, document=saying(**changes), access=SYSTEM)
    [fault] = refused.value.as_json()
    assert (fault["path"], fault["code"], fault["value"]) == (
        "valid_from", "cuts_a_period", changes["valid_from"],
    )  # fmt: skip
    assert (
        "ANNUAL v1 settles otherwise (quarter, each period by itself): one may follow"
        in fault["message"]
    )
    assert f"as on {free}" in fault["message"]
    approved(programme, **{**changes, "valid_from": free})


def test_with_the_same_period_it_may_begin_on_any_day(programme, quarters):
    approved(programme, period="quarter", method="whole", valid_from="2012-05-17")


@pytest.mark.parametrize(("until", "fits"), [("2012-06-15", True), ("2012-09-15", False)])
def test_one_that_goes_before_is_held_to_the_same(programme, until, fits):
    """Halves end in the middle of a quarter that the later version does not settle, or in one."""
    approved(programme, period="quarter", valid_from="2012-10-01")
    halves = {"period": "half", "valid_from": "2012-02-01", "valid_to": until}
    if fits:
        approved(programme, **halves)
        return
    with pytest.raises(ProgrammeFaults, match="valid_to is 2012-09-15, but ANNUAL v1 settles"):
        approved(programme, **halves)


def test_it_is_looked_at_again_on_approval(programme, quarters):
    """What was approved since the draft was proposed counts."""
    document = saying(period="quarter", method="whole", valid_from="2012-05-17")
    draft = propose_version(programme=programme, document=document, access=SYSTEM)
    approved(programme, period="month", valid_from="2012-04-01", valid_to="2012-05-01")
    with pytest.raises(ProgrammeFaults, match="valid_from is 2012-05-17, but ANNUAL v3 settles"):
        approve_version(version=draft, access=SYSTEM, reason="checked")
