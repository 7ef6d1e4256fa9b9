"""The papers of many statements in one archive: what is ready, in a stable order."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.zips import Entry

from ...models import Statement, StatementAnnex, StatementDocument
from .render import LANGUAGES

BOTH, EVERYTHING = "both", "everything"
NOT_READY = "not-ready.txt"


@dataclass(frozen=True, slots=True)
class Papers:
    """Which papers of each statement are wanted."""

    languages: tuple[str, ...]
    annexes: bool = False


PAPERS = {
    **{language: Papers((language,)) for language in LANGUAGES},
    BOTH: Papers(LANGUAGES),
    EVERYTHING: Papers(LANGUAGES, annexes=True),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """How many papers of the statements are made; the rest is still with the worker."""

    statements: int
    documents: dict[str, int]  # PDFs by language
    annexes: int

    @property
    def pdfs(self) -> int:
        """Statements whose PDFs are there in every language."""
        return min(self.documents.values())

    def anything_of(self, papers: Papers) -> bool:
        pdfs = sum(self.documents[language] for language in papers.languages)
        return bool(pdfs or (papers.annexes and self.annexes))


def ready_of(statements: QuerySet[Statement]) -> Ready:
    keys = statements.order_by().values("pk")
    pdfs = StatementDocument.objects.filter(statement__in=keys)
    by_language = {
        f"n{place}": Count("pk", filter=Q(language=language))
        for place, language in enumerate(LANGUAGES)
    }
    counted = pdfs.aggregate(**by_language)
    return Ready(
        statements=statements.order_by().count(),
        documents={name: counted[f"n{place}"] for place, name in enumerate(LANGUAGES)},
        annexes=StatementAnnex.objects.filter(statement__in=keys).count(),
    )


def papers_of(statements: QuerySet[Statement], papers: Papers) -> Iterator[Entry]:
    """What is made of these statements, by number: the PDFs, then the annex; one is read at a time.

    What is not made yet is named in a text at the end.
    """
    missing, moment = [], None
    rows = statements.order_by("number", "pk").values_list("pk", "number", "issued_at")
    for pk, number, issued_at in list(rows):
        moment = timezone.localtime(issued_at)
        for language in papers.languages:
            name = f"{number}-{language}.pdf"
            pdf = _pdf(pk, language)
            if pdf is None:
                missing.append(name)
            else:
                yield name, moment, pdf
        if papers.annexes:
            if annex := StatementAnnex.objects.filter(statement=pk).first():
                yield f"{number}.xlsx", moment, annex.file.storage.open(annex.file.name)
            else:
                missing.append(f"{number}.xlsx")
    if missing:
        text = "\r\n".join([_("Not made yet, and so not in this archive:"), *missing, ""])
        yield NOT_READY, moment, b"\xef\xbb\xbf" + text.encode()


def _pdf(statement: int, language: str) -> bytes | None:
    rows = StatementDocument.objects.filter(statement=statement, language=language)
    pdf = rows.values_list("pdf", flat=True).first()
    return None if pdf is None else bytes(pdf)
