"""What docs/programmes.md shows is understood, and what it lists is all there is."""

import json
import re
from pathlib import Path

import pytest

from rebates.models.programmes import DECIDED
from rebates.rules.parsing import VERSION_KEYS, parse_terms
from rebates.rules.parsing_parts import GATES
from rebates.rules.terms import Measure

TEXT = (Path(__file__).parents[2] / "docs/programmes.md").read_text()
[WHOLE] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
EXAMPLES = [
    json.loads(each) for each in re.findall(r"\| `(\{\"(?:measure|no_|pay|gra).*?\})` \|", TEXT)
]


def test_the_whole_version_is_one():
    document = json.loads(WHOLE)
    assert set(document) == set(VERSION_KEYS)
    assert parse_terms(document).gates


def test_there_is_an_example_of_every_gate():
    found = {next(key for key in GATES if key in each) for each in EXAMPLES}
    assert found == set(GATES)


@pytest.mark.parametrize("gate", EXAMPLES, ids=str)
def test_every_gate_that_it_shows_is_understood(gate):
    assert parse_terms(json.loads(WHOLE) | {"gates": [gate]}).gates


@pytest.mark.parametrize("name", [*VERSION_KEYS, *Measure, *DECIDED])
def test_every_key_and_every_measure_is_explained(name):
    assert f"`{name}`" in TEXT
