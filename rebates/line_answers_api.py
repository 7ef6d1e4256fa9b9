"""What is said of a statement and of its lines, as the API reads and takes it."""

from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from channels_mgmt.core.attachments import Attachment, take_in
from channels_mgmt.core.viewsets import RecordViewSet

from .choices import AnswerKind, AnswerState, LinePart
from .models import LineAnswer, StatementAnswer
from .pages.line_answers import kind_for, line_file_of, stated_lines
from .services.answers import TEXT_LENGTH, VERBS, answer_statement, author_of
from .services.line_answers import LineWord

PARSERS = [MultiPartParser, FormParser, JSONParser]


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.FileField):
    """A file that is sent; what is read is an address."""


class AnswerRequest(serializers.Serializer):
    """Words, and with ``multipart/form-data`` a file: PDF, JPEG or PNG, at most 10 MB."""

    text = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LENGTH)
    file = UploadField(default=None, allow_null=True, allow_empty_file=True)

    def validate_file(self, file: Any) -> Attachment | None:
        return take_in(file) if file else None


class AnswerFile(serializers.Serializer):
    name = serializers.CharField(source="file_name")
    media_type = serializers.CharField()
    sha256 = serializers.CharField(source="file_sha256")
    url = serializers.SerializerMethodField()

    def get_url(self, answer: StatementAnswer) -> str:
        request = self.context["request"]
        args = [answer.statement_id, answer.pk]
        return reverse("api:statements-answer-file", args=args, request=request)


class LineAnswerFile(AnswerFile):
    def get_url(self, said: LineAnswer) -> str:
        request, args = self.context["request"], [said.answer.statement_id, said.pk]
        return reverse("api:statements-line-file", args=args, request=request)


class LineAnswerSerializer(serializers.ModelSerializer):
    """``reference`` is the ``id`` of a line or the ``entry`` of a movement in the content."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = LineAnswer
        fields = ("id", "part", "reference", "kind", "text", "file")
        read_only_fields = fields

    @extend_schema_field(LineAnswerFile(allow_null=True))
    def get_file(self, said: LineAnswer) -> dict[str, Any] | None:
        return LineAnswerFile(said, context=self.context).data if said.file else None


class AnswerSerializer(serializers.ModelSerializer):
    """``by`` is a person's name; to a dealer, the people of the brand have the brand's."""

    by = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()

    lines = LineAnswerSerializer(many=True)

    class Meta:
        model = StatementAnswer
        fields = ("id", "kind", "text", "by", "at", "file", "lines")
        read_only_fields = fields

    def get_by(self, answer: StatementAnswer) -> str:
        return author_of(answer, self.context["request"].access.scope)

    @extend_schema_field(AnswerFile(allow_null=True))
    def get_file(self, answer: StatementAnswer) -> dict[str, Any] | None:
        return AnswerFile(answer, context=self.context).data if answer.file else None


class StatedLineSerializer(serializers.Serializer):
    """A line of the statement and how it stands between the dealer and the brand."""

    part = serializers.ChoiceField(choices=LinePart.choices)
    reference = serializers.IntegerField()
    what = serializers.CharField()
    amount = serializers.CharField()
    state = serializers.ChoiceField(choices=AnswerState.choices)


class LineWordRequest(serializers.Serializer):
    """``file`` is the name of a part of a ``multipart/form-data`` request that holds the file."""

    part = serializers.ChoiceField(choices=LinePart.choices)
    reference = serializers.IntegerField(min_value=0, max_value=2**63 - 1)
    kind = serializers.ChoiceField(choices=AnswerKind.choices)
    text = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LENGTH)
    file = serializers.CharField(default="", allow_blank=True, max_length=80)


class LinesRequest(serializers.Serializer):
    """In a ``multipart/form-data`` request ``lines`` is JSON text, beside the files."""

    text = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LENGTH)
    lines = LineWordRequest(many=True, allow_empty=False)


class LinesMixin(RecordViewSet):
    """``line-states/`` reads how every line stands; ``lines/`` adds to what is said of them."""

    @extend_schema(responses=StatedLineSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[], url_path="line-states")
    def line_states(self, request: Request, pk: str | None = None) -> Response:
        """Every line of the statement, in its order."""
        return Response(StatedLineSerializer(stated_lines(self.get_object()), many=True).data)

    @extend_schema(request=LinesRequest, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], parser_classes=PARSERS, filter_backends=[])
    def lines(self, request: Request, pk: str | None = None) -> Response:
        """For the dealer: dispute lines, agree with others. For the brand: reply to them."""
        kind = kind_for(self.get_object(), request.access)
        statement = self.for_verb(VERBS[kind])
        form = LinesRequest(data=self._document())
        form.is_valid(raise_exception=True)
        answer = answer_statement(
            statement=statement,
            kind=kind,
            access=request.access,
            text=form.validated_data["text"],
            lines=[self._word(each) for each in form.validated_data["lines"]],
        )
        told = AnswerSerializer(answer, context={"request": request}).data
        return Response(told, status=status.HTTP_201_CREATED)

    def _document(self) -> Any:
        data = self.request.data
        if not isinstance(data, dict) or not isinstance(data.get("lines"), str):
            return data
        text = serializers.JSONField(binary=True).run_validation(data["lines"])
        return {"text": data.get("text", ""), "lines": text}

    def _word(self, each: dict[str, Any]) -> LineWord:
        name = each.pop("file")
        sent = self.request.FILES.get(name) if name else None
        if name and sent is None:
            raise serializers.ValidationError({"file": [_("No file “%s” was sent.") % name]})
        each["kind"] = AnswerKind(each["kind"])
        return LineWord(**each, file=take_in(sent) if sent else None)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path=r"lines/(?P<line>\d{1,18})/file",
        url_name="line-file",
        filter_backends=[],
    )
    def line_file(self, request: Request, pk: str, line: str) -> FileResponse:
        """The file that came with what was said of a line."""
        return line_file_of(self.get_object(), int(line))
