"""/healthz: what a load balancer hears, and nothing more."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from channels_mgmt.core import job_board

pytestmark = pytest.mark.django_db


def test_it_works(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "worker": False})
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_it_says_whether_a_worker_is_running(client):
    job_board.beat()
    assert client.get("/healthz").json()["worker"] is True


def test_without_the_database_the_server_is_taken_out(client, monkeypatch):
    def away():
        raise OperationalError("password=secret")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert b"secret" not in answer.content


def test_a_cache_that_does_not_answer_takes_no_server_out(client, monkeypatch):
    def away():
        raise ConnectionError

    monkeypatch.setattr(job_board, "worker_is_up", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (200, None)


def test_it_is_asked_by_http_and_by_address(settings):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["channels.example.com"]
    client = Client(headers={"host": "10.0.0.7:8000"})
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in/").status_code in (301, 400)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, method):
    assert getattr(client, method)("/healthz").status_code == 405
