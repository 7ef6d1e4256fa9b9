"""EPCIS 1.2 in XML (2.0 alike), as a stream: what the standard does not name is passed over.

A document type is refused: EPCIS has none, and entities that it could declare unpack to gigabytes.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.report import FileFault

from .events import BadEvent, Event

CHUNK = 1 << 16
MAX_DEPTH = 100
MAX_TEXT = 10_000
ROOTS = ("EPCISDocument", "EPCISQueryDocument")
# Where the standard puts what its next version added.
SHELLS = frozenset({"extension", "baseExtension"})
LISTS = frozenset({"EventList"})
TEXTS = {
    ("eventTime",): "time",
    ("eventTimeZoneOffset",): "offset",
    ("action",): "action",
    ("bizStep",): "step",
    ("parentID",): "parent",
    ("eventID",): "event_id",
    ("errorDeclaration", "declarationTime"): "declared_at",
    ("errorDeclaration", "reason"): "reason",
}
MANY = {
    ("epcList", "epc"): "epcs",
    ("childEPCs", "epc"): "epcs",
    ("errorDeclaration", "correctiveEventIDs", "correctiveEventID"): "corrected_by",
}
PLACES = (("readPoint", "id"), ("bizLocation", "id"))
TRANSACTION = ("bizTransactionList", "bizTransaction")
CLASSES = (("quantityList", "quantityElement"), ("childQuantityList", "quantityElement"))


def xml_events(path: Path) -> Iterator[Event | BadEvent]:
    """The events of a document, as they are read; raises FileFault."""
    reader = _Reader()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield from reader.feed(chunk)
        yield from reader.feed(b"", last=True)
    if not reader.lists:
        raise FileFault("not_epcis", _("The document has no list of events (EventList)."))


class _Reader:
    """Elements of a namespace (but the root) are extensions: they and all within do not count."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text_comes
        self.path: list[str] = []
        self.foreign = 0  # how deep in an extension
        self.depth = self.lists = 0
        self.event: Event | None = None
        self.event_path = 0
        self.text: list[str] = []
        self.length = 0
        self.found: list[Event | BadEvent] = []

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[Event | BadEvent]:
        try:
            self.parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = self.parser.CurrentLineNumber
            message = _("The document is not XML: line %(row)s: %(why)s.")
            parts = {"row": line, "why": error}
            raise FileFault("bad_xml", message % parts, row=line) from None
        found, self.found = self.found, []
        yield from found

    def doctype(self, *_args: object) -> None:
        message = _("The document declares a document type (DOCTYPE): an EPCIS document has none.")
        raise FileFault("xml_doctype", message, row=self.parser.CurrentLineNumber)

    def start(self, name: str, _attributes: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FileFault("bad_xml", _("The document is nested too deeply."))
        space, _space, local = name.rpartition(" ")
        if self.depth == 1:
            self.check_root(local)
        elif self.foreign or space:
            self.foreign += 1
            return
        self.path.append(local)
        self.text, self.length = [], 0
        if self.event is None and local.endswith("Event") and "EventList" in self.path[:-1]:
            self.event, self.event_path = Event(local), len(self.path)
        elif self.event is None and local in LISTS:
            self.lists += 1
        elif self.event is not None and self.place() == ("errorDeclaration",):
            self.event.declared_at = self.event.declared_at or "?"

    def check_root(self, local: str) -> None:
        if local not in ROOTS:
            message = _("This XML is no EPCIS document: it begins with %(name)s.")
            raise FileFault("not_epcis", message % {"name": local[:60]})

    def text_comes(self, text: str) -> None:
        if self.event is None or self.foreign:
            return
        self.length += len(text)
        if self.length > MAX_TEXT:
            message = _("A text has more than %(max)s characters.") % {"max": f"{MAX_TEXT:,}"}
            raise FileFault("too_big", message, row=self.parser.CurrentLineNumber)
        self.text.append(text)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.foreign:
            self.foreign -= 1
            return
        if self.event is not None:
            if len(self.path) == self.event_path:
                self.finish()
            else:
                self.take(self.place(), "".join(self.text).strip())
        self.path.pop()
        self.text, self.length = [], 0

    def place(self) -> tuple[str, ...]:
        """Where in the event an element stands, without the shells of later versions."""
        return tuple(name for name in self.path[self.event_path :] if name not in SHELLS)

    def take(self, place: tuple[str, ...], text: str) -> None:
        event = self.event
        if place in TEXTS:
            setattr(event, TEXTS[place], text)
        elif place in MANY:
            getattr(event, MANY[place]).append(text)
        elif place in PLACES and text:
            at = len(event.places) if place == PLACES[1] else 0  # the read point comes first
            event.places.insert(at, text)
        elif place == TRANSACTION:
            event.transaction = event.transaction or text
        elif place in CLASSES:
            event.classes += 1

    def finish(self) -> None:
        event, self.event = self.event, None
        if event.declared_at == "?":
            event.declared_at = event.time
        self.found.append(event)
