"""Reading a programme file: what stands there, and every fault with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels_mgmt.core.scopes import Access

from ..choices import Enrolment, PaymentForm, Precedence
from ..rules.faults import Fault
from ..rules.reading import Reader
from ..rules.terms import Terms
from .faults import ProgrammeFaults, under
from .versions import Dates, read_version

TEXTS = {"code": 40, "name": 120, "name_en": 120}
PROGRAMME_KEYS = (
    *TEXTS,
    "payment_form",
    "sales_linked",
    "vat_rate",
    "exclusion_group",
    "precedence",
    "priority",
    "enrolment",
    "versions",
)
CHOICES = {"payment_form": PaymentForm, "precedence": Precedence, "enrolment": Enrolment}
MAY_BE_BLANK = ("name_en", "exclusion_group")
LARGEST_PRIORITY = 32767


@dataclass(frozen=True, slots=True)
class VersionEntry:
    path: str
    document: Mapping[str, Any]
    terms: Terms
    dates: Dates


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    path: str
    code: str
    attributes: dict[str, Any]  # only those that the file gives
    versions: tuple[VersionEntry, ...]  # in order of validity


def read_file(document: Any, access: Access) -> tuple[list[ProgrammeEntry], list[Fault]]:
    """The programmes that could be read, and every fault."""
    reader, entries = Reader(), []
    listed = document.get("programmes") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        return [], [Fault("programmes", "not_an_object", None)]
    reader.mapping(document, "", ("programmes",))
    for index, each in enumerate(listed):
        entry = _programme(reader, each, f"programmes[{index}]", access)
        if entry:
            entries.append(entry)
    _once(reader, [(entry.path + ".code", entry.code) for entry in entries])
    return entries, reader.faults


def _programme(reader: Reader, value: Any, path: str, access: Access) -> ProgrammeEntry | None:
    """One programme with those of its versions that are sound; None where itself it is not."""
    if not isinstance(value, Mapping):
        return reader.fault(path, "not_a_mapping", value)
    document = reader.mapping(value, path, PROGRAMME_KEYS)
    faults = len(reader.faults)
    attributes = _attributes(reader, document, path)
    sound = len(reader.faults) == faults
    versions = []
    for index, each in enumerate(reader.sequence(document.get("versions"), f"{path}.versions")):
        if found := _version(reader, each, f"{path}.versions[{index}]", access):
            versions.append(found)
    _once(reader, [(v.path + ".valid_from", v.dates[0].isoformat()) for v in versions])
    versions.sort(key=lambda version: version.dates[0])
    if not sound:
        return None
    return ProgrammeEntry(path, attributes["code"], attributes, tuple(versions))


def _attributes(reader: Reader, document: Mapping[str, Any], path: str) -> dict[str, Any]:
    for key in ("code", "name"):
        if document.get(key) is None:
            reader.fault(f"{path}.{key}", "missing")
    found = {
        key: _text(reader, document[key], f"{path}.{key}", limit)
        for key, limit in TEXTS.items()
        if document.get(key) is not None
    }
    if "sales_linked" in document:
        found["sales_linked"] = reader.boolean(document["sales_linked"], f"{path}.sales_linked")
    if document.get("vat_rate") is not None:
        found["vat_rate"] = reader.number(document["vat_rate"], f"{path}.vat_rate")
    if "priority" in document:
        found["priority"] = _priority(reader, document["priority"], f"{path}.priority")
    for key, choices in CHOICES.items():
        if document.get(key) is not None:
            found[key] = reader.choice(document[key], f"{path}.{key}", choices)
    if "exclusion_group" in document:
        value, place = document["exclusion_group"], f"{path}.exclusion_group"
        found["exclusion_group"] = _text(reader, value or "", place, TEXTS["code"])
    return found


def _text(reader: Reader, value: Any, path: str, limit: int) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    blank_allowed = path.endswith(MAY_BE_BLANK) and value == ""
    if not blank_allowed and not 1 <= len(text) <= limit:
        return reader.fault(path, "not_a_name", value, limit=limit)
    return text


def _priority(reader: Reader, value: Any, path: str) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not 0 <= value <= LARGEST_PRIORITY:
        return reader.fault(path, "not_an_integer", value, limit=LARGEST_PRIORITY)
    return value


def _version(reader: Reader, value: Any, path: str, access: Access) -> VersionEntry | None:
    if not isinstance(value, Mapping):
        return reader.fault(path, "not_a_mapping", value)
    try:
        terms, dates = read_version(value, access)
    except ProgrammeFaults as error:
        reader.faults += under(path, error.faults)
        return None
    return VersionEntry(path, value, terms, dates)


def _once(reader: Reader, named: list[tuple[str, str]]) -> None:
    seen = set()
    for path, name in named:
        if name in seen:
            reader.fault(path, "named_twice", name)
        seen.add(name)
