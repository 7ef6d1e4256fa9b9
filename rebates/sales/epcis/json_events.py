"""EPCIS 2.0 in JSON-LD: the fields that matter, in any order; all else is passed over."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.report import FileFault

from .events import READ, BadEvent, Event

MAX_BYTES = 100 * 1024 * 1024
DOCUMENTS = ("EPCISDocument", "EPCISQueryDocument")


def json_events(path: Path) -> Iterator[Event | BadEvent]:
    """The events of a document; one that is wrong is given as what is wrong with it.

    Raises FileFault.
    """
    for number, event in enumerate(event_list(document_of(path)), start=1):
        try:
            yield event_of(event)
        except BadEvent as error:
            yield BadEvent(_("Event %(number)s: %(why)s") % {"number": number, "why": error})


def document_of(path: Path) -> dict[str, Any]:
    """Numbers are exact; a number that JSON does not know is refused."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        message = _("The document has %(size)s MB, at most %(max)s MB are read at once: split it.")
        parts = {"size": size // 2**20, "max": MAX_BYTES // 2**20}
        raise FileFault("too_big", message % parts)
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        message = _("The document is not UTF-8: byte %(byte)s is not a character of it.")
        raise FileFault("not_utf8", message % {"byte": error.start + 1}) from None
    except json.JSONDecodeError as error:
        message = _("The document is not JSON: line %(row)s, column %(column)s: %(why)s.")
        parts = {"row": error.lineno, "column": error.colno, "why": error.msg}
        raise FileFault("bad_json", message % parts, row=error.lineno) from None
    except (ValueError, RecursionError) as error:
        why = _("it is nested too deeply") if isinstance(error, RecursionError) else error
        message = _("The document cannot be read: %(why)s.")
        raise FileFault("bad_json", message % {"why": why}) from None
    if not isinstance(found, dict) or found.get("type") not in DOCUMENTS:
        raise FileFault("not_epcis", _("This JSON is no EPCIS document: its type says otherwise."))
    return found


def _no_constant(name: str) -> None:
    raise ValueError(_("%(name)s is no number") % {"name": name})


def event_list(document: dict[str, Any]) -> list[Any]:
    """Of a document, or of the answer to a query."""
    body = _object(document.get("epcisBody"))
    results = _object(_object(body.get("queryResults")).get("resultsBody"))
    events = body.get("eventList", results.get("eventList"))
    if not isinstance(events, list):
        raise FileFault("not_epcis", _("The document has no list of events (eventList)."))
    return events


def event_of(found: Any) -> Event:
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise BadEvent(_("it does not say its type."))
    event = Event(found["type"])
    if event.kind not in READ:
        return event
    declaration = _object(found.get("errorDeclaration"))
    event.time = _text(found, "eventTime")
    event.offset = _text(found, "eventTimeZoneOffset")
    event.action = _text(found, "action")
    event.step = _text(found, "bizStep")
    event.parent = _text(found, "parentID")
    event.epcs = _texts(found, "epcList") + _texts(found, "childEPCs")
    event.classes = sum(len(_list(found, n)) for n in ("quantityList", "childQuantityList"))
    places = (_text(_object(found.get(n)), "id") for n in ("readPoint", "bizLocation"))
    event.places = [place for place in places if place]
    transactions = map(_object, _list(found, "bizTransactionList"))
    event.transaction = next((_text(t, "bizTransaction") for t in transactions), "")
    event.event_id = _text(found, "eventID")
    if "errorDeclaration" in found:
        event.declared_at = _text(declaration, "declarationTime") or event.time
        event.reason = _text(declaration, "reason")
        event.corrected_by = _texts(declaration, "correctiveEventIDs")
    return event


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise BadEvent(_("%(name)s is not text.") % {"name": name})
    return value.strip()


def _list(found: dict[str, Any], name: str) -> list[Any]:
    value = found.get(name, [])
    if not isinstance(value, list):
        raise BadEvent(_("%(name)s is not a list.") % {"name": name})
    return value


def _texts(found: dict[str, Any], name: str) -> list[str]:
    values = _list(found, name)
    if not all(isinstance(value, str) for value in values):
        raise BadEvent(_("%(name)s holds something that is not text.") % {"name": name})
    return [value.strip() for value in values]
