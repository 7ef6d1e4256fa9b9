"""What a parser expects of a cell: known to the cleaning, and told to people in a template."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Parser = Callable[[str], Any]


class Form(StrEnum):
    TEXT = "text"
    REFERENCE = "reference"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Shape:
    form: Form = Form.TEXT
    max_length: int = 0
    places: int = 0
    percent: bool = False  # may end in a sign per cent
    choices: tuple[str, ...] = ()


def shaped(form: Form, **facts: Any) -> Callable[[Parser], Parser]:
    """Say of a parser what it expects."""

    def mark(parse: Parser) -> Parser:
        parse.shape = Shape(form, **facts)
        return parse

    return mark


def shape_of(parse: Parser) -> Shape:
    return getattr(parse, "shape", Shape())
