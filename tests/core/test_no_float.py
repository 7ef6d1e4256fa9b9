"""No float anywhere on the way of money: no literal, no conversion, no function that makes one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ON_THE_WAY = (
    "rebates/rules", "rebates/engine", "rebates/services", "rebates/sales", "rebates/conduct/rules",
    "rebates/statements", "pricing/rules", "pricing/compliance.py", "pricing/watch.py",
    "dealers/services", "dealers/targets.py", "channels_mgmt/core/money.py",
)  # fmt: skip
EXACT_MODULES = {"math": {"ceil", "floor", "lcm", "gcd", "isqrt", "prod"}}


def modules() -> list[Path]:
    found: list[Path] = []
    for name in ON_THE_WAY:
        path = ROOT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists()
    return found


def floats_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and what is wrong: float literals and `float(...)`, and functions that answer floats."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"the literal {node.value}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "float":
                yield node.lineno, "float(...)"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr not in EXACT_MODULES.get(node.value.id, {node.attr}):
                yield node.lineno, f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module in EXACT_MODULES:
            for alias in node.names:
                if alias.name not in EXACT_MODULES[node.module]:
                    yield node.lineno, f"{node.module}.{alias.name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_there_is_no_float(path):
    assert list(floats_in(path.read_text())) == []


@pytest.mark.parametrize(
    "source", ["x = 0.5", "float(y)", "math.sqrt(2)", "1e6", "from math import exp"]
)
def test_a_float_would_be_found(source):
    assert list(floats_in(source))


def test_the_way_is_there():
    assert len(modules()) > 60
