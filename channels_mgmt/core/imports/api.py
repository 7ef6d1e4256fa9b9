"""``POST /api/v1/imports/``: the same import, the same answer as the command's."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from ..viewsets import RecordViewSet
from .kinds import UnknownKind, permitted
from .service import import_file
from .uploads import check_size


class ImportRequest(serializers.Serializer):
    kind = serializers.CharField()
    file = serializers.FileField(allow_empty_file=True)
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


class RowErrorAnswer(serializers.Serializer):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


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


class ImportViewSet(RecordViewSet):
    """Imports, and taking a file in."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": ImportRequest},
        responses={
            201: ImportAnswer,
            200: OpenApiResponse(ImportAnswer, description="Nothing was written."),
            400: OpenApiResponse(ImportAnswer, description="Refused: nothing was written."),
        },
    )
    def create(self, request) -> Response:
        """Take a CSV or XLSX file in; with faults it is refused as a whole."""
        if not permitted(request.access):
            raise PermissionDenied
        asked = ImportRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        check_size(data["file"])
        try:
            report = self.take(request, **data)
        except UnknownKind as error:
            raise ValidationError({"kind": str(error)}) from None
        if report.refused:
            return Response(report.as_json(), status.HTTP_400_BAD_REQUEST)
        written = status.HTTP_201_CREATED if report.batch else status.HTTP_200_OK
        return Response(report.as_json(), written)

    def take(self, request, *, file, **options: Any):
        with tempfile.NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            return import_file(
                path=Path(copy.name), access=request.access, file_name=file.name, **options
            )
