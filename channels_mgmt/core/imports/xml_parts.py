"""The XML of a workbook's parts: no entities, no depths, and nothing without an end."""

from collections.abc import Callable, Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from .archives import Archive, unreadable
from .report import FileFault

MAX_TEXT = 131_072  # characters of a cell; a spreadsheet allows 32,767
MAX_TAG = 1 << 20  # bytes
MAX_DEPTH = 64
MAX_ELEMENTS = 100_000  # of a part that is read as a whole

Start = tuple[str, str, dict[str, str]]  # the parent's name, the element's, its attributes
OnStart = Callable[[str, dict[str, str]], None]
OnEnd = Callable[[str], None]


class Xml:
    """A parser that is fed. The text of the elements collects in ``pieces``; whoever handles the
    elements empties them."""

    def __init__(self, start: OnStart, end: OnEnd, pieces: list[str]) -> None:
        self.pieces, self.fed = pieces, 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.CharacterDataHandler = pieces.append
        self.handle(start, end)

    def handle(self, start: OnStart, end: OnEnd) -> None:
        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Raises FileFault."""
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            raise unreadable(error) from None
        self.fed += len(data)
        if self.fed - self.parser.CurrentByteIndex > MAX_TAG:
            raise FileFault("too_big", _("The workbook cannot be read: it has an endless tag."))
        if sum(map(len, self.pieces)) > MAX_TEXT:
            message = _("A cell holds more than %(max)s characters.") % {"max": f"{MAX_TEXT:,}"}
            raise FileFault("too_big", message)


def check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise unreadable(_("its elements are nested too deeply"))


def starts(archive: Archive, part: str) -> Iterator[Start]:
    """The elements of a small part, in order, by their names without a prefix."""
    found: list[Start] = []
    parents = [""]
    pieces: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        pieces.clear()
        name = name.rpartition(":")[2]
        found.append((parents[-1], name, attributes))
        parents.append(name)
        check_depth(len(parents))
        if len(found) > MAX_ELEMENTS:
            raise FileFault("too_big", _("The workbook has too many styles, sheets or parts."))

    xml = Xml(start, lambda _name: parents.pop() and None, pieces)
    xml.feed(archive.read(part), final=True)
    return iter(found)


def _refuse_doctype(*_declared: object) -> None:
    raise unreadable(_("it declares entities, which no spreadsheet does"))
