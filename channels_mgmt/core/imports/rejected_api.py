"""Rows that wait to be corrected, over HTTP."""

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ..models import RejectedRow
from ..scopes import Verb
from ..viewsets import ReasonSerializer, VerbViewSet
from .kinds import may_take_in
from .rejected import correct_row, discard_row, try_again


class CellsSerializer(serializers.Serializer):
    """The texts of the cells that are to change, by our column."""

    cells = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False)
    )


class RejectedRowViewSet(VerbViewSet):
    """Each verb answers the row as it then stands: taken in, discarded, or waiting with faults."""

    @extend_schema(request=CellsSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None) -> Response:
        """Correct cells and try the row again."""
        row = self.decidable()
        asked = CellsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        correct_row(row=row, cells=asked.validated_data["cells"], access=request.access)
        return self.answer(row)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request, pk=None) -> Response:
        """Try the row as it is again: what it named may be there by now."""
        row = self.decidable()
        try_again(batch=row.batch, row=row, access=request.access)
        return self.answer(row)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request, pk=None) -> Response:
        """Decide against the row; it stays to be seen."""
        row = self.decidable()
        return self.answer(discard_row(row=row, access=request.access, reason=self.reason()))

    def decidable(self) -> RejectedRow:
        row = self.for_verb(Verb.IMPORT_SALES)
        if not may_take_in(row.batch, self.request.access):
            raise PermissionDenied
        return row
