"""Every model with pages is read under ``/api/v1/``, scoped and filtered as its list is."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from rest_framework import viewsets
from rest_framework.routers import SimpleRouter

from .registry import registered
from .scopes import Verb
from .serializers import RecordSerializer
from .tables import foreign_path


class RecordViewSet(viewsets.ReadOnlyModelViewSet):
    """Reading for every model; a subclass adds verbs as ``@action`` methods calling services."""

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
        rows = self.pages.rows(self.request.access.scope)
        return rows.select_related(*filter(None, paths))

    def for_verb(self, verb: Verb) -> models.Model:
        """The record of the address: 404 out of sight, 403 where the person may not do this."""
        record = self.get_object()
        allowed = self.pages.rows(self.request.access.to(verb))
        if not allowed.filter(pk=record.pk).exists():
            raise PermissionDenied
        return record


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
