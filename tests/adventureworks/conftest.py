"""The reseller business of AdventureWorks, taken in once by the commands a user would type."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from channels_mgmt.core.models import User
from tests.adventureworks.converter import DATA, KINDS, convert

PROGRAMMES = Path(__file__).with_name("programmes.json")


def said(*command: str) -> dict:
    """What a command answers as JSON."""
    out = StringIO()
    call_command(*command, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, Path]:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not there: this test needs the AdventureWorks files.")
    return convert(tmp_path_factory.mktemp("adventureworks"))


@pytest.fixture
def imported(db, files) -> dict[str, dict]:
    """The answers of the imports, by kind."""
    call_command("import_programmes", str(PROGRAMMES), stdout=StringIO())
    User.objects.create_superuser("finance", "", "secret")
    return {kind: said("import_data", kind, str(files[kind])) for kind in KINDS}
