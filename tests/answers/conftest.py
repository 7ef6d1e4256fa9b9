import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from channels_mgmt.core.attachments import take_in
from rebates.models import Statement
from rebates.services.answers import answer_statement
from tests import factories as make


def a_photo() -> bytes:
    file, told = io.BytesIO(), Image.Exif()
    told[0x010F] = "Secret Camera"
    Image.new("RGB", (30, 20), (200, 30, 30)).save(file, "JPEG", exif=told)
    return file.getvalue()


def a_pdf() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(file)
    return file.getvalue()


def upload(content: bytes | None = None, name: str = "送货单.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_photo() if content is None else content)


@pytest.fixture
def statement(brand, dealers) -> Statement:
    """Of the dealer in Guangzhou, issued today: 15 days to answer."""
    return make.make_statement(dealers.guangzhou)


@pytest.fixture
def foreign(brand, dealers) -> Statement:
    """Of the dealer in Hangzhou."""
    return make.make_statement(dealers.hangzhou)


@pytest.fixture
def say(statement, dealer_user, hq):
    """``say("disputed")`` on the statement, by whoever says such things."""

    def said(kind: str, *, by=None, file: bytes | None = None, text: str = "少算了100元", **more):
        by = by or (hq if kind == "replied" else dealer_user)
        text = "" if kind == "confirmed" else text
        file = take_in(upload(file)) if file is not None else None
        more = {"statement": statement, "kind": kind, "access": by, "text": text} | more
        return answer_statement(file=file, **more)

    return said


@pytest.fixture
def answer(say):
    """A dispute with a photo."""
    return say("disputed", file=a_photo())
