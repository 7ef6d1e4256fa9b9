"""A dealer of another province, and in each of its rows a word that nobody else may ever read."""

import hashlib
import io
import zipfile
from decimal import Decimal as D
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from pypdf import PdfReader

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import Job
from dealers.choices import Role
from dealers.models import Dealer, ManualEntry
from rebates.choices import AnswerKind
from rebates.models import LineAnswer, Statement, StatementAnswer, StatementDocument
from rebates.services.line_answers import keys_of
from rebates.services.terms import document_of
from tests import factories as make
from tests.papers import a_pdf
from tests.specimens import models_with_pages, specimen

CODE, SUB_CODE, SHOP, ORDER = "QZ7731", "QZ7731-SUB", "shop-qz7731", "SO-CANARY-1"
FAR = 770_000_000
"""Keys from here on stand for themselves in a text: 2 would be found everywhere."""
TEXTS = (
    CODE, SUB_CODE, SHOP, ORDER, "金丝雀商贸", "Kanarienvogel", "91330100MA2CNRY77X", "canary-erp",
    "canary-import.csv", "canary fault", "canary memo", "canary-source", "canary reason",
    "canary.person", "Kanarie Vogel", "canary.example.com", "canary job", "canary file",
    "canary dispute", "canary entry", "canary bank slip", "canary mandate", "金丝雀旗舰店",
    "canary clause", "canary annex", "canary paper",
)  # fmt: skip
AMOUNTS = ("31337.73", "41414.41", "51515.15")
OF_THE_BRAND = ("P-CANARY", "canary run")
"""What everybody on the brand side may read, and no dealer."""


def spellings(amount: str) -> tuple[str, ...]:
    """As a number, as people write it, and as it is stored."""
    value = D(amount)
    return amount, f"{value:,.2f}", str(int(value * 100)), str(int(value * 10000))


SECRETS = (*TEXTS, *(spelling for amount in AMOUNTS for spelling in spellings(amount)))


def plant(home_region) -> dict[type[models.Model], models.Model]:
    """The foreign dealer's row of each model with pages."""
    victim = make.make_dealer(
        CODE, name="金丝雀商贸有限公司", name_en="Kanarienvogel Trading",
        uscc="91330100MA2CNRY77X", home_region=home_region, ecommerce_team=True,
    )  # fmt: skip
    user = make.make_user("canary.person", full_name="Kanarie Vogel", email="c@canary.example.com")
    grant = make.make_grant(user=user, role=Role.PRINCIPAL, dealer=victim)
    record("proposed", grant, by=user, after={"role": "canary mandate"}, reason="canary reason")
    entry = ManualEntry.objects.create(
        dealer=victim, kind="payout", amount=D("31337.73"), date=make.START, created_by=user,
        reason="canary entry", reference="canary bank slip",
    )  # fmt: skip
    rows = [
        victim,
        user,
        grant,
        entry,
        make.make_territory(dealer=victim),
        record("changed", victim, by=user, after={"name": victim.name}, reason="canary reason"),
        Job.objects.create(task="work", arguments={"dealer": CODE}, error="canary job"),
        *contracted(victim),
        *sold(victim),
        *settled(victim),
    ]
    planted = {type(row): row for row in rows}
    for model in models_with_pages():
        if model not in planted:
            planted[model] = specimen(model, victim)
    for row in planted.values():
        if type(row).reach.dealer and not type(row).reach.brand:
            record("changed", row, by=user, after={"note": "canary memo"}, reason="canary reason")
    return planted


def contracted(victim: Dealer) -> list[models.Model]:
    contract = make.make_contract_with_file(
        pk=FAR + 3,
        dealer=victim,
        number=f"HT-{CODE}",
        note="canary clause",
        deposit_required=D("41414.41"),
    )
    contract.deposit_stages.create(months=6, percent=D(100))
    make.make_contract_file(contract=contract, title="canary annex", file_name="canary paper.pdf")
    target = make.make_target(dealer=victim, amount=D("51515.15"))
    enrolment = make.make_enrolment(contract=contract, programme=make.make_programme())
    return [contract, target, enrolment]


def sold(victim: Dealer) -> list[models.Model]:
    sub = make.make_dealer(SUB_CODE, name="金丝雀商贸分店", home_region=victim.home_region,
                           tier=make.make_tier("outlet"), upstream=victim)  # fmt: skip
    shop = make.make_shop(SHOP, operator=victim, name="金丝雀旗舰店",
                          url="https://canary.example.com/")  # fmt: skip
    fault = {"row": 2, "column": "sku", "value": "canary fault", "message": "-", "code": "-"}
    batch = make.make_batch(
        id=FAR + 1,
        file_name="canary-import.csv",
        status="committed",
        errors=[fault],
        amount_total=D("31337.73"),
    )
    sale = make.make_sale("31337.73", dealer=victim, counterparty=sub, order_number=ORDER,
                          source="canary-erp", batch=batch, shop=shop)  # fmt: skip
    return [shop, make.make_exclusive(shop=shop), batch, sale]


def settled(victim: Dealer) -> list[models.Model]:
    version = make.make_version(
        make.make_programme("P-CANARY"),
        scope={"kinds": ["sell_in"], "include": {"dealers": [CODE], "shops": [SHOP]}},
    )
    record("proposed", version, by=None, after=document_of(version))
    due = D("51515.15")
    line = make.make_run_line(victim, version=version, due=due, amount=due, target_measure=due,
                              earning_measure=due)  # fmt: skip
    entry = make.make_entry("41414.41", dealer=victim, memo="canary memo", source="canary-source")
    run = make.make_run(id=FAR + 2, dealers=[CODE], reason="canary run")
    statement = make.make_statement(victim, run)
    with_papers(statement, "canary file", "canary dispute")
    return [version.programme, version, line, entry, run, statement]


def with_papers(statement: Statement, title: str, words: str = "disputed") -> None:
    """The statement as PDF, and a dispute with another one."""
    pdf = a_pdf(title)
    digest = hashlib.sha256(pdf).hexdigest()
    StatementDocument.objects.create(statement=statement, language="en", pdf=pdf, sha256=digest)
    answer = StatementAnswer.objects.create(
        statement=statement, kind=AnswerKind.DISPUTED, text=words,
        file=ContentFile(pdf, "papers.pdf"), file_name=f"{title}.pdf", file_sha256=digest,
        media_type="application/pdf",
    )  # fmt: skip
    part, reference = next(iter(keys_of(statement.content)), ("movement", 1))
    LineAnswer.objects.create(
        answer=answer, part=part, reference=reference, kind=AnswerKind.DISPUTED, text=words,
        file=ContentFile(pdf, "papers.pdf"), file_name=f"{title}.pdf", file_sha256=digest,
        media_type="application/pdf",
    )  # fmt: skip


def text_of(response: Any) -> str:
    """All that a reader of the answer could find in it, whatever kind of file it is."""
    body = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    text = body.decode("utf-8", "replace") + str(dict(response.headers))
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text += "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if "application/pdf" in kind and body.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(body)).pages
        text += "".join("".join(page.extract_text().split()) for page in pages)
    if "json" in kind and body:
        text += response.content.decode("unicode_escape", "replace")
    return text


def leaks(response: Any, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    text = text_of(response)
    return [secret for secret in secrets if secret in text]
