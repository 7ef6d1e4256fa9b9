"""Statements: issued when a run is posted, frozen, proved, printed."""

from .content import source_of
from .issue import check_statement, issue_statement, last_statement
from .present import present
from .render import document_of, preview_pdf, render_all

__all__ = [
    "check_statement",
    "document_of",
    "issue_statement",
    "last_statement",
    "present",
    "preview_pdf",
    "render_all",
    "source_of",
]
