"""Every address of the site, from the resolver itself: a new route is tested before anybody
thinks of it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver, reverse

# Addresses that need more than the key of a row. What is neither here nor an object of a model
# with pages makes the tests fail, and asks to be put here.
ARGUMENTS = {
    "imports:template": [{"kind": "sales", "form": "csv"}, {"kind": "dealers", "form": "xlsx"}],
    "dealers:welcome": [{"uidb64": "MQ", "token": "none-such"}],
    "rebates:payoutbatch_file": [{"form": "csv"}],
    "rebates:verify": [{"number": "ST-2024-000001-NONE", "code": "0" * 12}],
}
MORE = {"imports:errors": [{"form": "csv"}, {"form": "xlsx"}]}
OF_ROW = (
    {
        name: lambda row: {"answer": row.answers.first().pk}
        for name in ("api:statements-answer-file", "rebates:statement_answer_file")
    }
    | {
        name: lambda row: {"line": row.answers.first().lines.first().pk}
        for name in ("api:statements-line-file", "rebates:statement_line_file")
    }
    | {
        name: lambda row: {"file": row.files.first().pk}
        for name in ("api:contracts-file", "dealers:contract_file")
    }
    | {
        name: lambda row: {"piece": row.evidence.exclude(file="").first().pk}
        for name in ("api:violations-evidence-file", "conduct:violation_evidence_file")
    }
)
OBJECTS = {
    "jobs:progress": "core.Job",
    "api:dealers-progress": "dealers.Dealer",
    "api:dealers-account": "dealers.Dealer",
}
# Worked out from the rows of a model, but no list of them: places of their own.
REPORTS = {"api:returns", "api:stock"}


@dataclass(frozen=True)
class Route:
    name: str
    parameters: frozenset[str]
    model: type[models.Model] | None

    @property
    def of_object(self) -> bool:
        return "pk" in self.parameters

    def addresses(self, row: models.Model | None = None) -> list[str]:
        given = ARGUMENTS.get(self.name) or MORE.get(self.name, [{}])
        key = {"pk": row.pk} if self.of_object else {}
        key |= OF_ROW[self.name](row) if self.name in OF_ROW else {}
        wanted = [key | each for each in given]
        assert {*wanted[0]} == self.parameters, f"{self.name}: say in ARGUMENTS what it needs"
        return [reverse(self.name, kwargs=each) for each in wanted]


def _walk(patterns: list, prefix: str = "", outer: frozenset[str] = frozenset()):
    for found in patterns:
        inner = outer | set(found.pattern.converters) | set(_groups(found.pattern))
        if isinstance(found, URLPattern):
            yield f"{prefix}{found.name}", frozenset(inner), found.callback
        else:
            space = f"{prefix}{found.namespace}:" if found.namespace else prefix
            yield from _walk(found.url_patterns, space, frozenset(inner))


def _groups(pattern: Any) -> dict:
    return getattr(pattern, "regex", None).groupindex if hasattr(pattern, "regex") else {}


def _model(name: str, callback: Any) -> type[models.Model] | None:
    if name in OBJECTS:
        return apps.get_model(OBJECTS[name])
    if name in REPORTS:
        return None
    holder = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    pages = getattr(callback, "view_initkwargs", {}).get("pages") or getattr(holder, "pages", None)
    return pages.model if pages else None


def routes() -> list[Route]:
    found = {}
    for name, parameters, callback in _walk(get_resolver().url_patterns):
        found[name] = Route(name, parameters, _model(name, callback))
    return sorted(found.values(), key=lambda route: route.name)
