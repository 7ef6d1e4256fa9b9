"""Brokers and databases that do not fit are refused in words; the compose file fits the program."""

import os
import re
import subprocess
import sys
from pathlib import Path
from string import ascii_letters, digits

import pytest
import yaml
from django.db import connection

from channels_mgmt.core.job_checks import a_broker_needs_postgresql, several_machines_share_a_cache
from tests.jobs.workers import database_url

ROOT = Path(__file__).resolve().parents[2]
SQLITE, POSTGRES = "django.db.backends.sqlite3", "django.db.backends.postgresql"
RABBITMQ = "amqp://guest:secret@broker:5672"


@pytest.mark.parametrize(
    ("broker", "engine", "code"),
    [
        ("", SQLITE, None),
        ("", POSTGRES, None),
        (RABBITMQ, POSTGRES, None),
        ("rediss://cache:6379/1", POSTGRES, None),
        (RABBITMQ, SQLITE, "core.E001"),
        ("kafka://:secret@broker", POSTGRES, "core.E002"),
        ("broker:5672", POSTGRES, "core.E002"),
    ],
)
def test_which_broker_goes_with_which_database(settings, monkeypatch, broker, engine, code):
    settings.JOBS_BROKER = broker
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    found = a_broker_needs_postgresql(None)
    assert [fault.id for fault in found] == ([code] if code else [])
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("broker", "cache", "warned"),
    [("", "", False), (RABBITMQ, "", True), (RABBITMQ, "redis://cache:6379/0", False)],
)
def test_several_machines_need_one_cache(settings, broker, cache, warned):
    settings.JOBS_BROKER, settings.CACHE_URL = broker, cache
    assert bool(several_machines_share_a_cache(None)) is warned


def manage(command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
    )  # fmt: skip


def test_a_worker_with_a_broker_and_sqlite_does_not_start(tmp_path):
    sqlite = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    answer = manage("work", DATA_DIR=str(tmp_path), DATABASE_URL=sqlite, JOBS_BROKER=RABBITMQ)
    assert answer.returncode != 0
    assert "set DATABASE_URL to PostgreSQL" in answer.stderr


class TestTheComposeFile:
    GIVEN = {"HOST": "channels.example.com", "SECRET_KEY": ascii_letters + digits,
             "POSTGRES_PASSWORD": "pg", "RABBITMQ_PASSWORD": "mq"}  # fmt: skip

    @pytest.fixture
    def services(self) -> dict:
        """As compose reads it, with what ``.env`` gives; it replaces from the inside."""
        text, found = (ROOT / "compose.yaml").read_text(), 1
        while found:
            text, found = re.subn(r"\$\{(\w+)(?::([-?])([^${}]*))?}", self.value, text)
        return yaml.safe_load(text)["services"]

    def value(self, match: re.Match) -> str:
        name, kind, more = match.groups()
        return self.GIVEN.get(name) or (more if kind == "-" else pytest.fail(f"{name} is missing"))

    def test_web_and_workers_have_the_same_environment(self, services):
        assert services["web"]["environment"] == services["worker"]["environment"]
        assert services["worker"]["environment"]["JOBS_BROKER"].startswith("amqp://channels:mq@")

    def test_every_variable_is_one_that_the_readme_explains(self, services):
        readme = (ROOT / "README.md").read_text()
        assert [n for n in services["web"]["environment"] if f"`{n}`" not in readme] == []

    def test_the_program_may_go_into_production_with_it(self, services, tmp_path, transactional_db):
        if connection.vendor != "postgresql":
            pytest.skip("the compose file is for PostgreSQL: set DATABASE_URL")
        own = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path)}
        answer = manage(
            "check --deploy --fail-level WARNING", **services["web"]["environment"] | own
        )
        assert answer.returncode == 0, answer.stderr
