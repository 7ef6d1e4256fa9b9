"""A photo written anew: the pixels upright, and nothing else of what the file held."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from PIL import Image, ImageFile, ImageOps

PIXELS = 50_000_000  # a phone's photo has 12 to 50 million; unfolded they take up to 200 MB
KEPT = ("transparency",)  # part of the picture; the rest is about it
JPEG_QUALITY = 85


class Broken(Exception):
    """The file is no whole picture of the kind that it begins like."""


class TooManyPixels(Exception):
    """Small as a file, too large unfolded."""


def written_anew(content: bytes, pillow: str) -> bytes:
    """Decode a picture of the format that Pillow calls so, and encode it again.

    Without EXIF (its orientation is applied), profile, comments, or bytes after the end.
    Raises Broken or TooManyPixels.
    """
    try:
        return _encoded(_decoded(content, pillow), pillow)
    except (TooManyPixels, Image.DecompressionBombError):
        raise TooManyPixels from None
    except Exception:  # given hostile bytes, a decoder may raise anything
        raise Broken from None


def _decoded(content: bytes, pillow: str) -> Image.Image:
    source = io.BytesIO(content)
    with _whole_pictures_only(), Image.open(source, formats=[pillow]) as image:  # no pixel yet
        width, height = image.size
        if width * height > PIXELS:
            raise TooManyPixels
        image.load()
        upright = _upright(image)
    upright.info = {name: upright.info[name] for name in KEPT if name in upright.info}
    return upright


_one_at_a_time = Lock()


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """WeasyPrint, once loaded, makes Pillow take cut-off pictures everywhere in the process."""
    with _one_at_a_time:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held; where the EXIF is not to be read, as the pixels lie."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image.copy()


def _encoded(image: Image.Image, pillow: str) -> bytes:
    file = io.BytesIO()
    if pillow == "JPEG":
        plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
        plain.save(file, "JPEG", quality=JPEG_QUALITY)
    else:
        image.save(file, "PNG")
    return file.getvalue()
