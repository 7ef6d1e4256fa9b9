"""Verbs on people and their roles in the API; each calls the service that its button calls."""

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from ..services import grants, people


class ConfirmedViewSet(VerbViewSet):
    def confirmed(self, verb: Verb) -> models.Model:
        """The record, for who may do this and has just confirmed who she is."""
        record = self.for_verb(verb)
        require_step_up(self.request)
        return record


class UserViewSet(ConfirmedViewSet):
    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: int) -> Response:
        """End the person's sessions and tokens at once; she cannot sign in again."""
        user, reason = self.confirmed(Verb.CHANGE_PEOPLE), self.reason()
        return self.answer(people.disable_person(user=user, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: int) -> Response:
        user, reason = self.confirmed(Verb.CHANGE_PEOPLE), self.reason()
        return self.answer(people.enable_person(user=user, access=request.access, reason=reason))


class GrantViewSet(ConfirmedViewSet):
    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """The second person puts a proposed role into force."""
        grant, reason = self.confirmed(Verb.APPROVE_PEOPLE), self.reason()
        return self.answer(grants.approve_grant(grant=grant, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: int) -> Response:
        grant, reason = self.confirmed(Verb.APPROVE_PEOPLE), self.reason()
        return self.answer(grants.refuse_grant(grant=grant, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        """Take the role away from today on."""
        grant, reason = self.confirmed(Verb.CHANGE_PEOPLE), self.reason()
        return self.answer(grants.end_grant(grant=grant, access=request.access, reason=reason))
