"""A session ends some hours after the last request, and is not written at each of them."""

import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

AGE = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
TWELFTH = AGE / 12
MOMENT = datetime.timedelta(seconds=30)


def left() -> datetime.timedelta:
    return Session.objects.latest("expire_date").expire_date - timezone.now()


def after(idle: datetime.timedelta) -> None:
    """As if the last request had been so long ago."""
    Session.objects.update(expire_date=timezone.now() + AGE - idle)


@pytest.mark.parametrize(
    ("idle", "renewed"),
    [(TWELFTH - MOMENT, False), (TWELFTH + MOMENT, True), (AGE - MOMENT, True)],
)
def test_a_session_in_use_goes_on(idle, renewed, hq_client):
    after(idle)
    answer = hq_client.get("/dealers/")
    assert answer.status_code == 200
    assert (left() > AGE - MOMENT) is renewed
    assert (settings.SESSION_COOKIE_NAME in answer.cookies) is renewed


def test_a_session_that_was_not_used_has_ended(hq_client):
    after(AGE + MOMENT)
    assert hq_client.get("/dealers/").headers["Location"].startswith("/sign-in/")


def test_most_requests_write_no_session(hq_client):
    with CaptureQueriesContext(connection) as captured:
        hq_client.get("/dealers/")
    writing = [q["sql"] for q in captured if "UPDATE" in q["sql"] or "INSERT" in q["sql"]]
    assert writing == []
