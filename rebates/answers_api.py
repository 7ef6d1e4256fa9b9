"""Answers to a statement by the API: the same services as on its page."""

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from .choices import AnswerKind, AnswerState
from .line_answers_api import PARSERS, AnswerRequest, AnswerSerializer, LinesMixin
from .pages.answers import file_of
from .services.answers import VERBS, answer_statement, answers_of


class StatementFields(serializers.Serializer):
    """What a statement says of its answers, beside its own columns."""

    answer = serializers.ChoiceField(choices=AnswerState.choices, read_only=True)
    answer_by = serializers.DateField(read_only=True)
    lines_in_dispute = serializers.IntegerField(
        read_only=True, help_text="Lines that were disputed one by one and wait for the brand."
    )


class AnswersMixin(LinesMixin):
    """``answers/`` reads what was said; ``confirm/``, ``dispute/`` and ``reply/`` add to it."""

    @extend_schema(responses=AnswerSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def answers(self, request: Request, pk: str | None = None) -> Response:
        """From the first to the last."""
        found = answers_of(self.get_object())
        return Response(AnswerSerializer(found, many=True, context={"request": request}).data)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path=r"answers/(?P<answer>\d{1,18})/file",
        url_name="answer-file",
        filter_backends=[],
    )
    def answer_file(self, request: Request, pk: str, answer: str) -> FileResponse:
        """The file that came with an answer; its media type is the one that the answer names."""
        return file_of(self.get_object(), int(answer))

    @extend_schema(request=None, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], filter_backends=[])
    def confirm(self, request: Request, pk: str) -> Response:
        """For the dealer; that is final."""
        return self._say(AnswerKind.CONFIRMED)

    @extend_schema(request=AnswerRequest, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], parser_classes=PARSERS, filter_backends=[])
    def dispute(self, request: Request, pk: str) -> Response:
        """For the dealer: what is wrong, and what would be right."""
        return self._say(AnswerKind.DISPUTED)

    @extend_schema(request=AnswerRequest, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], parser_classes=PARSERS, filter_backends=[])
    def reply(self, request: Request, pk: str) -> Response:
        """For the brand, to a dispute."""
        return self._say(AnswerKind.REPLIED)

    def _say(self, kind: AnswerKind) -> Response:
        statement = self.for_verb(VERBS[kind])
        said: dict[str, Any] = {}
        if kind != AnswerKind.CONFIRMED:
            form = AnswerRequest(data=self.request.data)
            form.is_valid(raise_exception=True)
            said = form.validated_data
        answer = answer_statement(
            statement=statement, kind=kind, access=self.request.access, **said
        )
        context = {"request": self.request}
        return Response(
            AnswerSerializer(answer, context=context).data, status=status.HTTP_201_CREATED
        )
