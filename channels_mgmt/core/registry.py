"""Every ``Pages`` class by its model: navigation, the API and the tests are made from it."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from .pages import Pages

_registry: dict[type[models.Model], type["Pages"]] = {}


def register(pages: type["Pages"]) -> None:
    _registry[pages.model] = pages


def pages_of(model: type[models.Model]) -> type["Pages"] | None:
    return _registry.get(model)


def registered() -> list[type["Pages"]]:
    return list(_registry.values())


def detail_url(record: models.Model) -> str:
    """The page of a record, or nothing where its model has none."""
    pages = pages_of(type(record))
    return pages.url("detail", record) if pages else ""
