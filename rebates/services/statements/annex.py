"""The annex of a statement: the sales behind it as XLSX, written once and kept."""

import hashlib
import tempfile
from collections.abc import Iterator

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import fault_of, stored

from ...models import Statement, StatementAnnex
from ..proof import behind
from .workbook import lines_of, write_workbook

TASK = "write_annex"  # the job that calls annex_of for one statement whose annex is large
EXTENSION = ".xlsx"
FILE = StatementAnnex._meta.get_field("file")


def annex_of(statement: Statement) -> StatementAnnex:
    """The statement's annex: written when it is first asked for, the same ever after."""
    found = StatementAnnex.objects.filter(statement=statement).first()
    return found or _write(statement)


def _write(statement: Statement) -> StatementAnnex:
    with tempfile.TemporaryFile() as file:
        written = write_workbook(statement, file)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        try:
            with stored(File(file), EXTENSION, FILE) as name, transaction.atomic():
                return StatementAnnex.objects.create(
                    statement=statement,
                    file=name,
                    sha256=sha256,
                    lines=written.lines,
                    agrees=written.agrees,
                )
        except IntegrityError:  # somebody else was quicker: that one counts
            return StatementAnnex.objects.get(statement=statement)


def has_more_sales_than(statement: Statement, limit: int) -> bool:
    """Whether the annex would have more sales lines than a request should write."""
    return sum(_counts(statement, limit)) > limit


def _counts(statement: Statement, limit: int) -> Iterator[int]:
    for _number, line in lines_of(statement):
        for each in behind(line):
            yield each.rows.order_by()[: limit + 1].count()


def annex_problems() -> Iterator[str]:
    """Every annex is still the one that was written."""
    rows = StatementAnnex.objects.select_related("statement").defer("statement__content")
    for annex in rows.iterator(chunk_size=200):
        if fault := fault_of(annex.file, annex.sha256):
            yield _("%(statement)s, annex: %(fault)s.") % {
                "statement": annex.statement.number,
                "fault": fault,
            }
