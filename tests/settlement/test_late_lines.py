"""Lines of periods that are settled already: taken in, shown, and settled with the next run."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from rebates.services.late_lines import late_lines
from tests import factories as make

pytestmark = pytest.mark.django_db
YEAR = {"date_from": datetime.date(2024, 1, 1), "date_to": datetime.date(2025, 1, 1)}
NOW = timezone.now()


@pytest.fixture
def batch(dealers):
    return make.make_batch(status="committed", committed_at=NOW)


def run(hours: int = -1, **more):
    return make.make_run(as_of=NOW + datetime.timedelta(hours=hours), **(YEAR | more))


def sold(batch, dealer, day: str) -> None:
    make.make_sale("100", batch=batch, dealer=dealer, date=day)


def test_it_works(batch, dealers, hq_client):
    posted = run()
    for day in ("2024-12-31", "2025-01-01"):
        sold(batch, dealers.guangzhou, day)
    [late] = late_lines(batch)
    assert (late.run, late.lines, late.amount) == (posted, 1, 100)
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert "For the next run" in page


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, 1),
        ({"hours": 1}, 0),  # its cut-off was later: it knew
        ({"status": "approved"}, 0),
        ({"status": "reversed"}, 0),
        ({"date_from": datetime.date(2025, 1, 1), "date_to": datetime.date(2026, 1, 1)}, 0),
        ({"dealers": ["GZ"]}, 1),
        ({"dealers": ["HZ"]}, 0),
    ],
)
def test_which_runs_a_line_is_late_for(more, found, batch, dealers, hq_client):
    run(**more)
    sold(batch, dealers.guangzhou, "2024-06-01")
    assert sum(late.lines for late in late_lines(batch)) == found
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert ("For the next run" in page) == bool(found)


def test_what_is_not_taken_in_is_not_late(dealers):
    run()
    waiting = make.make_batch()
    sold(waiting, dealers.guangzhou, "2024-06-01")
    assert late_lines(waiting) == []
