"""Files that were taken in: stored, given out to be saved, asked for on a form."""

import io

import pytest
from django.db import models, transaction
from django.http import Http404
from pypdf import PdfReader

from channels_mgmt.core import attachments
from channels_mgmt.core.attachments import (
    MAX_BYTES,
    AttachmentField,
    download,
    fault_of,
    kept,
    take_in,
)
from channels_mgmt.core.forms import Form
from tests.core.pictures import pdf, picture, sent
from tests.core.test_attachments import HTML, refusal

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
