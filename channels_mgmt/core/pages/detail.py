"""The page of a record, and its history."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from ..display import facts, foreign
from ..history import changes_of
from ..models import TreeNode
from ..panels import panels_for
from ..seen import state_of
from .base import PageView

LATEST = 5  # changes on a record's page; its history has them all


class DetailView(PageView):
    template_name = "core/detail.html"

    def record(self) -> models.Model:
        """With the records that its facts name."""
        rows = self.visible().select_related(*foreign(self.pages.model, self.pages.detail))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, request, pk: int) -> HttpResponse:
        record = self.record()
        shown = [a for a in self.pages.actions if a.shown(record, self.access)]
        withheld = [a for a in shown if a.withheld(record, self.access)]
        return self.page(
            record=record,
            facts=facts(record, self.pages.detail, self.access.scope),
            trail=self.trail(record),
            panels=panels_for(record, request),
            changes=changes_of(record, self.access.scope, limit=LATEST),
            can_edit=self.pages.can_edit(record, self.access),
            actions=[a for a in shown if a not in withheld],
            withheld=withheld,
            seen=state_of(record),
        )

    def trail(self, record) -> list:
        """The nodes above, from the root down."""
        if not isinstance(record, TreeNode):
            return []
        codes = record.path.strip("/").split("/")[:-1]
        return list(self.visible().filter(code__in=codes).order_by("path"))


class HistoryView(PageView):
    template_name = "core/history.html"

    def get(self, request, pk: int) -> HttpResponse:
        record = self.record()
        return self.page(record=record, changes=changes_of(record, self.access.scope))
