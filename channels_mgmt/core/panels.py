"""Upper floors show themselves on lower pages: register a panel in ``AppConfig.ready()``."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Panel:
    """A card below the facts on a record's page."""

    title: Any = ""
    template: str = ""
    order: int = 50

    def context(self, record: models.Model, request: Any) -> dict[str, Any] | None:
        """What the template needs; None when there is nothing to show this person."""
        return {}


@dataclass(frozen=True, slots=True)
class Shown:
    title: Any
    body: SafeString


_panels: dict[type[models.Model], list[Panel]] = defaultdict(list)


def register(model: type[models.Model], panel: type[Panel]) -> None:
    _panels[model].append(panel())
    _panels[model].sort(key=lambda p: p.order)


def panels_for(record: models.Model, request: Any) -> list[Shown]:
    shown = []
    for panel in _panels[type(record)]:
        context = panel.context(record, request)
        if context is not None:
            context = {"record": record, "access": request.access, **context}
            shown.append(Shown(panel.title, render_to_string(panel.template, context, request)))
    return shown
