"""Code looks down, never up: what stands on a floor knows only what stands below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = {  # the longest name that fits decides
    "channels_mgmt": 6,
    "rebates": 5,
    "rebates.conduct": 4,
    "rebates.sales": 3,
    "pricing": 2,
    "dealers": 1,
    "channels_mgmt.core": 0,
}
FILES = sorted(
    path
    for top in ("channels_mgmt", "dealers", "pricing", "rebates")
    for path in (ROOT / top).rglob("*.py")
)


def floor_of(module: str) -> int | None:
    fitting = [name for name in FLOORS if module == name or module.startswith(f"{name}.")]
    return FLOORS[max(fitting, key=len)] if fitting else None


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of each module or member that a file imports, at its head or inside."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def test_no_file_looks_up():
    looking_up = []
    for path in FILES:
        here = floor_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for line, name in imported(path):
            floor = floor_of(name)
            if floor is not None and floor > here:
                looking_up.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert looking_up == []


def test_the_rules_of_rebates_know_no_django():
    rules = [path for path in FILES if path.is_relative_to(ROOT / "rebates" / "rules")]
    assert rules
    for path in rules:
        used = {name.split(".")[0] for _line, name in imported(path)}
        assert not used & {"django", "rest_framework"}, path


@pytest.mark.parametrize(
    ("module", "floor"),
    [
        ("channels_mgmt.settings", 6),
        ("channels_mgmt.core.api", 0),
        ("channels_mgmt.corewards", 6),
        ("rebates.sales.models", 3),
        ("rebates.models", 5),
        ("django.db", None),
    ],
)
def test_the_longest_name_decides_the_floor(module, floor):
    assert floor_of(module) == floor
