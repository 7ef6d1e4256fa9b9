"""The commands as the agreed interface says them: arguments in, text and an exit status out."""

import csv
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, get_commands, load_command_class

from channels_mgmt.core.models import User


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; anything else there fails."""
        return json.loads(self.out)


def manage(name: str, *arguments: object) -> Ran:
    """What `manage.py` does in a process of its own, but on the database of the test."""
    out, err = StringIO(), StringIO()
    status = 0
    with redirect_stdout(out), redirect_stderr(err):
        command = load_command_class(get_commands()[name], name)
        command._called_from_command_line = True  # so that bad usage ends as in a shell
        try:
            options = vars(
                command.create_parser("manage.py", name).parse_args(list(map(str, arguments)))
            )
            command.execute(*options.pop("args", ()), **{**options, "skip_checks": True})
        except CommandError as error:
            err.write(f"CommandError: {error}")
            status = error.returncode
        except SystemExit as ended:
            status = int(ended.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())


def said(name: str, *arguments: object) -> Any:
    """The JSON answer of a command that must succeed."""
    ran = manage(name, *arguments, "--format", "json")
    assert (ran.status, ran.err) == (0, ""), ran
    return ran.json


class Files:
    """Writes the files that a user would bring."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_text(text, encoding=encoding)
        return path

    def rows(self, name: str, header: str, *rows: str) -> Path:
        return self.write(f"{name}.csv", "\n".join([header, *rows]) + "\n")

    def document(self, name: str, document: Any) -> Path:
        return self.write(f"{name}.json", json.dumps(document, ensure_ascii=False))

    def sales(self, *sold: dict[str, object], name: str = "sales") -> Path:
        """Sell-in lines of dealer D1, one order each, but for what a row says."""
        usual = {
            "source": "erp", "kind": "sell_in", "line_number": "1", "date": "2012-01-15",
            "dealer": "D1", "sku": "S1", "quantity": "1", "amount": "0", "returns_order": "",
        }  # fmt: skip
        path = self.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["order_number", *usual])
            writer.writeheader()
            for number, row in enumerate(sold):
                writer.writerow({"order_number": f"{name}-{number}", **usual, **row})
        return path


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def boss(db) -> str:
    User.objects.create_superuser("boss", "", "secret")
    return "boss"


@pytest.fixture
def masters(db, files) -> None:
    """The least that a brand needs to begin with sales: one region, one line, one SKU, dealers."""
    made = {
        "regions": ("code,level,name", "R,country,Land"),
        "product_lines": ("code,name", "L,Line"),
        "products": ("sku,name,product_line", "S1,One,L", "S2,Two,L"),
        "dealers": ("code,name,tier,region", "D1,First,city,R", "D2,Second,city,R"),
    }
    for kind, rows in made.items():
        assert said("import_data", kind, files.rows(kind, *rows))["rejected"] == 0


def sample() -> dict[str, Any]:
    """The programme file of the interface, word for word."""
    return json.loads("""
{"programmes": [{
  "code": "ANNUAL-2012", "name": "Annual rebate", "payment_form": "credit", "sales_linked": true, "exclusion_group": null, "priority": 10, "enrolment": "scope",
  "versions": [{
    "valid_from": "2012-01-01", "valid_to": null,
    "scope": {"kinds": ["sell_in"], "include": {"product_lines": [], "skus": [], "brands": [], "regions": [], "tiers": [], "dealers": [], "channels": [], "shops": []}, "exclude": {}},
    "target_measure": {"of": "net_amount"},
    "earning_measure": {"of": "net_amount"},
    "steps": [{"from": "0", "percent": "1"}, {"from": "50000", "percent": "2"}, {"from": "100000", "percent": "3"}],
    "method": "graduated", "upper_inclusive": false,
    "period": "year", "cumulation": "per_period", "on_change": "slice",
    "gates": [], "cap": null, "minimum": null, "baseline": null
  }]
}]}
""")  # noqa: E501 - as it stands there


def programme(code: str = "P", **terms: Any) -> dict[str, Any]:
    """The same file with another code and, in its version, other terms."""
    document = sample()
    [entry] = document["programmes"]
    entry["code"] = code
    entry["versions"][0] |= terms
    return document
