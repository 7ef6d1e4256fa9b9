"""A statement of account as rows of a file, and as a PDF."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from channels_mgmt.core.money import format_money
from channels_mgmt.core.pdf import render_pdf

from ..models import Brand
from .statement import AccountStatement

STYLESHEETS = ("dealers/account.css",)
MOST_ON_PAPER = 600  # a row takes some 15 ms: beyond that, people wait too long


def name_of(statement: AccountStatement) -> str:
    return f"account-{statement.dealer.code}-{statement.first:%Y%m%d}-{statement.last:%Y%m%d}"


def titles() -> list[str]:
    return [
        _("Account"),
        _("Date"),
        _("Posted at"),
        _("Ledger entry"),
        _("What"),
        _("Document"),
        _("Memo"),
        _("Debit"),
        _("Credit"),
        _("Balance"),
    ]


def rows(statement: AccountStatement) -> Iterator[list[Any]]:
    """Each section from its opening to its closing balance."""
    for section in statement.sections:
        whole = section.sum
        head = [str(whole.title), statement.first, None, None, _("Opening balance"), None, None]
        yield [*head, None, None, whole.opening]
        for row in section.rows:
            entry = row.entry
            yield [
                str(whole.title),
                row.day,
                entry.posted_at,
                entry.pk,
                row.what,
                row.document.label,
                entry.memo,
                row.debit or None,
                row.credit or None,
                row.balance,
            ]
        foot = [str(whole.title), statement.last, None, None, _("Closing balance"), None, None]
        yield [*foot, whole.debit, whole.credit, whole.closing]


def pdf_of(statement: AccountStatement) -> bytes:
    """In the active language. Raises ValidationError where it would be too long, PdfError where
    the system cannot make one."""
    count = sum(len(section.rows) for section in statement.sections)
    if count > MOST_ON_PAPER:
        text = _(
            "%(count)s movements are too many for paper: choose fewer days, at most %(most)s "
            "movements, or take the XLSX file."
        )
        raise ValidationError(text % {"count": count, "most": MOST_ON_PAPER}, "too_long")
    context = {"statement": statement, "brand": Brand.current(), "money": format_money}
    html = render_to_string("dealers/account_pdf.html", context)
    return render_pdf(html, stylesheets=STYLESHEETS, issued_at=statement.made_at)
