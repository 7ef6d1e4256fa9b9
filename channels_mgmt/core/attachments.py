"""Files that people send: taken in safely, kept under a name of our own, given out to be saved.

What a file is, its first bytes say, not its name. A photo is decoded and written anew: place and
camera, and whatever was appended to it, stay behind. A PDF is kept as it came and is never opened
by the server.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .images import PIXELS, Broken, TooManyPixels, written_anew

MAX_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 200
END_OF_PDF = 1024  # bytes at the end in which a PDF says that it ends


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    magic: bytes
    extensions: tuple[str, ...]  # the first one is given to files that have none of them
    pillow: str = ""  # how Pillow calls it: an image


KINDS = (
    Kind("application/pdf", b"%PDF-", (".pdf",)),
    Kind("image/jpeg", b"\xff\xd8\xff", (".jpg", ".jpeg"), "JPEG"),
    Kind("image/png", b"\x89PNG\r\n\x1a\n", (".png",), "PNG"),
)
MEDIA_TYPES = frozenset(kind.media_type for kind in KINDS)
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypheim", b"ftypmif1", b"ftypmsf1")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it will be kept: checked, written anew if it is a photo."""

    content: bytes
    name: str  # what the person called it, without anything that could do harm
    media_type: str
    extension: str
    sha256: str  # of the content


def take_in(file: UploadedFile) -> Attachment:
    """Check a file that somebody sent.

    Raises ValidationError, naming the file and how to mend it: empty, too big, of another kind,
    damaged, or with more pixels than a server should unfold.
    """
    name = clean_name(file.name)
    if not file.size:
        raise _refused(_("“%(name)s” is empty. Choose the file once more."), name, "empty")
    if file.size > MAX_BYTES:
        text = _(
            "“%(name)s” has %(size)s MB; at most %(max)s MB can be taken. Make the photo smaller, "
            "or save the document as a smaller PDF."
        )
        size = f"{file.size / 2**20:,.1f}"
        raise _refused(text, name, "too_big", size=size, max=MAX_BYTES // 2**20)
    file.seek(0)
    content = file.read()
    kind = _kind_of(content, name)
    content = _checked_image(content, kind, name) if kind.pillow else _checked_pdf(content, name)
    return Attachment(
        content=content,
        name=_with_extension(name, kind),
        media_type=kind.media_type,
        extension=kind.extensions[0],
        sha256=hashlib.sha256(content).hexdigest(),
    )


def clean_name(name: str | None) -> str:
    """The name without folders, control characters or marks that turn the reading direction."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    text = unicodedata.normalize("NFC", last)
    kept = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return _short(" ".join(kept.split()).strip(". ")) or "file"


def _short(name: str, room: int = NAME_LENGTH) -> str:
    """At most so long, keeping what stands after the last full stop."""
    if len(name) <= room:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:room]
    return stem[: room - len(extension) - 1] + dot + extension


def _with_extension(name: str, kind: Kind) -> str:
    """A name that opens as what the file is, whatever the person called it."""
    if name.lower().endswith(kind.extensions):
        return name
    extension = kind.extensions[0]
    return name[: NAME_LENGTH - len(extension)] + extension


def _refused(text: str, name: str, code: str, **more: Any) -> ValidationError:
    return ValidationError(text % {"name": name, **more}, code)


def _kind_of(content: bytes, name: str) -> Kind:
    for kind in KINDS:
        if content.startswith(kind.magic):
            return kind
    if content[4:12] in HEIC:
        text = _(
            "“%(name)s” is a HEIC photo, which not everybody can open. Set the phone's camera to "
            "“most compatible” (JPEG), or send a screenshot of the photo."
        )
        raise _refused(text, name, "heic")
    text = _("“%(name)s” is no PDF, JPEG or PNG. Save it as one of these and choose it again.")
    raise _refused(text, name, "kind")


def _checked_image(content: bytes, kind: Kind, name: str) -> bytes:
    try:
        return written_anew(content, kind.pillow)
    except TooManyPixels:
        text = _("“%(name)s” has more than %(max)s million pixels. Make the picture smaller.")
        raise _refused(text, name, "pixels", max=PIXELS // 10**6) from None
    except Broken:
        raise _refused(_damaged(), name, "broken") from None


def _checked_pdf(content: bytes, name: str) -> bytes:
    """Whether it is whole, and nothing else hangs on its end."""
    begins = content[5:7] in (b"1.", b"2.")
    end = content[-END_OF_PDF:]
    ends = b"startxref" in end and end.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF")
    if not (begins and ends):
        raise _refused(_damaged(), name, "broken")
    return content


def _damaged() -> str:
    return _(
        "“%(name)s” is damaged or not complete. Open it: if it looks right, save it anew "
        "(a document as PDF, a photo as JPEG) and choose it again."
    )


@contextmanager
def kept(file: Attachment | None, field: models.FileField) -> Iterator[str]:
    """Store a file under a random name while a change is written; without one, an empty name.

    Enter it outside of the change's transaction: when that fails, even at its commit, the file is
    removed again.

        with kept(file, field) as name, transaction.atomic():
            Record.objects.create(file=name, ...)
    """
    if file is None:
        yield ""
        return
    with stored(ContentFile(file.content), file.extension, field) as name:
        yield name


@contextmanager
def stored(content: File, extension: str, field: models.FileField) -> Iterator[str]:
    """The same for a file of our own, such as one that was written to the disk."""
    name = field.storage.save(
        field.generate_filename(None, secrets.token_hex(16) + extension), content
    )
    try:
        yield name
    except BaseException:
        field.storage.delete(name)
        raise


def fault_of(file: FieldFile, sha256: str) -> str:
    """What is wrong with a stored file, in words; nothing when it is what was taken in."""
    try:
        with file.storage.open(file.name) as stored:
            same = _digest_of(stored) == sha256
    except OSError:
        return _("the file is missing")
    return "" if same else _("the file is not the one that was sent")


def _digest_of(file: BinaryIO) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def download(file: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """A stored file, to be saved and not shown: nothing in it runs in our address.

    Call it for a row that the person may see. Raises Http404 when the file is not there.
    """
    try:
        stored = file.storage.open(file.name)
    except OSError:
        raise Http404 from None
    known = media_type if media_type in MEDIA_TYPES else "application/octet-stream"
    return FileResponse(
        stored,
        as_attachment=True,
        filename=clean_name(name),
        content_type=known,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


class AttachmentField(forms.FileField):
    """A file in a form; its value is an ``Attachment``, or None."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy("PDF, JPEG or PNG, at most 10 MB.")
        kwargs = {"label": gettext_lazy("File"), "help_text": help_text, **kwargs}
        super().__init__(**kwargs, allow_empty_file=True)  # take_in says it better

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # With these types an iPhone hands over its photos as JPEG.
        return super().widget_attrs(widget) | {"accept": ",".join(k.media_type for k in KINDS)}

    def to_python(self, data: UploadedFile | None) -> Attachment | None:
        file = super().to_python(data)
        return take_in(file) if file is not None else None
