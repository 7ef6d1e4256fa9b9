"""The PDF of a statement: made once in each language, from its content alone, and kept."""

import datetime
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_mgmt.core.pdf import render_pdf
from dealers.models import Dealer

from ...choices import RunStatus
from ...models import SettlementRun, Statement, StatementDocument
from .annex import annex_of
from .content import canonical, gather
from .issue import last_statement
from .present import present, verify_url

TASK = "render_statements"  # the jobs that make the PDFs of a run, each those of some statements
TEMPLATE = "rebates/statement_pdf.html"
STYLESHEETS = ("rebates/statement.css",)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
Progress = Callable[[int, int], None]
# What a run must be before there is anything to show; a posted run has real statements.
PREVIEWED = (RunStatus.DRAFT, RunStatus.APPROVED)


def document_of(*, statement: Statement, language: str) -> StatementDocument:
    """The statement's PDF in a language: made when it is first asked for, the same ever after.

    Raises PdfError where the system cannot make a sound PDF.
    """
    found = StatementDocument.objects.filter(statement=statement, language=language).first()
    if found is not None:
        return found
    pdf = pdf_of(
        content=statement.content,
        digest=statement.digest,
        issued_at=statement.issued_at,
        language=language,
    )
    try:
        with transaction.atomic():
            return StatementDocument.objects.create(
                statement=statement,
                language=language,
                pdf=pdf,
                sha256=hashlib.sha256(pdf).hexdigest(),
            )
    except IntegrityError:  # somebody else was quicker: that one counts
        return StatementDocument.objects.get(statement=statement, language=language)


def group_of(run: SettlementRun) -> str:
    """What the jobs that make the PDFs of a run have in common."""
    return f"{TASK}:{run.pk}"


def render_all(*, run: SettlementRun, progress: Progress) -> None:
    """Make every PDF of a run that is missing, telling ``progress`` how many of all are there."""
    statements = run.statements.order_by("id").values_list("pk", flat=True)
    render_documents(statements=list(statements), progress=progress)


def render_documents(*, statements: Sequence[int], progress: Progress) -> None:
    """Make what is missing of the PDFs of these statements, in every language."""
    wanted = [(statement, language) for statement in statements for language in LANGUAGES]
    stored = StatementDocument.objects.filter(statement__in=statements)
    kept = set(stored.values_list("statement", "language"))
    for done, (statement, language) in enumerate(wanted):
        progress(done, len(wanted))
        if (statement, language) not in kept:
            document_of(statement=Statement.objects.get(pk=statement), language=language)
        if language == LANGUAGES[-1]:
            # Soon, before what the filters of its lines refer to is rearranged.
            annex_of(Statement.objects.select_related("run").get(pk=statement))
    progress(len(wanted), len(wanted))


def preview_pdf(*, run: SettlementRun, dealer: Dealer, language: str) -> bytes:
    """What the statement would be if the run were posted now: marked as a draft, never stored.

    Raises ValidationError where the run has nothing to show for the dealer.
    """
    if run.status not in PREVIEWED:
        raise ValidationError(
            _("Run %(run)s is “%(status)s”: there is no statement to show.")
            % {"run": run.pk, "status": run.get_status_display()}
        )
    lines = run.lines, run.fine_lines
    if not any(rows.filter(dealer=dealer).exists() for rows in lines):
        raise ValidationError(
            _("Run %(run)s has nothing for dealer %(dealer)s.")
            % {"run": run.pk, "dealer": dealer.code}
        )
    now = timezone.now()
    facts = gather(run=run, dealer=dealer, previous=last_statement(dealer), issued_at=now)
    return pdf_of(content=facts.content, digest="", issued_at=now, language=language)


def pdf_of(
    *, content: dict[str, Any], digest: str, issued_at: datetime.datetime, language: str
) -> bytes:
    """The PDF of a content; the content itself is attached to an issued one."""
    with override(language):
        return render_pdf(
            html_of(content=content, digest=digest),
            stylesheets=STYLESHEETS,
            issued_at=issued_at,
            attachments={f"{content['number']}.json": canonical(content)} if digest else None,
        )


def html_of(*, content: dict[str, Any], digest: str) -> str:
    """The page behind the PDF, in the active language; without a digest it is a draft."""
    context = present(content) | {"digest": digest, "draft": not digest}
    if digest:
        url = verify_url(content["number"], digest)
        context |= {"verify_url": url, "qr": qr_code(url)}
    return render_to_string(TEMPLATE, context)


def qr_code(text: str) -> SafeString:
    """As SVG inside the page: nothing is loaded, and it prints sharp at any size."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # drawn from modules, none of the text is in it
