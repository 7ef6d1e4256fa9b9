"""A run is of the whole brand; its lines and its totals are for each only what is theirs."""

import re

import pytest

from channels_mgmt.core.job_pages import progress_context
from rebates.models import RunLine
from tests.runs_pages.conftest import work


@pytest.fixture
def own(draft, dealers):
    return RunLine.objects.get(dealer=dealers.guangzhou)


@pytest.fixture
def foreign(draft, dealers):
    return RunLine.objects.get(dealer=dealers.hangzhou)


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(page, code):
    """Whether a page names a dealer; a part of a longer word (a token) is no name."""
    return re.search(rf"\b{code}\b", page) is not None


def test_a_province_sees_the_run_with_its_own_lines_and_totals(draft, province_client, hq_client):
    address = f"/settlement-runs/{draft.pk}/"
    mine, whole = text(province_client, address), text(hq_client, address)
    assert "1 line;" in mine
    assert "2 lines;" in whole
    assert not names(mine, "HZ")


def test_the_dealers_that_were_chosen_are_named_to_those_who_see_them(start, province_client):
    run = start(dealers="GZ HZ")
    mine = text(province_client, f"/settlement-runs/{run.pk}/")
    assert names(mine, "GZ")
    assert not names(mine, "HZ")
    assert "dealers" not in province_client.get(f"/api/v1/settlement-runs/{run.pk}/").json()


@pytest.mark.parametrize("tail", ["", "sales/", "history/"])
def test_a_foreign_line_is_not_there(own, foreign, province_client, tail):
    assert province_client.get(f"/run-lines/{own.pk}/{tail}").status_code == 200
    assert province_client.get(f"/run-lines/{foreign.pk}/{tail}").status_code == 404


def test_a_dealer_sees_no_run_and_of_its_lines_only_the_posted_ones(
    draft, own, dealer_client, finance_client
):
    assert dealer_client.get(f"/settlement-runs/{draft.pk}/").status_code == 404
    assert dealer_client.get("/settlement-runs/").status_code == 404
    assert dealer_client.get(f"/run-lines/{own.pk}/").status_code == 404
    finance_client.post(f"/settlement-runs/{draft.pk}/approve/", {"reason": "checked"})
    finance_client.post(f"/settlement-runs/{draft.pk}/post/")
    work()
    assert "60,000.00 × 1 % = 600.00" in text(dealer_client, f"/run-lines/{own.pk}/")
    assert "60,000.00" in text(dealer_client, f"/run-lines/{own.pk}/sales/")


def test_a_dealer_does_not_see_the_lines_of_another(posted, dealers, stranger_client):
    own = RunLine.objects.get(dealer=dealers.guangzhou)
    assert stranger_client.get(f"/run-lines/{own.pk}/").status_code == 404
    assert not names(text(stranger_client, "/run-lines/"), "GZ")


@pytest.mark.parametrize("button", ["approve", "post", "discard", "reverse"])
def test_to_look_is_not_to_act(draft, province_client, button):
    address = f"/settlement-runs/{draft.pk}/{button}/"
    assert province_client.post(address, {"reason": "x"}).status_code == 403


def test_a_job_s_progress_is_for_whoever_was_shown_it(
    draft, hq_client, dealer_client, province, province_client
):
    address = f"/jobs/{draft.job.pk}/progress"
    assert "Done." in text(hq_client, address)
    assert dealer_client.get(address).status_code == 404
    assert province_client.get(address).status_code == 404
    shown = progress_context(draft.job, province.user)["progress_url"]
    assert "Done." in text(province_client, shown)
    assert dealer_client.get(shown).status_code == 404  # the key is hers alone


def test_only_headquarters_lists_the_jobs(draft, hq_client, province_client, dealer_client):
    assert "Calculate a settlement" in text(hq_client, "/jobs/")
    for client in (province_client, dealer_client):
        assert client.get("/jobs/").status_code == 404
        assert "/jobs/" not in text(client, "/")


def test_htmx_is_told_to_load_the_page_again_when_the_job_has_ended(draft, hq_client):
    answer = hq_client.get(f"/jobs/{draft.job.pk}/progress", headers={"hx-request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_the_page_of_a_dealer_shows_its_figures(posted, dealers, hq_client, dealer_client):
    for client in (hq_client, dealer_client):
        page = text(client, f"/dealers/{dealers.guangzhou.pk}/")
        assert "60,000.00 × 1 % = 600.00" in page
        assert f"-{posted.pk:06}-GZ" in page  # its statement
