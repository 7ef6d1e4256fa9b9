"""Texts that files use for a master with another code: listed, mapped once, read ever after."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..approval import reason_given
from ..audit import record, state
from ..models import Alias, ImportBatch, ImportStatus, RejectedRow, RowStatus
from ..scopes import Access, Verb
from .cleaning import clean
from .shapes import Form, Shape

MOST = 50  # texts that a page asks about at once, those of the most rows first
MOST_ROWS = 5_000  # waiting rows that are looked through for them
_CODE = Shape(Form.CODE)
_targets: dict[str, type[models.Model]] = {}

Errors = Iterable[Mapping[str, Any]]


class Chosen(NamedTuple):
    """What a person says that a text stands for."""

    model: type[models.Model]
    text: str
    code: str


class Unknown(NamedTuple):
    """A text that is no code of this model, and in how many rows it stands."""

    model: type[models.Model]
    text: str
    rows: int

    @property
    def key(self) -> str:
        """Its name in a form; the same however the list has changed meanwhile."""
        plain = f"{self.model._meta.label} {self.text}"
        return f"alias_{hashlib.sha256(plain.encode()).hexdigest()[:20]}"


def mappable(model: type[models.Model], *faults: str) -> None:
    """A text with one of these faults may be mapped to such a record; said in ``ready()``."""
    _targets.update(dict.fromkeys(faults, model))


def targets() -> list[type[models.Model]]:
    return list(dict.fromkeys(_targets.values()))


def label_of(target: str) -> str:
    return str(capfirst(apps.get_model(target)._meta.verbose_name))


def spelling(text: str) -> str:
    """A text as codes are read: trimmed, without invisible characters, its digits plain."""
    return clean(text, _CODE)[0]


def codes_for(fault: str) -> Mapping[str, str]:
    """The code by text, for what has this fault otherwise."""
    return _codes(_targets[fault]) if fault in _targets else {}


def _codes(model: type[models.Model]) -> dict[str, str]:
    return dict(Alias.objects.filter(target=model._meta.label).values_list("text", "code"))


# What is to be mapped


def faults_of(batch: ImportBatch) -> list[Mapping[str, Any]]:
    """Those of a file that waits, or of its rows that do."""
    if batch.status == ImportStatus.CHECKED:
        return batch.errors
    rows = RejectedRow.objects.filter(batch=batch, status=RowStatus.WAITING).order_by("number")
    found = rows.values_list("faults", flat=True)[:MOST_ROWS]
    return [fault for faults in found for fault in faults]


def all_unknown(faults: Errors) -> list[Unknown]:
    """Each unknown text once, those of the most rows first; also what was mapped meanwhile."""
    rows = {(f["code"], f["value"], f["row"]) for f in faults if f["code"] in _targets}
    counts: Counter = Counter()
    for (code, value), count in Counter((code, value) for code, value, _row in rows).items():
        if text := spelling(value):
            counts[_targets[code], text] += count
    found = [Unknown(model, text, count) for (model, text), count in counts.items()]
    return sorted(found, key=lambda unknown: (-unknown.rows, unknown.text))


def to_be_mapped(faults: Errors) -> list[Unknown]:
    """Those of them that stand for nothing yet."""
    found = all_unknown(faults)
    known = {
        model: _known(model, {each.text for each in found if each.model is model})
        for model in {each.model for each in found}
    }
    return [each for each in found if each.text not in known[each.model]]


def _known(model: type[models.Model], texts: Collection[str]) -> set[str]:
    """Those of the texts that are a code, or are mapped to one."""
    mapped = {text: code for text, code in _codes(model).items() if text in texts}
    codes = set(model._default_manager.values_list("code", flat=True))
    return {text for text in texts if text in codes or mapped.get(text) in codes}


# Mapping


def may_map(access: Access) -> bool:
    """It bears on everybody's files."""
    return access.to(Verb.IMPORT_MASTERS).everything


@transaction.atomic
def map_text(*, model: type[models.Model], text: str, code: str, access: Access) -> Alias:
    """From now on this text in files stands for the record with this code.

    Raises PermissionDenied; ValidationError where the text is a code itself, stands for another
    record already, or there is no such record.
    """
    if not may_map(access):
        raise PermissionDenied(_("You may not map texts of files to master data."))
    text = spelling(text)
    _check(model, text, code)
    alias, made = Alias.objects.select_for_update().get_or_create(
        target=model._meta.label,
        text=text,
        defaults={"code": code, "created_by": access.user},
    )
    if made:
        record("created", alias, by=access.user, after=state(alias))
    elif alias.code != code:
        _map_anew(model, alias, code, access)
    return alias


def _check(model: type[models.Model], text: str, code: str) -> None:
    if not text or len(text) > 40:
        raise ValidationError(_("A text of 1 to 40 characters can be mapped."), "bad_text")
    if model._default_manager.filter(code=text).exists():
        message = _("“%(text)s” is a code itself and stands for its own record.")
        raise ValidationError(message % {"text": text}, "is_a_code")
    if not model._default_manager.filter(code=code).exists():
        message = _("“%(value)s” is not known here.") % {"value": code}
        raise ValidationError(message, "no_master")


def _map_anew(model: type[models.Model], alias: Alias, code: str, access: Access) -> None:
    """Only where the record is gone that the text stood for."""
    if model._default_manager.filter(code=alias.code).exists():
        message = _("“%(text)s” is mapped to %(code)s already: withdraw that first.")
        raise ValidationError(message % {"text": alias.text, "code": alias.code}, "mapped")
    before, alias.code = {"code": alias.code}, code
    alias.save(update_fields=["code"])
    record("changed", alias, by=access.user, before=before, after={"code": code})


@transaction.atomic
def withdraw_alias(*, alias: Alias, access: Access, reason: str) -> None:
    """Files with the text are refused again; what was taken in by it stays as it is.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    if not may_map(access):
        raise PermissionDenied(_("You may not map texts of files to master data."))
    reason = reason_given(reason)
    alias = Alias.objects.select_for_update().get(pk=alias.pk)
    record("withdrawn", alias, by=access.user, before=state(alias), reason=reason)
    alias.delete()
