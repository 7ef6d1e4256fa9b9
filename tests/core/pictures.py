"""Pictures, PDFs and archives as people send them, well made and not."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

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
