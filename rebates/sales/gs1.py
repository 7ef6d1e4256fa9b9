"""GS1 identifiers however they are written, in one form each: pure text, no database.

EPC URIs (EPC Tag Data Standard §6.3), digital links (GS1 Digital Link URI Syntax §4) and element
strings with brackets (GS1 General Specifications §3) say the same. Kept is the element string,
``(01)10614141073464(21)2017``; what is none of these is kept as it is.
"""

import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from pricing.barcodes import check_digit

_URI = re.compile(r"urn:epc:id:([a-z]+):([0-9]+)\.([^.]*)(?:\.(.*))?", re.IGNORECASE)
_ELEMENTS = re.compile(r"\(([0-9]{2,4})\)([^()]+)(?:\((21|254)\)([^()]+))?")
_EXTENSION_OF_A_GLN = "254"
_SERIAL = "21"
# The keys that a code may begin with, and of how many digits; 0: not only digits.
_KEYS = {"00": 18, "01": 14, "414": 13, "8003": 0, "8004": 0, "8018": 18}
_GLN = re.compile(r"[0-9]{13}")
_BETWEEN_CODES = re.compile(r"[\s,;|，；、]+")


class WrongCode(ValueError):
    """A GS1 identifier that cannot be right; says why."""


def unit_code(text: str) -> str:
    """One form of the code of a unit, a carton or a pallet. Raises WrongCode."""
    found = _parts(text)
    if found is None:
        return text
    key, value, more = found
    if key == "414":
        return text
    if key == "01" and not more:
        raise WrongCode(_("“%(value)s” names a product, not a unit of it.") % {"value": text})
    return f"({key}){value}" + (f"(21){more}" if more else "")


def codes_in(text: str) -> list[str]:
    """The codes of a text, each once; between them are spaces, commas, semicolons or bars."""
    return list(dict.fromkeys(_any_code(word) for word in _BETWEEN_CODES.split(text) if word))


def _any_code(word: str) -> str:
    """What cannot be right is kept as it is: nobody is asked here."""
    try:
        return unit_code(word)
    except WrongCode:
        return word


def location_code(text: str) -> str:
    """A GLN, with “.” and its extension if there is one; another name as it is.

    Raises WrongCode.
    """
    text = text.strip()
    if _GLN.fullmatch(text):
        return _checked(text, text)
    found = _parts(text)
    if found is None or found[0] != "414":
        return text
    _key, gln, extension = found
    return f"{gln}.{extension}" if extension not in ("", "0") else gln


def gtin_of(code: str) -> str:
    """The GTIN of 14 digits in the code of a unit, as ``unit_code`` gives it; else nothing."""
    match = _ELEMENTS.fullmatch(code) if code.startswith("(01)") else None
    return match[2] if match else ""


def _parts(text: str) -> tuple[str, str, str] | None:
    """The application identifier, its value, and the serial or extension; None for no GS1 code."""
    if text.startswith("("):
        return _of_elements(text)
    lower = text[:8].lower()
    if lower.startswith("urn:epc:"):
        return _of_uri(text)
    if lower.startswith(("http://", "https://")):
        return _of_link(text)
    return None


def _of_elements(text: str) -> tuple[str, str, str] | None:
    match = _ELEMENTS.fullmatch(text)
    if match is None or match[1] not in _KEYS:
        return None
    return _known(match[1], match[2], match[4] or "", text)


def _of_link(text: str) -> tuple[str, str, str] | None:
    """The first key in the path, and the serial or extension that follows it."""
    path = re.sub(r"^[a-zA-Z]+://[^/?#]*", "", re.split(r"[?#]", text, maxsplit=1)[0])
    segments = [unquote(segment) for segment in path.split("/")[1:]]
    for place, name in enumerate(segments[:-1]):
        if name in _KEYS:
            value, rest = segments[place + 1], segments[place + 2 :]
            qualifiers = dict(zip(rest[::2], rest[1::2], strict=False))
            wanted = _EXTENSION_OF_A_GLN if name == "414" else _SERIAL
            return _known(name, value, qualifiers.get(wanted, ""), text)
    return None


def _known(key: str, value: str, more: str, text: str) -> tuple[str, str, str]:
    length = _KEYS[key]
    if key == "01":
        value = value.rjust(14, "0")
    if length:
        if len(value) != length or not (value.isascii() and value.isdecimal()):
            message = _("“%(value)s” is not a GS1 code: (%(key)s) has %(length)s digits.")
            raise WrongCode(message % {"value": text, "key": key, "length": length})
        _checked(value, text)
    return key, value, more


def _checked(digits: str, text: str) -> str:
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        message = _("“%(value)s” has a wrong check digit: %(digits)s should end in %(expected)s.")
        raise WrongCode(message % {"value": text, "digits": digits, "expected": expected})
    return digits


def _of_uri(text: str) -> tuple[str, str, str] | None:
    match = _URI.fullmatch(text)
    if match is None:
        return None
    scheme, prefix, reference, tail = match[1].lower(), match[2], match[3], match[4]
    tail = unquote(tail or "")
    match scheme:
        case "sgtin":
            body = _digits(f"{reference[:1]}{prefix}{reference[1:]}", 13, text)
            return "01", body + check_digit(body), _needed(tail, text)
        case "sscc":
            body = _digits(f"{reference[:1]}{prefix}{reference[1:]}", 17, text)
            return "00", body + check_digit(body), ""
        case "sgln":
            body = _digits(prefix + reference, 12, text)
            return "414", body + check_digit(body), tail
        case "grai":
            body = _digits(prefix + reference, 12, text)
            return "8003", f"0{body}{check_digit(body)}{_needed(tail, text)}", ""
        case "gsrn":
            body = _digits(prefix + reference, 17, text)
            return "8018", body + check_digit(body), ""
        case "giai":
            whole = reference if match[4] is None else f"{reference}.{match[4]}"
            return "8004", prefix + unquote(_needed(whole, text)), ""
    return None


def _digits(body: str, length: int, text: str) -> str:
    if len(body) != length or not (body.isascii() and body.isdecimal()):
        message = _("“%(value)s” is not an EPC: %(length)s digits are needed before its serial.")
        raise WrongCode(message % {"value": text, "length": length})
    return body


def _needed(tail: str, text: str) -> str:
    if not tail or tail == "*":
        raise WrongCode(_("“%(value)s” names a product, not a unit of it.") % {"value": text})
    return tail
