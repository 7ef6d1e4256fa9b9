"""A file that somebody sends is what it says it is, holds nothing but what is seen, or is refused
with words that name it."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http import Http404
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter

from channels_mgmt.core import attachments, images
from channels_mgmt.core.attachments import (
    MAX_BYTES,
    AttachmentField,
    clean_name,
    download,
    fault_of,
    kept,
    take_in,
)
from channels_mgmt.core.forms import Form

RED, BLUE = (200, 30, 30), (30, 30, 200)
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def picture(kind: str = "JPEG", size=(40, 20), mode: str = "RGB", **more) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **more)
    return file.getvalue()


def pdf() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(file)
    return file.getvalue()


def exif(**more) -> Image.Exif:
    told = Image.Exif()
    told[MAKE] = "Secret Camera"
    told.get_ifd(GPS).update({1: "N", 2: (23.0, 7.0, 30.0), 3: "E", 4: (113.0, 15.0, 30.0)})
    for tag, value in more.items():
        told[int(tag.removeprefix("tag"))] = value
    return told


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG by hand: its head may promise anything."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zipped(name: str = "x.txt", size: int = 1000) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, b"\0" * size)
    return file.getvalue()


def sent(content: bytes, name: str = "photo.jpg", media_type: str = "image/jpeg"):
    return SimpleUploadedFile(name, content, media_type)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def refusal(content: bytes, name: str = "photo.jpg") -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        take_in(sent(content, name))
    [error] = refused.value.error_list
    return error.code, error.messages[0]


def test_it_works():
    taken = take_in(sent(picture()))
    assert (taken.name, taken.media_type, taken.extension) == ("photo.jpg", "image/jpeg", ".jpg")
    assert taken.sha256 == hashlib.sha256(taken.content).hexdigest()
    assert opened(taken.content).size == (40, 20)


def test_a_pdf_is_kept_as_it_came():
    content = pdf()
    taken = take_in(sent(content, "合同.PDF"))
    assert (taken.content, taken.name, taken.media_type) == (content, "合同.PDF", "application/pdf")


class TestAPhotoIsWrittenAnew:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_without_place_camera_and_comments(self, kind):
        more = {"exif": exif(), "icc_profile": b"a secret profile"}
        if kind == "PNG":
            more["pnginfo"] = PngInfo()
            more["pnginfo"].add_text("Comment", "a secret text")
            more["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>a secret text</x>")
        else:
            more |= {"comment": b"a secret text", "xmp": b"<x>a secret text</x>"}
        content = picture(kind, **more)
        assert b"Secret Camera" in content
        taken = take_in(sent(content)).content
        assert b"ecret" not in taken
        assert not opened(taken).getexif()
        assert {*opened(taken).info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    @pytest.mark.parametrize(
        "tail", [b"<script>alert(1)</script>", zipped(), b"MZ\x90\0" * 9, pdf()]
    )
    def test_without_what_hangs_on_its_end(self, kind, tail):
        assert tail not in take_in(sent(picture(kind) + tail)).content

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_upright(self, kind):
        turned = take_in(sent(picture(kind, exif=exif(tag274=6)))).content
        image = opened(turned).convert("RGB")
        assert image.size == (20, 40)
        top, bottom = image.getpixel((10, 5)), image.getpixel((10, 35))
        assert top[0] > 150 > top[2]
        assert bottom[2] > 150 > bottom[0]

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_every_kind_of_png_keeps_its_look(self, mode):
        file = io.BytesIO()
        grey = Image.new("I;16", (4, 4), 40_000)
        (grey if mode == "I;16" else opened(picture("PNG")).convert(mode)).save(file, "PNG")
        taken = opened(take_in(sent(file.getvalue(), "x.png")).content)
        assert taken.convert("RGBA").tobytes() == opened(file.getvalue()).convert("RGBA").tobytes()

    def test_a_transparent_colour_stays_transparent(self):
        content = picture("PNG", mode="P", transparency=0)
        taken = take_in(sent(content, "x.png")).content
        assert opened(taken).convert("RGBA").tobytes() == opened(content).convert("RGBA").tobytes()

    @pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
    def test_every_kind_of_jpeg_can_be_opened(self, mode):
        taken = opened(take_in(sent(picture(mode=mode))).content)
        assert (taken.size, taken.format) == ((40, 20), "JPEG")

    def test_of_a_film_the_first_picture_is_kept(self):
        frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
        file = io.BytesIO()
        frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
        taken = opened(take_in(sent(file.getvalue(), "x.png")).content)
        assert getattr(taken, "n_frames", 1) == 1
        assert taken.getpixel((0, 0))[:3] == RED

    def test_with_an_unreadable_exif_it_is_kept_as_it_lies(self):
        content = picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 20)
        assert opened(take_in(sent(content)).content).size == (40, 20)


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50


@pytest.mark.parametrize(("content", "name", "code"), [
    (b"", "empty.pdf", "empty"),
    (b"%PDF-1.7" + b"\0" * MAX_BYTES, "large.pdf", "too_big"),
    (HTML, "page.png", "kind"),
    (SVG, "drawing.png", "kind"),
    (b"  " + HTML, "page.pdf", "kind"),
    (b"GIF89a" + b"\0" * 50, "film.gif", "kind"),
    (b"MZ\x90\0" + b"\0" * 50, "invoice.pdf", "kind"),
    (zipped(), "photos.zip", "kind"),
    (zipped("big", 2**24), "bomb.png", "kind"),
    (HTML + pdf(), "behind.pdf", "kind"),
    (b"BM" + b"\0" * 50, "photo.jpg", "kind"),
    (HEIC, "IMG_0001.HEIC", "heic"),
    (HEIC, "photo.jpg", "heic"),
    (b"%PDF-1.7", "head.pdf", "broken"),
    (b"%PDF-" + HTML, "page.pdf", "broken"),
    (pdf()[:-30], "cut.pdf", "broken"),
    (pdf() + HTML, "more.pdf", "broken"),
    (pdf() + zipped(), "more.pdf", "broken"),
    (picture()[:-100], "cut.jpg", "broken"),
    (picture("PNG", size=(400, 400))[:-60], "cut.png", "broken"),
    (picture()[:3], "head.jpg", "broken"),
    (b"\xff\xd8\xff" + HTML, "page.jpg", "broken"),
    (b"\x89PNG\r\n\x1a\n" + SVG, "drawing.png", "broken"),
    (png_of(0, 0), "nothing.png", "broken"),
    (png_of(100, 100, b"\0" * 50), "short.png", "broken"),
    (png_of(8000, 8000), "bomb.png", "pixels"),
    (png_of(30_000, 30_000), "bomb.png", "pixels"),
    (png_of(2**31 - 1, 1000), "bomb.png", "pixels"),
])  # fmt: skip
def test_what_is_refused_is_named(content, name, code):
    found, message = refusal(content, name)
    assert (found, f"“{name}”" in message) == (code, True)


def test_a_library_that_tolerates_cut_off_pictures_does_not_change_that(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    assert refusal(picture()[:-60], "cut.jpg")[0] == "broken"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_as_large_as_may_be_is_taken():
    content = pdf()
    filled = content[:9] + b"%" * (MAX_BYTES - len(content) - 1) + b"\n" + content[9:]
    assert len(filled) == MAX_BYTES
    assert len(take_in(sent(filled, "x.pdf")).content) == MAX_BYTES


def test_a_bomb_is_refused_before_it_is_unfolded(monkeypatch):
    """100 KB that would take 300 MB: only the head is read."""
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unfolded"))
    bomb = png_of(10_000, 10_000, b"\0" * 30_001)
    assert refusal(bomb, "bomb.png")[0] == "pixels"


def test_as_many_pixels_as_may_be_are_taken(monkeypatch):
    monkeypatch.setattr(images, "PIXELS", 800)
    assert take_in(sent(picture(size=(40, 20))))
    assert refusal(picture(size=(40, 21)))[0] == "pixels"


def test_a_bomb_of_text_in_a_png_is_refused():
    info = PngInfo()
    info.add_text("Comment", "x" * 10_000_000, zip=True)
    content = picture("PNG", pnginfo=info)
    assert len(content) < 100_000
    assert refusal(content, "bomb.png")[0] == "broken"


@pytest.mark.parametrize(("given", "name"), [
    ("photo.jpg", "photo.jpg"),
    ("../../x", "x"),
    ("..\\..\\windows\\x.pdf", "x.pdf"),
    ("/etc/passwd", "passwd"),
    ("C:\\fakepath\\发票 2026.pdf", "发票 2026.pdf"),
    ("a\u202egpj.exe", "agpj.exe"),
    ("a\u2066b\u2069\u200f.pdf", "ab.pdf"),
    ("a\u200b\ufeff.pdf", "a.pdf"),
    ("line\r\nX-Evil: 1.pdf", "lineX-Evil: 1.pdf"),
    ("nul\0.pdf", "nul.pdf"),
    ("a\t \u3000 b.pdf", "a b.pdf"),
    ("e\u0301.pdf", "é.pdf"),
    (".htaccess", "htaccess"),
    ("...", "file"),
    ("", "file"),
    (None, "file"),
    ("\u202e", "file"),
    ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ("x" * 300, "x" * 200),
    ("x." + "y" * 300, "x." + "y" * 198),
])  # fmt: skip
def test_a_name_is_kept_without_what_could_do_harm(given, name):
    assert clean_name(given) == name


@pytest.mark.parametrize(("content", "given", "name"), [
    (picture(), "photo.JPEG", "photo.JPEG"),
    (picture(), "photo.png", "photo.png.jpg"),
    (picture("PNG"), "photo.jpg", "photo.jpg.png"),
    (picture(), "a\u202egpj.exe", "agpj.exe.jpg"),
    (pdf(), "scan", "scan.pdf"),
    (pdf(), "page.html", "page.html.pdf"),
    (pdf(), "长" * 300, "长" * 196 + ".pdf"),
])  # fmt: skip
def test_a_name_ends_as_what_the_file_is(content, given, name):
    assert take_in(sent(content, given)).name == name


FIELD = models.FileField(upload_to="proofs/%Y/")
FIELD.set_attributes_from_name("file")


@pytest.fixture
def files(settings):
    """The names of all files that are stored."""

    def names() -> list[str]:
        folder = settings.MEDIA_ROOT
        return [str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()]

    return names


class Row:
    """What a record is to its file field."""

    def __init__(self, name: str) -> None:
        self.file = models.fields.files.FieldFile(self, FIELD, name)


def fail_with(stored: list[str]) -> None:
    assert len(stored) == 1
    raise ZeroDivisionError


class TestStoring:
    def test_under_a_name_of_our_own(self, files):
        taken = take_in(sent(picture(), "secret-name.jpg"))
        with kept(taken, FIELD) as first, kept(taken, FIELD) as second:
            pass
        assert sorted(files()) == sorted([first, second])
        assert first != second
        assert "secret-name" not in first
        assert first.startswith("proofs/20")
        assert first.endswith(".jpg")

    def test_nothing_of_it_stays_when_the_change_fails(self, files):
        with pytest.raises(ZeroDivisionError), kept(take_in(sent(picture())), FIELD):
            fail_with(files())
        assert files() == []

    @pytest.mark.django_db(transaction=True)
    def test_nor_when_the_commit_fails(self, files, monkeypatch):
        connection = transaction.get_connection()
        monkeypatch.setattr(connection, "_commit", lambda: 1 / 0)
        with (
            pytest.raises(ZeroDivisionError),
            kept(take_in(sent(picture())), FIELD),
            transaction.atomic(),
        ):
            assert len(files()) == 1
        assert files() == []

    def test_without_a_file_there_is_nothing_to_store(self, files):
        with kept(None, FIELD) as name:
            assert (name, files()) == ("", [])

    def test_a_changed_or_missing_file_is_found(self, settings):
        taken = take_in(sent(picture()))
        with kept(taken, FIELD) as name:
            row = Row(name)
        assert fault_of(row.file, taken.sha256) == ""
        path = settings.MEDIA_ROOT / name
        path.write_bytes(taken.content + b" ")
        assert fault_of(row.file, taken.sha256) == "the file is not the one that was sent"
        path.unlink()
        assert fault_of(row.file, taken.sha256) == "the file is missing"


class TestGivingOut:
    @pytest.fixture
    def row(self) -> Row:
        with kept(take_in(sent(pdf(), "x.pdf")), FIELD) as name:
            return Row(name)

    def test_to_be_saved_and_not_shown(self, row):
        answer = download(row.file, name="发票 “3”.pdf", media_type="application/pdf")
        assert PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "private" in answer["Cache-Control"]
        name = "%E5%8F%91%E7%A5%A8%20%E2%80%9C3%E2%80%9D.pdf"
        assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"

    def test_a_name_cannot_add_a_header(self, row):
        answer = download(row.file, name='x"\r\nSet-Cookie: a=b.pdf', media_type="application/pdf")
        assert "Set-Cookie" not in answer
        assert "\n" not in answer["Content-Disposition"]
        answer.close()

    def test_what_is_none_of_our_types_is_given_out_as_bytes(self, row):
        answer = download(row.file, name="x.html", media_type="text/html")
        assert answer["Content-Type"] == "application/octet-stream"
        answer.close()

    def test_a_file_that_is_gone_is_not_there(self, row, settings):
        (settings.MEDIA_ROOT / row.file.name).unlink()
        with pytest.raises(Http404):
            download(row.file, name="x.pdf", media_type="application/pdf")


class ProofForm(Form):
    proof = AttachmentField(required=False)


class TestInAForm:
    def test_its_value_is_the_checked_file(self):
        form = ProofForm({}, {"proof": sent(picture())})
        assert form.is_valid()
        assert form.cleaned_data["proof"].media_type == "image/jpeg"

    def test_it_may_be_left_out(self):
        form = ProofForm({}, {})
        assert form.is_valid()
        assert form.cleaned_data["proof"] is None

    @pytest.mark.parametrize(("content", "words"), [(b"", "is empty"), (HTML, "no PDF, JPEG")])
    def test_what_is_refused_is_said_beside_the_field(self, content, words):
        form = ProofForm({}, {"proof": sent(content, "x.jpg")})
        [message] = form.errors["proof"]
        assert words in message

    def test_it_says_what_it_takes(self):
        html = str(ProofForm()["proof"])
        assert 'accept="application/pdf,image/jpeg,image/png"' in html
        assert ProofForm().fields["proof"].help_text == "PDF, JPEG or PNG, at most 10 MB."


def test_the_words_say_how_large_a_file_may_be():
    assert attachments.MAX_BYTES == 10 * 2**20
    assert "at most 10 MB" in refusal(b"%PDF-1.7" + b"\0" * MAX_BYTES, "large.pdf")[1]
