"""What the system must bring for PDFs: said at the start, and insisted on before one is issued."""

import ctypes
from contextlib import suppress
from functools import cache

from django.core.checks import Tags, Warning, register
from django.utils.translation import gettext as _

CJK_FAMILY = "Noto Sans CJK SC"
FONT_PACKAGE = "fonts-noto-cjk"
# Library → the Debian package that brings it. WeasyPrint does without harfbuzz-subset, but then a
# statement takes 20 seconds instead of one.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONTCONFIG = "fontconfig"
_FILES = ("lib{}.so.0", "lib{}.so.1", "lib{}.0.dylib", "lib{}.1.dylib", "lib{}-0.dll")
_PLACES = ("", "/opt/homebrew/lib/", "/usr/local/lib/")


class _FontSet(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.c_void_p)]


def library(name: str) -> ctypes.CDLL | None:
    """The shared library as WeasyPrint would find it; loading it directly takes milliseconds."""
    for file in (place + file.format(name) for place in _PLACES for file in _FILES):
        with suppress(OSError):
            return ctypes.CDLL(file)
    return None


def has_font(family: str) -> bool:
    """Whether fontconfig knows a font of this family; without one, Chinese becomes boxes."""
    fontconfig = library(FONTCONFIG)
    if fontconfig is None:
        return False
    fontconfig.FcNameParse.restype = fontconfig.FcObjectSetCreate.restype = ctypes.c_void_p
    fontconfig.FcNameParse.argtypes = [ctypes.c_char_p]
    fontconfig.FcObjectSetAdd.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    fontconfig.FcFontList.argtypes = [ctypes.c_void_p] * 3
    fontconfig.FcFontList.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcFontSetDestroy.argtypes = [ctypes.POINTER(_FontSet)]
    fontconfig.FcPatternDestroy.argtypes = fontconfig.FcObjectSetDestroy.argtypes = [
        ctypes.c_void_p
    ]
    pattern, wanted = fontconfig.FcNameParse(family.encode()), fontconfig.FcObjectSetCreate()
    fontconfig.FcObjectSetAdd(wanted, b"family")
    found = fontconfig.FcFontList(None, pattern, wanted)
    count = found.contents.count if found else 0
    for free, thing in (
        (fontconfig.FcFontSetDestroy, found),
        (fontconfig.FcObjectSetDestroy, wanted),
        (fontconfig.FcPatternDestroy, pattern),
    ):
        if thing:
            free(thing)
    return count > 0


@cache
def missing_packages() -> tuple[str, ...]:
    """The Debian packages that PDFs need and this system lacks; looked up once a process."""
    missing = [package for name, package in LIBRARIES.items() if library(name) is None]
    if not has_font(CJK_FAMILY):
        missing.append(FONT_PACKAGE)
    return tuple(missing)


def how_to_mend(packages: tuple[str, ...]) -> str:
    return _("Install them (names of Debian): sudo apt-get install -y %(packages)s") % {
        "packages": " ".join(packages)
    }


@register(Tags.compatibility, "pdf")
def pdf_can_be_made(app_configs, **kwargs) -> list[Warning]:
    """The server runs without them; no PDF is issued."""
    packages = missing_packages()
    if not packages:
        return []
    message = _("No statement can be printed: parts of the system are missing: %(packages)s.")
    return [
        Warning(
            message % {"packages": ", ".join(packages)},
            hint=how_to_mend(packages),
            id="core.W001",
        )
    ]
