"""The same in processes of their own, on a database of their own, as a script would run them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Files, programme

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = {"DJANGO_SUPERUSER_PASSWORD": "Kz7-quiet-river"}


class Shell:
    """A folder with an SQLite database; no variable but those that are given."""

    def __init__(self, folder: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self.environment = {**kept, "DATA_DIR": str(folder), "LC_ALL": "C"}

    def run(self, *arguments: object, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, arguments)],
            env=self.environment | more, capture_output=True, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, cwd="/", check=False,
        )  # fmt: skip

    def said(self, *arguments: object) -> dict:
        ran = self.run(*arguments, "--format", "json")
        assert (ran.returncode, ran.stderr) == (0, "")
        return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("shell"))
    assert shell.run("migrate", "-v0").returncode == 0
    return shell


def test_it_works(shell, tmp_path):
    files = Files(tmp_path)
    made = {
        "regions": ("code,level,name", "R,country,国"),
        "product_lines": ("code,name", "L,品类"),
        "products": ("sku,name,product_line", "S1,商品,L"),
        "dealers": ("code,name,tier,region", "D1,经销商,city,R"),
    }
    for kind, rows in made.items():
        assert shell.said("import_data", kind, files.rows(kind, *rows))["accepted"] == 1
    shell.said("import_data", "sales", files.sales({"amount": "60000"}))
    shell.said("import_programmes", files.document("p", programme()))
    user = ("--username", "boss", "--email", "boss@example.com")
    assert shell.run("createsuperuser", "--noinput", *user, **PASSWORD).returncode == 0
    year = ("settle", "--from", "2012-01-01", "--to", "2013-01-01")
    run = shell.said(*year, "--post", "--approve-as", "boss")
    assert run["totals"] == {"dealers": 1, "due": "700.00", "amount": "700.00"}
    proved = shell.run("verify_books")
    assert (proved.returncode, proved.stderr) == (0, "")
    exported = shell.run("export_data", "dealers")
    assert exported.stdout.splitlines()[1].startswith("D1,经销商,city,")


def test_what_is_refused_ends_with_1_and_says_why_on_both_ways(shell, tmp_path):
    path = Files(tmp_path).rows("d", "code,name,tier,region", "D9,Nine,city,NOWHERE")
    ran = shell.run("import_data", "dealers", path, "--format", "json")
    assert ran.returncode == 1
    [error] = json.loads(ran.stdout)["errors"]
    assert (error["row"], error["column"], error["value"]) == (2, "region", "NOWHERE")
    assert "row 2, region: " in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(("arguments", "status"), [
    (("settle", "--from", "yesterday", "--to", "2013-01-01"), 2),
    (("explain", "--run", "99", "--dealer", "D", "--programme", "P"), 1),
])  # fmt: skip
def test_the_exit_status(shell, arguments, status):
    ran = shell.run(*arguments)
    assert ran.returncode == status
    assert ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_database_without_tables_is_named(tmp_path):
    ran = Shell(tmp_path).run("verify_books", "--format", "json")
    assert ran.returncode == 1
    assert "migrate" in json.loads(ran.stdout)["errors"][0]["message"]
    assert "Traceback" not in ran.stderr
