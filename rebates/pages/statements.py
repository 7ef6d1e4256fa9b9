"""Statements for people: the list, the whole statement as a page, its PDF, the API."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from channels_mgmt.core.exports import XLSX_TYPE
from channels_mgmt.core.models import Job, JobStatus
from channels_mgmt.core.pages import Download, Pages
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.pdf import PdfError
from channels_mgmt.core.scopes import Scope

from ..answers_api import AnswersMixin, StatementFields
from ..filters import StatementFilter
from ..models import FineLine, RunLine, Statement, StatementDocument
from ..models.statements import StatementQuerySet
from ..services.answers import seen_of
from ..services.statements import document_of, present
from ..services.statements.batch import EVERYTHING
from ..services.statements.present import verify_url
from ..services.statements.render import LANGUAGES, TASK, group_of
from ..tables import StatementTable
from .answers import answer_urls
from .answers_told import answer_context
from .statement_files import annex_or_wait, annex_response, file_urls

SOON = timedelta(seconds=10)  # so long the PDF is waited for; then it is made for who asks


class PdfRenderer(JSONRenderer):
    """The file as it is; an error as JSON."""

    media_type, format, charset = "application/pdf", "pdf", None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, *args, **kwargs)


class NoPdf(APIException):
    status_code = 503


@cache
def with_answers(base: type[Serializer]) -> type[Serializer]:
    """One class for all requests: the schema takes two of a name for a mistake."""

    class StatementSerializer(StatementFields, base):
        class Meta(base.Meta):
            fields = (*base.Meta.fields, *StatementFields().fields)

    return StatementSerializer


class StatementViewSet(AnswersMixin):
    def get_serializer_class(self) -> type[Serializer]:
        return with_answers(super().get_serializer_class())

    @extend_schema(
        parameters=[OpenApiParameter("lang", enum=LANGUAGES)],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    @action(detail=True, renderer_classes=[PdfRenderer])
    def pdf(self, request, pk: str | None = None) -> Response:
        """The PDF as it was issued, in one language."""
        language = request.query_params.get("lang", LANGUAGES[0])
        if language not in LANGUAGES:
            raise ValidationError({"lang": [not_a_language(language)]})
        try:
            document = document_of(statement=self.get_object(), language=language)
        except PdfError as error:
            raise NoPdf(str(error)) from None
        return Response(
            bytes(document.pdf),
            content_type=PdfRenderer.media_type,
            headers=headers_of(document),
        )

    @extend_schema(responses={(200, XLSX_TYPE): OpenApiTypes.BINARY, 202: None})
    @action(detail=True, filter_backends=[])
    def annex(self, request, pk: str | None = None) -> HttpResponseBase:
        """The sales behind the statement as XLSX; 202 while a worker writes it: ask again."""
        annex = annex_or_wait(self.get_object(), request.user, being_prepared=being_prepared)
        return annex_response(annex) if annex else Response(status=202)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def content(self, request, pk: str | None = None) -> Response:
        """Every fact that is printed; the digest is the SHA-256 of it, keys sorted, no spaces."""
        return Response(self.get_object().content)


class StatementPages(Pages):
    model, table, filterset = Statement, StatementTable, StatementFilter
    detail = ("dealer", "run", "issued_at", "previous", "digest")
    api_fields = (
        "id",
        "number",
        "run",
        "dealer",
        "previous",
        "date_from",
        "date_to",
        "opening",
        "movements",
        "closing",
        "digest",
        "issued_at",
    )
    heavy = ("content",)
    downloads = (
        Download("zip", "zh-hans", "ZIP 中文"),
        Download("zip", "en", "ZIP English"),
        Download("zip", EVERYTHING, gettext_lazy("ZIP with annexes")),
    )
    sums = ("movements",)
    viewset = StatementViewSet
    empty_hint = gettext_lazy(
        "A statement comes with every run that is posted, one for each dealer."
    )

    @classmethod
    def rows(cls, scope: Scope) -> StatementQuerySet:
        return super().rows(scope).with_answer().with_lines_in_dispute()

    @classmethod
    def fingerprint(cls, record: Statement) -> str:
        """A statement does not change; what is said of it does."""
        return seen_of(record)

    @classmethod
    def urls(cls, prefix: str) -> list:
        own = [
            path(f"{prefix}<int:pk>/", StatementDetail.as_view(pages=cls), name="statement_detail"),
            path(f"{prefix}<int:pk>/pdf/", StatementPdf.as_view(pages=cls), name="statement_pdf"),
            *answer_urls(cls, prefix),
            *file_urls(cls, prefix, being_prepared),
        ]
        return own + super().urls(prefix)


class StatementDetail(DetailView):
    """The whole statement, with the way back to the sales behind each figure."""

    def page(self, *, record: Statement, **context: Any) -> HttpResponse:
        # Pages write dates as 2026-09-30; the paper writes them out.
        dates = {"period": record.days, "answer_by": record.content["answer_by"]}
        sheet = present(record.content) | dates
        return super().page(
            record=record,
            sheet=sheet,
            explained=self.explained(record),
            fines_in_sight=self.fines_in_sight(record),
            verify_url=verify_url(record.number, record.digest),
            **answer_context(record, self.access),
            **context,
        )

    def explained(self, statement: Statement) -> set[int]:
        """The run lines that the person may open; each leads on to the sales behind its figure."""
        lines = [line["id"] for line in statement.content["lines"]]
        visible = RunLine.objects.visible_to(self.access.scope).filter(pk__in=lines)
        return set(visible.order_by().values_list("pk", flat=True))

    def fines_in_sight(self, statement: Statement) -> set[int]:
        """The fine lines that the person may open."""
        lines = [line["id"] for line in statement.content.get("fines", ())]
        visible = FineLine.objects.visible_to(self.access.scope).filter(pk__in=lines)
        return set(visible.order_by().values_list("pk", flat=True)) if lines else set()


class StatementPdf(PageView):
    """The PDF, in the browser; a page that asks again while a worker is making it."""

    template_name = "rebates/statement_waiting.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self.record()
        language = request.GET.get("lang") or get_language()
        if language not in LANGUAGES:
            return HttpResponseBadRequest(not_a_language(language))
        stored = statement.documents.filter(language=language).exists()
        if not stored and being_prepared(statement):
            return self.page(record=statement, what=_("The PDF is being prepared."))
        try:
            document = document_of(statement=statement, language=language)
        except PdfError as error:
            messages.error(request, str(error))
            return redirect(self.pages.url("detail", statement))
        return HttpResponse(
            document.pdf, content_type=PdfRenderer.media_type, headers=headers_of(document)
        )

    def get_template_names(self) -> list[str]:
        return [self.template_name]


def being_prepared(statement: Statement) -> bool:
    """Whether a worker is at it, or will be in a moment; a job that nobody takes does not count."""
    now = timezone.now()
    alive = Q(status=JobStatus.RUNNING, leased_until__gt=now)
    fresh = Q(status=JobStatus.QUEUED, attempts=0, created_at__gt=now - SOON)
    jobs = Job.objects.filter(alive | fresh, group=group_of(statement.run), task=TASK)
    return any(statement.pk in job.arguments["statements"] for job in jobs)


def headers_of(document: StatementDocument) -> dict[str, str]:
    name = f"{document.statement.number}-{document.language}.pdf"
    return {
        "Content-Disposition": content_disposition_header(False, name),
        "ETag": f'"{document.sha256}"',
    }


def not_a_language(language: str) -> str:
    return _("There is no statement in “%(language)s”; choose one of: %(languages)s.") % {
        "language": language,
        "languages": ", ".join(LANGUAGES),
    }
