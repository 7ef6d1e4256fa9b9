"""Reading single values of a document: each returns what it understood and notes every fault."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from .exact import plain
from .faults import Fault

PLACES = 4  # as sales amounts are stored
LIMIT = Decimal(10) ** 15  # bounds and amounts stay below
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Choice = TypeVar("Choice", bound=StrEnum)


class Reader:
    """Collects the faults of one document, so that a user sees them all at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, value: Any = None, **params: Any) -> None:
        self.faults.append(Fault(path, code, value, params))

    def mapping(self, value: Any, path: str, known: Iterable[str]) -> Mapping[str, Any]:
        """An object, its unknown keys noted; null is an empty one."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fault(path, "not_a_mapping", value)
            return {}
        for key in value:
            if key not in known:
                self.fault(inside(path, key), "unknown_key", value[key])
        return value

    def sequence(self, value: Any, path: str) -> list[Any]:
        """A list; null is an empty one."""
        if isinstance(value, list | tuple):
            return list(value)
        if value is not None:
            self.fault(path, "not_a_list", value)
        return []

    def codes(self, value: Any, path: str) -> tuple[str, ...]:
        """A list of codes, sorted and without doubles."""
        codes = set()
        for index, code in enumerate(self.sequence(value, path)):
            if isinstance(code, str) and code.strip():
                codes.add(code)
            else:
                self.fault(f"{path}[{index}]", "not_a_code", code)
        return tuple(sorted(codes))

    def choice(
        self,
        value: Any,
        path: str,
        choices: type[Choice],
        *,
        default: Choice | None = None,
        among: Iterable[Choice] | None = None,
    ) -> Choice | None:
        """One of the choices, or, where `among` is given, of those."""
        allowed = list(choices if among is None else among)
        if value is None:
            if default is None:
                self.fault(path, "missing")
            return default
        if isinstance(value, str) and value in allowed:
            return choices(value)
        return self.fault(path, "not_a_choice", value, choices=", ".join(allowed))

    def boolean(self, value: Any, path: str) -> bool:
        """true or false; null is false."""
        if value is not None and not isinstance(value, bool):
            self.fault(path, "not_a_boolean", value)
        return value is True

    def number(self, value: Any, path: str) -> Decimal | None:
        """An exact number, not negative, with at most 4 decimals; None with a fault noted."""
        if isinstance(value, float):
            return self.fault(path, "not_exact", value)
        text = str(value).strip() if isinstance(value, str | int | Decimal) else ""
        if isinstance(value, bool) or not _NUMBER.fullmatch(text):
            return self.fault(path, "not_a_number", value)
        return self._within_bounds(Decimal(text), path)

    def _within_bounds(self, number: Decimal, path: str) -> Decimal | None:
        if number < 0:
            return self.fault(path, "negative", plain(number))
        if number >= LIMIT:
            return self.fault(path, "too_large", plain(number), limit=plain(LIMIT))
        if number != round(number, PLACES):
            return self.fault(path, "too_precise", plain(number), places=PLACES)
        return number.copy_abs()  # there is no minus zero


def inside(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)
