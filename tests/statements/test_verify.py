"""Is it genuine? True for the issued file and code, else false; and no more is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rebates.pages import verify
from rebates.services.statements import document_of
from rebates.services.statements.present import verify_url

ISSUED = "Yes: a statement with this number and code was issued."
UNKNOWN = "No: no statement with this number and code was issued."
TRUE = "True: this file is, byte for byte, the PDF that was issued."
FALSE = "False: this file is not the PDF that was issued."


def address(number: str, code: str) -> str:
    return reverse("rebates:verify", args=[number, code])


@pytest.fixture
def own(statement) -> str:
    return address(statement.number, statement.digest[:16])


def shown(answer) -> str:
    return answer.content.decode()


def upload(client, where: str, data: bytes) -> str:
    file = SimpleUploadedFile("statement.pdf", data, "application/pdf")
    return shown(client.post(where, {"file": file}))


def test_it_works(statement, own, client):
    answer = client.get(own)
    assert answer.status_code == 200
    assert ISSUED in shown(answer)
    assert statement.number in shown(answer)
    assert "2012-01-01 – 2012-12-31" in shown(answer)
    assert "2013-01-08" in shown(answer)


def test_it_is_the_address_that_is_printed(statement, own, settings):
    assert verify_url(statement.number, statement.digest) == settings.PUBLIC_URL + own


def test_it_tells_neither_names_nor_amounts(statement, own, client):
    text = shown(client.get(own)) + upload(client, own, b"%PDF")
    for secret in ("1,000", "1000.00", "75,000", "Pearl River", "珠江", "ANNUAL", "年度返利"):
        assert secret not in text, secret
    assert statement.digest not in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_true_for_the_issued_file(statement, own, client, language):
    document_of(statement=statement, language="zh-hans")
    pdf = bytes(document_of(statement=statement, language=language).pdf)
    assert TRUE in upload(client, own, pdf)


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1),
        lambda pdf: b"%PDF-1.7 another document",
    ],
)
def test_false_for_a_changed_one(statement, own, client, change):
    pdf = bytes(document_of(statement=statement, language="en").pdf)
    assert change(pdf) != pdf
    answer = upload(client, own, change(pdf))
    assert FALSE in answer
    assert TRUE not in answer


def test_the_digest_of_the_file_may_be_entered(statement, own, client):
    digest = document_of(statement=statement, language="en").sha256
    assert TRUE in shown(client.post(own, {"sha256": digest}))
    assert TRUE in shown(client.post(own, {"sha256": f" {digest.upper()[:32]} {digest[32:]} "}))
    assert FALSE in shown(client.post(own, {"sha256": "0" * 64}))


def test_the_file_of_another_statement_is_false(world, statement, own, client):
    other = world.post(world.run("2012Q4"), statement.dealer)
    pdf = bytes(document_of(statement=other, language="en").pdf)
    assert FALSE in upload(client, own, pdf)


def test_whatever_is_wrong_gets_the_same_answer(statement, client):
    number, code = statement.number, statement.digest[:16]
    wrong = [
        (number, "0" * 16),
        (number, code[:15]),
        (number, code + "0"),
        (number, statement.digest),
        ("ST-2012-999999-D0034", code),
        ("nonsense", "nonsense"),
        (number, "数字"),
    ]
    answers = {shown(client.get(address(*pair))).replace(*pair[:1], "") for pair in wrong}
    texts = {client.get(address(*pair)).status_code for pair in wrong}
    assert texts == {200}
    for text in answers:
        assert UNKNOWN in text
        assert ISSUED not in text


def test_a_file_proves_nothing_under_a_wrong_code(statement, client):
    pdf = bytes(document_of(statement=statement, language="en").pdf)
    answer = upload(client, address(statement.number, "0" * 16), pdf)
    assert FALSE in answer
    assert UNKNOWN in answer


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose the PDF file"),
        ({"sha256": "abc"}, "64 characters"),
        ({"sha256": "g" * 64}, "64 characters"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(own, client, data, words):
    answer = client.post(own, data)
    assert answer.status_code == 422
    assert words in shown(answer)


def test_a_file_that_is_far_too_large(own, client, monkeypatch):
    monkeypatch.setattr(verify, "LARGEST", 10)
    assert "too large" in upload(client, own, b"%PDF-1.7 and more")
