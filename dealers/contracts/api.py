"""Contracts in the API: drafted, then signed by another person; their files."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
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
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.serializers import RecordSerializer
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from ..choices import Silence
from ..models import Contract, ContractFile, Dealer, DepositStage
from ..services.contract_files import TITLE_LENGTH, attach_file
from ..services.contracts import end_contract, save_contract, sign_contract
from ..services.renewals import renew_contract
from .attaching import file_of
from .stages import Stage

PARSERS = [MultiPartParser, FormParser, JSONParser]
NUMBER_LENGTH = Contract._meta.get_field("number").max_length


class StageSerializer(serializers.Serializer):
    """So many percent of the deposit held at the end, so many months after it."""

    months = serializers.IntegerField(min_value=0, max_value=120)
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class StageReading(RecordSerializer):
    class Meta:
        model = DepositStage
        fields = ("months", "percent")


class ContractSerializer(RecordSerializer):
    deposit_stages = StageReading(many=True, read_only=True)

    class Meta:
        model = Contract
        fields = (
            "id",
            "number",
            "dealer",
            "status",
            "valid_from",
            "valid_to",
            "deposit_required",
            "top_up_days",
            "silence_means",
            "deposit_stages",
            "renews",
            "signed_at",
            "note",
        )


class DraftSerializer(serializers.Serializer):
    """`dealer` is a code; `valid_to` is the first day after; `deposit_required` is in yuan.

    `top_up_days`: working days to lodge what a fine took from the deposit.
    """

    number = serializers.CharField(max_length=NUMBER_LENGTH)
    dealer = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, default=None)
    deposit_required = serializers.DecimalField(max_digits=19, decimal_places=2, default=0)
    top_up_days = serializers.IntegerField(min_value=0, max_value=250, default=10)
    silence_means = serializers.ChoiceField(choices=Silence.choices, default=Silence.NOTHING)
    deposit_stages = StageSerializer(many=True, default=list)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class EndSerializer(ReasonSerializer):
    last_day = serializers.DateField(help_text="The last day on which the contract holds.")


class RenewSerializer(serializers.Serializer):
    """Without a number it is made from the number of the contract that is renewed."""

    number = serializers.CharField(max_length=NUMBER_LENGTH, default="", allow_blank=True)
    targets = serializers.BooleanField(default=False)
    seen = serializers.CharField(required=False, default="", allow_blank=True)


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.FileField):
    """A file that is sent; what is read is an address."""


class AttachSerializer(serializers.Serializer):
    """As ``multipart/form-data``: PDF, JPEG or PNG, at most 10 MB."""

    title = serializers.CharField(max_length=TITLE_LENGTH, default="", allow_blank=True)
    file = UploadField(allow_empty_file=True)

    def validate_file(self, file: Any) -> Attachment:
        return take_in(file)


class FileSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="file_name")
    sha256 = serializers.CharField(source="file_sha256")
    url = serializers.SerializerMethodField()

    class Meta:
        model = ContractFile
        fields = ("id", "title", "name", "media_type", "sha256", "at", "url")
        read_only_fields = fields

    def get_url(self, appendix: ContractFile) -> str:
        args = [appendix.contract_id, appendix.pk]
        return reverse("api:contracts-file", args=args, request=self.context["request"])


class ContractViewSet(VerbViewSet):
    serializer_class = ContractSerializer

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("deposit_stages")

    @extend_schema(request=DraftSerializer, responses={201: ContractSerializer})
    def create(self, request: Request) -> Response:
        """Draft a contract; it holds when another person has signed it."""
        if not request.access.may(Verb.CHANGE_CONTRACTS):
            raise PermissionDenied
        form = DraftSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        stages = [Stage(**each) for each in data.pop("deposit_stages")]
        draft = Contract(**data | {"dealer": self.dealer(data["dealer"])})
        contract = save_contract(contract=draft, stages=stages, access=request.access)
        return self.answer(contract, status.HTTP_201_CREATED)

    def dealer(self, code: str) -> Dealer:
        found = Dealer.objects.visible_to(self.request.access.scope).filter(code=code).first()
        if found is None:
            text = _("No dealer has the code %(code)s.") % {"code": code}
            raise ValidationError({"dealer": text})
        return found

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: int) -> Response:
        """Put it into force: for another person than whoever drafted it."""
        contract, reason = self.for_verb(Verb.SIGN_CONTRACTS), self.reason()
        return self.answer(sign_contract(contract=contract, access=request.access, reason=reason))

    @extend_schema(request=EndSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        """End a signed contract before its time."""
        contract, said = self.for_verb(Verb.SIGN_CONTRACTS), self.said(EndSerializer)
        said.pop("seen")
        return self.answer(end_contract(contract=contract, access=request.access, **said))

    @extend_schema(request=RenewSerializer, responses={201: ContractSerializer})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: int) -> Response:
        """Draft a contract that begins where this one ends; the answer is the draft."""
        contract, said = self.for_verb(Verb.CHANGE_CONTRACTS), self.said(RenewSerializer)
        said.pop("seen")
        draft = renew_contract(contract=contract, access=request.access, **said)
        return self.answer(draft, status.HTTP_201_CREATED)

    @extend_schema(responses=FileSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def files(self, request: Request, pk: int) -> Response:
        """Its appendices, from the first to the last."""
        return Response(self.told(self.get_object().files.all(), many=True))

    @extend_schema(request=AttachSerializer, responses={201: FileSerializer})
    @action(detail=True, methods=["post"], parser_classes=PARSERS, filter_backends=[])
    def attach(self, request: Request, pk: int) -> Response:
        """Add an appendix."""
        contract, said = self.for_verb(Verb.CHANGE_CONTRACTS), self.said(AttachSerializer)
        appendix = attach_file(contract=contract, access=request.access, **said)
        return Response(self.told(appendix), status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path=r"files/(?P<file>\d{1,18})",
        url_name="file",
        filter_backends=[],
    )
    def file(self, request: Request, pk: int, file: str) -> FileResponse:
        """An appendix; its media type is the one that the list of files names."""
        return file_of(self.get_object(), int(file))

    def said(self, kind: type[serializers.Serializer]) -> dict[str, Any]:
        form = kind(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def told(self, found: Any, many: bool = False) -> Any:
        return FileSerializer(found, many=many, context={"request": self.request}).data
