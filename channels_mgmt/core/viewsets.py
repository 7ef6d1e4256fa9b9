"""Every model with pages is read under ``/api/v1/``, scoped and filtered as its list is."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from .api import problems
from .approval import REASON_LENGTH
from .registry import registered
from .scopes import Verb
from .seen import changed_since
from .serializers import RecordSerializer
from .tables import foreign_path


class Stale(APIException):
    """The record is no longer what the caller saw."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale"


class RecordViewSet(viewsets.ReadOnlyModelViewSet):
    """Reading for every model; a subclass adds verbs as ``@action`` methods calling services.

    A record answers its ETag. A verb that is sent it back, as ``If-Match`` or as ``seen`` in the
    body, does nothing to a record that has changed since: 412.
    """

    pages: Any = None

    @property
    def filterset_class(self):
        return self.pages.filterset

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if not self.pages.model.reach.admits(request.access.scope):
            raise Http404

    def get_queryset(self) -> models.QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.pages.model._default_manager.none()
        model = self.pages.model
        paths = [foreign_path(model, [name]) for name in self.pages.api_fields]
        sets = [field.name for field in model._meta.many_to_many]
        rows = self.pages.rows(self.request.access.scope)
        rows = rows.select_related(*filter(None, paths))
        return rows.prefetch_related(*(name for name in sets if name in self.pages.api_fields))

    def dispatch(self, request, *args: Any, **kwargs: Any):
        """Between the comparison and the verb nobody changes the record."""
        if request.method in SAFE_METHODS or "pk" not in kwargs:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request, response, *args: Any, **kwargs: Any):
        found = getattr(self, "shown", None)
        if found is not None and response.status_code < 300:
            response.headers["ETag"] = f'"{self.pages.fingerprint(found)}"'
        return super().finalize_response(request, response, *args, **kwargs)

    def retrieve(self, request, *args: Any, **kwargs: Any) -> Response:
        self.shown = self.get_object()
        return Response(self.get_serializer(self.shown).data)

    def get_object(self) -> models.Model:
        record = super().get_object()
        seen = self.seen()
        if self.request.method in SAFE_METHODS or not seen:
            return record
        locked = self.get_queryset().select_for_update(of=("self",)).get(pk=record.pk)
        if self.pages.fingerprint(locked) not in seen:
            warning = changed_since(locked, self.request.access.scope)
            raise Stale({"errors": problems(warning)})
        return locked

    def seen(self) -> set[str]:
        """The states that the caller has seen, if it says so; ``*`` is any."""
        header = self.request.headers.get("If-Match", "")
        tags = {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")} - {""}
        body = self.request.data.get("seen") if isinstance(self.request.data, dict) else ""
        return set() if "*" in tags else tags | ({str(body)} if body else set())

    def for_verb(self, verb: Verb) -> models.Model:
        """The record of the address: 404 out of sight, 403 where the person may not do this."""
        record = self.get_object()
        allowed = self.pages.rows(self.request.access.to(verb))
        if not allowed.filter(pk=record.pk).exists():
            raise PermissionDenied
        return record


class ReasonSerializer(serializers.Serializer):
    """Why; and, if the caller wants to be sure, the ETag of what it saw."""

    reason = serializers.CharField(max_length=REASON_LENGTH)
    seen = serializers.CharField(required=False, default="", allow_blank=True)


class VerbViewSet(RecordViewSet):
    """Verbs that ask for a reason, and answer the record as it then stands."""

    def reason(self) -> str:
        form = ReasonSerializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return form.validated_data["reason"]

    def answer(self, record: models.Model, code: int = status.HTTP_200_OK) -> Response:
        """The record as it now stands."""
        self.shown = self.get_queryset().get(pk=record.pk)
        return Response(self.get_serializer(self.shown).data, status=code)


def serializer_of(pages: Any) -> type[RecordSerializer]:
    meta = type("Meta", (), {"model": pages.model, "fields": pages.api_fields})
    return type(f"{pages.model.__name__}Serializer", (RecordSerializer,), {"Meta": meta})


def viewset_of(pages: Any) -> type[RecordViewSet]:
    base = pages.viewset or RecordViewSet
    names = {
        "pages": pages,
        "queryset": pages.model._default_manager.none(),
        "serializer_class": base.serializer_class or serializer_of(pages),
    }
    return type(f"{pages.model.__name__}ViewSet", (base,), names)


def router() -> SimpleRouter:
    """The routes of all models whose pages are declared by now."""
    routes = SimpleRouter()
    for pages in registered():
        routes.register(pages.plural, viewset_of(pages), basename=pages.plural)
    return routes
