"""JSON written piece by piece: what every dealer is told alike is written once.

A piece is what stands between the braces of an object, such as `"step":2,"from":"200000"`. A run
has as many explanations as dealers times programmes; to build objects and have them encoded was two
fifths of the time of its lines.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .exact import Exact, as_text, plain

_form = {"ensure_ascii": False, "check_circular": False, "separators": (",", ":")}
encode = json.JSONEncoder(**_form).encode
canonical = json.JSONEncoder(**_form, sort_keys=True).encode
"""The same for the same value on every machine."""


def piece(facts: Mapping[str, Any]) -> str:
    return encode(facts)[1:-1]


def whole(pieces: Iterable[str]) -> str:
    """The object of these pieces; empty ones are left out."""
    return "{" + ",".join(filter(None, pieces)) + "}"


def array(name: str, objects: Iterable[str]) -> str:
    return f'"{name}":[{",".join(objects)}]'


class Figures:
    """Writes numbers under these names as a piece, with `inexact` naming those whose decimals do
    not end."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.form = ",".join(f'"{name}":%s' for name in names)

    def __call__(self, *numbers: Exact | None) -> str:
        texts: list[str] = []
        inexact = False
        last, text = None, "null"
        for number in numbers:
            if number is not last:  # what is the target mostly earns: written out once
                last = number
                if type(number) is Decimal:
                    text = f'"{plain(number)}"'
                elif number is None:
                    text = "null"
                else:
                    text, inexact = f'"{as_text(number)[0]}"', True
            texts.append(text)
        told = self.form % tuple(texts)
        return f"{told},{self._inexact(numbers)}" if inexact else told

    def _inexact(self, numbers: tuple[Exact | None, ...]) -> str:
        named = zip(self.names, numbers, strict=True)
        return piece(
            {"inexact": [name for name, n in named if n is not None and not as_text(n)[1]]}
        )
