"""A file that somebody sends is what it says it is, holds nothing but what is seen, or is refused
with words that name it."""

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from channels_mgmt.core import images
from channels_mgmt.core.attachments import MAX_BYTES, clean_name, take_in
from tests.core.pictures import BLUE, RED, exif, opened, pdf, picture, png_of, sent, zipped


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
