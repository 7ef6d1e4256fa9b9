"""A file as an EPCIS document, if it is one by its content."""

from collections.abc import Iterable
from pathlib import Path

from channels_mgmt.core.imports.readers import Table
from channels_mgmt.core.imports.report import Faults, FileFault

from .events import BadEvent, Event
from .json_events import json_events
from .rows import HEADER, Rows, rows_of
from .xml_events import xml_events

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 1024


def is_epcis(path: Path) -> bool:
    """JSON and XML begin with a brace or an angle bracket, which no header of a table does."""
    return beginning(path) in ("{", "<")


def beginning(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    wide = start.startswith(_MARKS[1:])
    text = start.decode("utf-16" if wide else "utf-8-sig", "replace")
    return text.lstrip()[:1]


def open_epcis(path: Path, faults: Faults) -> Table:
    """The document's events as a table. What is wrong with the file later on is a fault of it."""
    events = json_events(path) if beginning(path) == "{" else xml_events(path)
    size = path.stat().st_size
    # How far a document is read nobody can say: JSON comes as a whole.
    return Table(list(HEADER), _to_the_end(events, faults), lambda: (0, size))


def _to_the_end(events: Iterable[Event | BadEvent], faults: Faults) -> Rows:
    try:
        yield from rows_of(events, faults)
    except FileFault as fault:
        faults.add_to_file(fault.row, "", fault.value, fault)
