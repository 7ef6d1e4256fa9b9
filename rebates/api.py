"""The verbs of the API; each calls the service that the page calls."""

from functools import cache, cached_property
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import ReasonSerializer, RecordViewSet, VerbViewSet

from . import wording
from .review.api import ReviewMixin
from .services.background import (
    calculate_again_in_background,
    post_run_in_background,
    start_run_in_background,
)
from .services.programmes import ProgrammeFaults, import_programmes, programme_document
from .services.reversing import reverse_run
from .services.runs import approve_run, discard_run, require
from .services.sight import Sight
from .services.terms import document_of
from .services.versions import approve_version, withdraw_version

COUNTED = "Dealers and shops that you do not see are only counted."


class StartRunSerializer(serializers.Serializer):
    """`to` is exclusive; programmes and dealers are codes, none means all."""

    programmes = serializers.ListField(child=serializers.CharField(), default=list)
    dealers = serializers.ListField(child=serializers.CharField(), default=list)
    as_of = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def get_fields(self) -> dict[str, serializers.Field]:
        days = {
            "from": serializers.DateField(source="date_from"),
            "to": serializers.DateField(source="date_to"),
        }
        return days | super().get_fields()  # `from` cannot be the name of an attribute


class ProgrammeFileSerializer(serializers.Serializer):
    dry_run = serializers.BooleanField(default=False)
    document = serializers.JSONField(help_text="A programme file: {“programmes”: […]}.")


class ProgrammeViewSet(VerbViewSet):
    @extend_schema(responses=dict)
    @action(detail=True)
    def document(self, request: Request, pk: int) -> Response:
        """The programme with its versions, as it stands in a programme file.

        Codes of dealers and shops that you do not see are counted beside the others
        (`dealers_out_of_sight`); a document with such gaps is not taken in again.
        """
        document, sight = programme_document(self.get_object()), Sight(request.access.scope)
        document["versions"] = [sight.version(each) for each in document["versions"]]
        return Response({"programmes": [document]})

    @extend_schema(request=ProgrammeFileSerializer, responses=dict)
    @action(detail=False, methods=["post"], url_path="import", url_name="import")
    def import_file(self, request: Request) -> Response:
        """Take in a programme file; its versions are drafts that another person approves."""
        require(request.access, Verb.CHANGE_PROGRAMMES)
        form = ProgrammeFileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            result = import_programmes(access=request.access, **form.validated_data)
        except ProgrammeFaults as error:
            return Response({"errors": error.as_json()}, status=status.HTTP_400_BAD_REQUEST)
        return Response(
            {
                "dry_run": result.dry_run,
                "programmes": result.programmes,
                "versions": result.versions,
                "errors": [],
            }
        )


class ProgrammeVersionViewSet(VerbViewSet):
    @cached_property
    def sight(self) -> Sight:
        return Sight(self.request.access.scope)

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return with_scopes_in_sight(super().get_serializer_class())

    @extend_schema(responses=dict)
    @action(detail=True)
    def document(self, request: Request, pk: int) -> Response:
        """The version with all its parts, as it stands in a programme file."""
        return Response(self.sight.version(document_of(self.get_object())))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        version, reason = self.get_object(), self.reason()
        return self.answer(approve_version(version=version, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        version, reason = self.get_object(), self.reason()
        return self.answer(withdraw_version(version=version, access=request.access, reason=reason))


class SettlementRunViewSet(ReviewMixin):
    @extend_schema(request=StartRunSerializer)
    def create(self, request: Request) -> Response:
        """Start a settlement; a worker calculates it, and the status says how far it is."""
        require(request.access, Verb.DRAFT_RUNS)
        form = StartRunSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        run = start_run_in_background(access=request.access, **form.validated_data)
        return self.answer(run, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def calculate(self, request: Request, pk: int) -> Response:
        """Another try after a calculation that failed."""
        return self.answer(
            calculate_again_in_background(run=self.get_object(), access=request.access)
        )

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        run, reason = self.get_object(), self.reason()
        return self.answer(approve_run(run=run, access=request.access, reason=reason))

    @extend_schema(request=None, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"], url_path="post", url_name="post")
    def post_run(self, request: Request, pk: int) -> Response:
        """Begin to post; a worker goes on with it."""
        run = self.for_verb(Verb.POST_RUNS)
        require_step_up(request)
        return self.answer(post_run_in_background(run=run, access=request.access))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: int) -> Response:
        """A draft that takes back what the run posted; it is approved and posted like any other."""
        run, reason = self.get_object(), self.reason()
        reversal = reverse_run(run=run, access=request.access, reason=reason)
        return self.answer(reversal, status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: int) -> Response:
        run, reason = self.get_object(), self.reason()
        return self.answer(discard_run(run=run, access=request.access, reason=reason))


class RunLineViewSet(RecordViewSet):
    def get_serializer_class(self) -> type[serializers.Serializer]:
        return with_why(super().get_serializer_class())


@cache
def with_scopes_in_sight(base: type[serializers.Serializer]) -> type[serializers.Serializer]:
    class ProgrammeVersionSerializer(base):
        scope = serializers.SerializerMethodField(help_text=COUNTED)
        target_scope = serializers.SerializerMethodField(help_text=COUNTED)
        earning_scope = serializers.SerializerMethodField(help_text=COUNTED)

        def get_scope(self, version) -> dict[str, Any]:
            return self.told("scope", version)

        def get_target_scope(self, version) -> dict[str, Any] | None:
            return self.told("target_scope", version)

        def get_earning_scope(self, version) -> dict[str, Any] | None:
            return self.told("earning_scope", version)

        def told(self, name: str, version) -> Any:
            return self.context["view"].sight.told(name, getattr(version, name))

    return ProgrammeVersionSerializer


@cache
def with_why(base: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """One class for all requests: the schema takes two of a name for a mistake."""

    class RunLineSerializer(base):
        why = serializers.SerializerMethodField()

        class Meta(base.Meta):
            fields = (*base.Meta.fields, "why")

        def get_why(self, line) -> str:
            return wording.why(line.explanation)

    return RunLineSerializer
