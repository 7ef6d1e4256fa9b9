"""A yard for workers, without a broker and with each of those of this machine."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from channels_mgmt.core import job_tasks
from tests.jobs.workers import Yard, until

BROKERS = {"rabbitmq": "amqp://guest:guest@127.0.0.1:5672", "redis": "redis://127.0.0.1:6379/15"}
APP = "channels_mgmt.core.celery_app"


@pytest.fixture
def toil(monkeypatch):
    """The task of the workers, known here as well."""
    job_tasks.autodiscover_modules("tasks")
    monkeypatch.setattr(job_tasks, "_registry", dict(job_tasks._registry))
    from tests.jobs.labour import tasks

    job_tasks.task("toil")(tasks.toil)


@pytest.fixture
def cache_in_files(settings, tmp_path):
    """The cache that the workers share with us."""
    backend = "channels_mgmt.core.cache.FileCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": tmp_path / "cache"}}


@pytest.fixture
def yard(tmp_path, toil, cache_in_files, transactional_db):
    """Workers that look into the queue by themselves."""
    found = Yard(tmp_path)
    yield found
    found.clear()


def answers(url: str) -> bool:
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port), 2).close()
    except OSError:
        return False
    return True


@pytest.fixture
def sending_to(settings):
    """Send jobs to a broker, by a queue for this test alone."""

    @contextmanager
    def sending(url: str) -> Iterator[None]:
        settings.JOBS_BROKER, settings.JOBS_QUEUE = url, f"test.{uuid4().hex[:12]}"
        sys.modules.pop(APP, None)  # it is made for one broker
        try:
            yield
        finally:
            sys.modules.pop(APP).app.close() if APP in sys.modules else None

    return sending


def needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a broker needs PostgreSQL: set DATABASE_URL")


@pytest.fixture(params=BROKERS)
def broker(request, settings, sending_to) -> Iterator[str]:
    """The address of a real broker."""
    url = BROKERS[request.param]
    needs_postgresql()
    if not answers(url):
        pytest.skip(f"no {request.param} answers at {url.rpartition('@')[2]}")
    with sending_to(url):
        yield url
        from channels_mgmt.core.celery_app import app

        with app.connection_for_write() as opened, opened.channel() as channel:
            channel.queue_delete(settings.JOBS_QUEUE)


class OwnRedis:
    """A broker that a test may kill; it keeps nothing on its disk."""

    def __init__(self, place: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.place, self.url = place, f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.place)]
        self.process = subprocess.Popen(
            [*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
        )
        until(lambda: answers(self.url), "Redis answers")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def own_redis(tmp_path, sending_to) -> Iterator[OwnRedis]:
    needs_postgresql()
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server on this machine to be killed")
    found = OwnRedis(tmp_path)
    with sending_to(found.url):
        yield found
    found.kill()


@pytest.fixture
def brokered(broker, settings, tmp_path: Path, toil, cache_in_files, transactional_db):
    """Workers that are sent their jobs."""
    found = Yard(tmp_path, JOBS_BROKER=broker, JOBS_QUEUE=settings.JOBS_QUEUE)
    yield found
    found.clear()
