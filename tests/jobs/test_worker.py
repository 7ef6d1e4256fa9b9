"""The worker as a process: it takes up what is waiting and ends when it is asked to."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(tmp_path):
    """A worker on a database of its own, whose log goes to its standard error."""
    database = tmp_path / "worker.sqlite3"
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO core_job (task, arguments, status, done, total, error, attempts,"
            " created_at) VALUES ('gone', '{}', 'queued', 0, 0, '', 0, '2026-01-01')"
        )
    process = subprocess.Popen(
        [*command, "work"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_by_itself_when_it_is_asked_to(worker, number):
    lines = iter(worker.stderr.readline, "")
    assert any("gone #1 begins" in line for line in lines)
    assert any("No task is named 'gone'" in line for line in lines)
    worker.send_signal(number)
    assert worker.wait(timeout=20) == 0
