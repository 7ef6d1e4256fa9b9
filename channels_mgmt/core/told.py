"""Sentences of the system's own in a text field: their facts are kept, each reader reads her words.

``told(_("Settlement run %(run)s"), run=7)`` with ``_`` as ``gettext_lazy``, into one of the fields
below. What a person wrote, and what was kept before these fields, is text and stays so. A sentence
that is worded anew keeps its old translation as long as rows tell it: leave it to ``gettext_noop``.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, override

MARK = "\x1e"  # begins what is told; a person's text loses it, so that nobody forges a sentence


class Told(str):
    """A sentence in the language of the moment; ``stored`` is what the database keeps of it.

    As a whole it stays what it is: its parts are mere text.
    """

    stored: str

    def __str__(self) -> "Told":
        return self

    def strip(self, _chars: str | None = None) -> "Told":
        """It has no blanks around it."""
        return self


def told(message: Promise, **facts: Any) -> Told:
    """Facts are numbers, days, codes and translated labels, no names that differ by language.

    The message has no context and no plural: the catalogue is asked for its English alone.
    """
    return retold(MARK + json.dumps(_kept(message, facts), ensure_ascii=False))


def retold(text: str) -> str:
    """What a stored text says to the reader of the moment; a person's text as it is."""
    if not text.startswith(MARK):
        return text
    try:
        sentence = Told(_sentence(json.loads(text.removeprefix(MARK))))
    except (AttributeError, KeyError, TypeError, ValueError):
        return text
    sentence.stored = text
    return sentence


def stored(text: Any) -> Any:
    """The facts of a sentence; a person's text as it is, as anything else."""
    if isinstance(text, Told):
        return text.stored
    return text.lstrip(MARK) if isinstance(text, str) else text


def refusal(error: ValidationError) -> str:
    """What a service refused, to be kept: told where the error is one with its facts by name."""
    found = getattr(error, "error_dict", {"": getattr(error, "error_list", [])})
    errors = [one for several in found.values() for one in several]
    if len(errors) == 1 and isinstance(errors[0].message, Promise):
        return told(errors[0].message, **errors[0].params or {})
    return " ".join(error.messages)


def clipped(text: str, length: int) -> str:
    """At most so many characters of a text; a sentence stays whole, its facts are short."""
    return text if isinstance(text, Told) else text[:length]


def _kept(message: Promise, facts: dict[str, Any]) -> list[Any]:
    with override(None):
        english = str(message)
    return [english, {name: _fact(value) for name, value in facts.items()}]


def _fact(value: Any) -> Any:
    if isinstance(value, Promise):
        return _kept(value, {})
    return value if isinstance(value, int) else str(value)


def _sentence(kept: list[Any]) -> str:
    message, facts = kept
    words = {name: _sentence(v) if isinstance(v, list) else v for name, v in facts.items()}
    return gettext(message) % words if words else gettext(message)


class _ToldField(models.Field):
    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return value and retold(value)

    def get_prep_value(self, value: Any) -> Any:
        return stored(super().get_prep_value(value))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To migrations it is the plain field: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class ToldCharField(_ToldField, models.CharField):
    pass


class ToldTextField(_ToldField, models.TextField):
    pass
