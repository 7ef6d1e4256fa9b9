"""Programmes that contracts join."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.forms import ModelForm
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.registry import detail_url
from channels_mgmt.core.scopes import Access, ScopedQuerySet, Verb
from channels_mgmt.core.tables import FieldColumn, Table
from channels_mgmt.core.viewsets import VerbViewSet
from dealers.choices import ContractStatus
from dealers.models import Contract

from ..models import Enrolment, Programme
from ..services.enrolments import join_programme, leave_programme


class EnrolmentTable(Table):
    contract__dealer = FieldColumn(verbose_name=gettext_lazy("Dealer"))

    class Meta(Table.Meta):
        model = Enrolment
        fields = ("contract", "contract__dealer", "programme", "programme__code")


class EnrolmentFilter(FilterSet):
    search = (
        "contract__number",
        "contract__dealer__code",
        "contract__dealer__name",
        "programme__code",
        "programme__name",
    )

    class Meta:
        model = Enrolment
        fields = ("contract", "programme")


class EnrolmentForm(ModelForm):
    class Meta:
        model = Enrolment
        fields = ("contract", "programme")


def join(*, instance: Enrolment, access: Access, verb: Verb, reason: str = "") -> Enrolment:
    """What the form says, through the service."""
    return join_programme(contract=instance.contract, programme=instance.programme, access=access)


def _leave(enrolment: Enrolment, *, access: Access, reason: str) -> str:
    return detail_url(leave_programme(enrolment=enrolment, access=access))


class JoinSerializer(serializers.Serializer):
    """`contract` is a number, `programme` a code."""

    contract = serializers.CharField()
    programme = serializers.CharField()


class EnrolmentViewSet(VerbViewSet):
    @extend_schema(request=JoinSerializer)
    def create(self, request: Request) -> Response:
        """Let a draft of a contract join a programme."""
        if not request.access.may(Verb.CHANGE_CONTRACTS):
            raise PermissionDenied
        form = JoinSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        enrolment = join_programme(
            contract=self.known(Contract, "number", form.validated_data["contract"], "contract"),
            programme=self.known(Programme, "code", form.validated_data["programme"], "programme"),
            access=request.access,
        )
        return self.answer(enrolment, status.HTTP_201_CREATED)

    def known(self, model: type, column: str, value: str, name: str) -> Any:
        rows = ScopedQuerySet(model).visible_to(self.request.access.scope)
        found = rows.filter(**{column: value}).first()
        if found is None:
            raise ValidationError({name: _("“%(value)s” is not known here.") % {"value": value}})
        return found

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: int) -> Response:
        """Take the programme out of the draft again; the answer is what was taken out."""
        enrolment = self.for_verb(Verb.CHANGE_CONTRACTS)
        answer = self.get_serializer(enrolment).data
        leave_programme(enrolment=enrolment, access=request.access)
        return Response(answer)


class EnrolmentPages(Pages):
    model, table, filterset = Enrolment, EnrolmentTable, EnrolmentFilter
    form, verb, save = EnrolmentForm, Verb.CHANGE_CONTRACTS, staticmethod(join)
    viewset = EnrolmentViewSet
    empty_hint = gettext_lazy("A contract joins programmes while it is a draft.")
    actions = (
        Action(
            name="leave",
            label=gettext_lazy("Take out"),
            run=_leave,
            verb=Verb.CHANGE_CONTRACTS,
            when=lambda enrolment: enrolment.contract.status == ContractStatus.DRAFT,
            confirm=gettext_lazy("The contract joins the programme no longer."),
            tone="danger",
        ),
    )

    @classmethod
    def name(cls) -> str:
        """“Enrolment” alone is the way in which a programme chooses its dealers."""
        return _("Joined programme")

    @classmethod
    def name_plural(cls) -> str:
        return _("Joined programmes")

    @classmethod
    def rows(cls, scope: Any) -> QuerySet:
        return super().rows(scope).select_related("contract", "programme")

    @classmethod
    def can_edit(cls, record: Enrolment, access: Access) -> bool:
        """It is taken out, and another one joined."""
        return False
