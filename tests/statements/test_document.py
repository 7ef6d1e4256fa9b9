"""The PDF: made once in each language, and what it says adds up."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from decimal import Decimal as D
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from pypdf import PdfReader

from rebates.models import Statement, StatementDocument
from rebates.rules.terms import Step
from rebates.services.statements import document_of, render_all
from rebates.services.statements.content import canonical
from tests.statements.world import MOMENT, World, terms

LANGUAGES = ["zh-hans", "en"]
MONEY = r"-?[\d,]+\.\d\d"


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def rich(world, statement) -> Statement:
    """A second statement with everything on it: rebates, a zero, a fine, a deposit."""
    dealer, annual = statement.dealer, statement.run.lines.get().version
    units = world.programme("UNITS", name="新品推广", name_en="New <products>", payment_form="cash")
    run = world.run("2012Q4")
    world.line(run, dealer, annual, "8193631.5321", period="2012Q4")
    scale = terms("whole", (Step(D(50), per_unit=D(12)),), "quantity")
    world.line(run, dealer, units, "12", period="2012Q4", rules=scale)
    world.entry(dealer, "-20000", memo="窜货 2012-07-118")
    world.entry(dealer, "50000", account="deposit", key="deposit")
    return world.post(run, dealer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(rich, language):
    document = document_of(statement=rich, language=language)
    assert bytes(document.pdf).startswith(b"%PDF")
    assert document.sha256 == hashlib.sha256(document.pdf).hexdigest()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_the_pdf_says_what_the_content_says(rich, language):
    text = squeezed(text_of(document_of(statement=rich, language=language).pdf))
    with override(language):
        answer_by = date_format(MOMENT.date().replace(day=23), "DATE_FORMAT")
        title = gettext("Settlement statement")
    for part in (
        title,
        rich.number,
        rich.content["previous"],
        answer_by,
        rich.digest,
        "D0034",
        "广州珠江厨电商贸有限公司",
        "PearlRiverKitchens",
        "华厨电器股份有限公司",
        "8,193,631.53",
        "3/3",
        "244,308.95",
        "窜货2012-07-118",
        "-20,000.00",
        "50,000.00",
        "人民币贰拾贰万伍仟叁佰零捌元玖角伍分",
        "1/",
        f"/verify/{rich.number}/{rich.digest[:16]}",
    ):
        assert squeezed(part) in text, part
    assert "\ufffd" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_opening_and_lines_make_the_closing_balance_on_paper(rich, language):
    text = text_of(document_of(statement=rich, language=language).pdf)
    with override(language):
        labels = [
            gettext(name)
            for name in ("Opening balance", "Rebates in total", "Other movements in total")
        ]
        closing = gettext("Closing balance")
    printed = {
        label: D(found[-1].replace(",", ""))
        for label in (*labels, closing)
        if (found := re.findall(rf"{re.escape(label)}\s*({MONEY})", text))
    }
    assert sum(printed[label] for label in labels) == printed[closing] == rich.closing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_character_becomes_a_box(rich, language):
    """Every font in the file is Noto Sans CJK, which has them all, and is embedded."""
    reader = read(document_of(statement=rich, language=language).pdf)
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    assert {re.sub(r"^/[A-Z]{6}\+", "", font["/BaseFont"]) for font in fonts} <= {
        "Noto-Sans-CJK-SC",
        "Noto-Sans-CJK-SC-Bold",
        "Noto-Sans-CJK-SC-Regular",
    }
    for font in fonts:
        described = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile3" in described


def test_a_name_with_markup_is_only_a_name(rich):
    assert "New<products>" in squeezed(text_of(document_of(statement=rich, language="en").pdf))


def test_a_zero_says_why(rich):
    text = squeezed(text_of(document_of(statement=rich, language="en").pdf))
    assert squeezed("38 pieces short of the first step") in text


def test_a_negative_balance_says_that_nothing_is_paid_out(world):
    dealer = world.dealer()
    world.entry(dealer, "-80")
    pdf = document_of(statement=world.post(world.run(), dealer), language="en").pdf
    text = squeezed(text_of(pdf))
    assert squeezed("it is carried forward to the next statement") in text
    assert "人民币负捌拾元整" in text


def test_the_facts_are_attached_and_have_the_digest(rich):
    attached = read(document_of(statement=rich, language="zh-hans").pdf).attachments
    [facts] = attached[f"{rich.number}.json"]
    assert facts == canonical(rich.content)
    assert json.loads(facts) == rich.content
    assert hashlib.sha256(facts).hexdigest() == rich.digest


def test_it_is_made_once_and_the_same_ever_after(rich, django_assert_num_queries):
    first = document_of(statement=rich, language="en")
    with django_assert_num_queries(1):
        again = document_of(statement=rich, language="en")
    assert (again.pk, bytes(again.pdf)) == (first.pk, bytes(first.pdf))
    rich.dealer.name_en = "Another name"
    rich.dealer.save()
    assert document_of(statement=rich, language="en").sha256 == first.sha256


def test_another_process_writes_the_same_bytes(rich, tmp_path):
    (tmp_path / "content.json").write_bytes(canonical(rich.content))
    code = """
import datetime, hashlib, json, sys, django
django.setup()
from rebates.services.statements.render import pdf_of
content = json.load(open(sys.argv[1], encoding="utf-8"))
moment = datetime.datetime.fromisoformat(sys.argv[2])
pdf = pdf_of(content=content, digest=sys.argv[3], issued_at=moment, language="zh-hans")
print(hashlib.sha256(pdf).hexdigest())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "content.json", str(MOMENT), rich.digest],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "channels_mgmt.settings",
            "PYTHONPATH": ".",
            "PYTHONHASHSEED": "7",
            "TZ": "America/New_York",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == document_of(statement=rich, language="zh-hans").sha256


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_file():
    world = World()
    run, dealer = world.run(), world.dealer()
    world.line(run, dealer, world.programme(), "75000")
    statement, start, found = world.post(run, dealer), Barrier(4), []

    def ask():
        start.wait()
        found.append(document_of(statement=statement, language="en").pk)
        connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert set(found) == {StatementDocument.objects.get().pk}


def test_all_statements_of_a_run_are_rendered_with_progress(world, statement):
    world.post(statement.run, world.dealer("D0035"))
    document_of(statement=statement, language="en")
    told = []
    render_all(run=statement.run, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 4) for done in range(5)]
    assert StatementDocument.objects.filter(statement__run=statement.run).count() == 4
    render_all(run=statement.run, progress=lambda done, total: None)
    assert StatementDocument.objects.count() == 4
