from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic.base import TemplateResponseMixin, View

from ..scopes import Access, Verb


class PageView(TemplateResponseMixin, View):
    """What the pages of a model have in common: who may come in, and to which rows."""

    pages: Any = None

    @property
    def access(self) -> Access:
        return self.request.access

    def dispatch(self, request, *args, **kwargs):
        if not self.pages.model.reach.admits(self.access.scope):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def visible(self) -> models.QuerySet:
        return self.pages.rows(self.access.scope)

    def record(self) -> models.Model:
        """The record of the address; 404 for what the person may not even know of."""
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def locked(self, verb: Verb) -> models.Model:
        """The record, locked until the end of the transaction; 403 where she may only read it."""
        self.record()
        rows = self.pages.rows(self.access.to(verb)).select_for_update(of=("self",))
        record = rows.filter(pk=self.kwargs["pk"]).first()
        if record is None:
            raise PermissionDenied
        return record

    def context(self, **more: Any) -> dict[str, Any]:
        return {"view": self, "pages": self.pages, "access": self.access, **more}

    def page(self, *, status: int = 200, **context: Any):
        return self.render_to_response(self.context(**context), status=status)

    def get_template_names(self) -> list[str]:
        """A page's own template, ``dealers/dealer_detail.html``, before the generic one."""
        meta = self.pages.model._meta
        generic = self.template_name
        own = generic.removeprefix("core/").removesuffix(".html")
        return [f"{meta.app_label}/{meta.model_name}_{own}.html", generic]
