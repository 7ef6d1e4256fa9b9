"""``POST /api/v1/imports/``: the same import, the same answer as the command's."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from ..scopes import Verb
from ..viewsets import ReasonSerializer, VerbViewSet
from .background import undo
from .idempotency import KEY_LENGTH, answered_once, fingerprint
from .kinds import UnknownKind, permitted
from .report import Report
from .service import import_file, import_rows
from .undoing import reverse_import
from .uploads import check_size, keep_source

MAX_ROWS = 100_000
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=(
        "A key of your own for this request, at most 200 characters. The same request under the "
        "same key is answered the same again and does nothing; another one under it is refused."
    ),
)


class ExactJSONParser(JSONParser):
    """Numbers as they are written: a float would not be exact."""

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        encoding = (parser_context or {}).get("encoding", "utf-8")
        try:
            text = stream.read().decode(encoding)
            return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError(
                {"body": [_("This is not JSON: %(why)s") % {"why": error}]}
            ) from None


def _no_number(text: str) -> None:
    raise ValueError(_("%(value)s is no number of JSON.") % {"value": text})


class ImportRequest(serializers.Serializer):
    kind = serializers.CharField()
    file = serializers.FileField(allow_empty_file=True, required=False)
    rows = serializers.JSONField(required=False, help_text="[{column: cell}], instead of a file.")
    dry_run = serializers.BooleanField(default=False)
    accept_good = serializers.BooleanField(default=False)
    mapping = serializers.JSONField(default=None, allow_null=True, binary=False)

    def validate_mapping(self, value: Any) -> dict[str, str] | None:
        value = json.loads(value) if isinstance(value, str) and value else value or None
        if value is not None and not (
            isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        ):
            raise serializers.ValidationError(_("Expected {“their header”: “our column”}."))
        return value

    def validate_rows(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise serializers.ValidationError(_("Expected a list of {“column”: “cell”}."))
        if len(value) > MAX_ROWS:
            text = _("At most %(max)s rows can be sent at once.") % {"max": f"{MAX_ROWS:,}"}
            raise serializers.ValidationError(text)
        for number, row in enumerate(value, start=2):
            for column, cell in row.items():
                if isinstance(cell, dict | list):
                    text = _("Row %(row)s, %(column)s: a cell is a text, a number or empty.")
                    raise serializers.ValidationError(text % {"row": number, "column": column})
        return value

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("file" in data) == ("rows" in data):
            text = _("Send a file (multipart/form-data) or rows (application/json).")
            raise serializers.ValidationError(text)
        if data["mapping"] and "rows" in data:
            text = _("Rows name our columns themselves: a mapping is for files.")
            raise serializers.ValidationError({"mapping": text})
        return data


class RowErrorAnswer(serializers.Serializer):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class NoticeAnswer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    count = serializers.IntegerField()
    examples = serializers.ListField()


class ImportAnswer(serializers.Serializer):
    kind = serializers.CharField()
    file_sha256 = serializers.CharField()
    rows = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    amount_total = serializers.CharField(allow_null=True)
    errors = RowErrorAnswer(many=True)
    batch = serializers.IntegerField(allow_null=True)
    notices = NoticeAnswer(many=True, required=False)


class ImportViewSet(VerbViewSet):
    """Imports, taking a file or rows in, and taking an import back."""

    parser_classes = [MultiPartParser, ExactJSONParser]

    @extend_schema(
        parameters=[KEY],
        request={"multipart/form-data": ImportRequest, "application/json": ImportRequest},
        responses={
            201: ImportAnswer,
            200: OpenApiResponse(ImportAnswer, description="Nothing was written."),
            400: OpenApiResponse(ImportAnswer, description="Refused: nothing was written."),
            422: OpenApiResponse(description="The key was used for another request."),
        },
    )
    def create(self, request) -> Response:
        """Take a CSV or XLSX file or rows in; with faults they are refused as a whole."""
        if not permitted(request.access):
            raise PermissionDenied
        asked = ImportRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        if "file" in data:
            check_size(data["file"])
        key = request.headers.get("Idempotency-Key", "").strip()
        if len(key) > KEY_LENGTH:
            text = _("An idempotency key has at most %(max)s characters.") % {"max": KEY_LENGTH}
            raise ValidationError({"Idempotency-Key": ValidationError(text, "max_length")})
        return answered_once(
            key=key,
            person=request.user,
            request_sha256=fingerprint(data) if key else "",
            answer=lambda: self.taken_in(request, data),
        )

    def taken_in(self, request, data: dict[str, Any]) -> Response:
        try:
            report = self.take(request, **data)
        except UnknownKind as error:
            raise ValidationError({"kind": str(error)}) from None
        if report.refused:
            return Response(report.as_json(), status.HTTP_400_BAD_REQUEST)
        written = status.HTTP_201_CREATED if report.batch else status.HTTP_200_OK
        return Response(report.as_json(), written)

    def take(self, request, *, file=None, rows=None, mapping=None, **options: Any) -> Report:
        if rows is not None:
            return import_rows(rows=rows, access=request.access, name="API", **options)
        with tempfile.NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            path = Path(copy.name)
            report = import_file(
                path=path,
                access=request.access,
                file_name=file.name,
                mapping=mapping,
                **options,
            )
            keep_source(report, path, file.name)
        return report

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None) -> Response:
        batch = self.for_verb(Verb.IMPORT_SALES)
        batch, _at_once = undo(batch=batch, access=request.access, reason=self.reason())
        return self.answer(batch)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request, pk=None) -> Response:
        """Answers the reversal, an import of its own."""
        batch = self.for_verb(Verb.IMPORT_SALES)
        new = reverse_import(batch=batch, access=request.access, reason=self.reason())
        return self.answer(new)
