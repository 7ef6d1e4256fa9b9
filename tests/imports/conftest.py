from pathlib import Path

import pytest

from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.choices import Role
from dealers.models import Dealer
from tests.conftest import person

from .world import MASTERS, take


@pytest.fixture
def brand_masters(db) -> None:
    for kind, text in MASTERS.items():
        report = take(kind, text)
        assert not report.errors, report.errors


@pytest.fixture
def write(tmp_path):
    """A file with this content; text becomes UTF-8."""

    def made(content: str | bytes, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return made


@pytest.fixture
def take_file(write):
    def taken(kind: str, content: str | bytes, *, name: str = "file.csv", **options) -> Report:
        options.setdefault("access", SYSTEM)
        return import_file(kind=kind, path=write(content, name), **options)

    return taken


@pytest.fixture
def dealer_user(brand_masters) -> Access:
    """The principal of the imported dealer in Guangzhou."""
    return person("dealer", Role.PRINCIPAL, dealer=Dealer.objects.get(code="GZ"))
