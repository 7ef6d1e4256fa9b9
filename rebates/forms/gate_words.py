"""What people write of a gate, as the programme file has it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from dealers.choices import Grade
from rebates.conduct.choices import ViolationKind

from ..rules.exact import plain

BETWEEN = re.compile(r"\s*[,;，；、\n]+\s*")


def as_factor(text: str) -> str:
    """50 % is 0.5; a bare number is the factor itself, so that nobody can mean the other."""
    text = text.strip()
    if not text.endswith(("%", "％")):
        return text
    try:
        return plain(Decimal(text[:-1].strip()) / 100)
    except InvalidOperation:
        return text


def as_limits(text: str) -> list[Any]:
    """15: 100 %, 30: 80 % is [["15", "1"], ["30", "0.8"]]; what is no pair stays as it is."""
    found: list[Any] = []
    for each in filter(None, BETWEEN.split(text)):
        days, colon, factor = each.replace("：", ":").partition(":")
        found.append([days.strip(), as_factor(factor)] if colon else each)
    return found


def as_kinds(text: str) -> list[str]:
    return _codes(text, ViolationKind)


def as_grades(text: str) -> list[str]:
    return _codes(text, Grade)


def _codes(text: str, choices: type[models.TextChoices]) -> list[str]:
    """Codes as they are; the words for them in the language of the reader become codes."""
    known = {str(member.label).casefold(): member.value for member in choices}
    return [known.get(each.casefold(), each) for each in BETWEEN.split(text.strip()) if each]
