"""Pages of rows that are no list of a model: a report, cut as the lists are."""

from typing import Any

from django.core.paginator import Page, Paginator

from .tables import numbers_around

PER_PAGE = 100


class Cut:
    """One page of rows, with the paginator's links below it (``core/pagination.html``)."""

    def __init__(self, rows: Any, asked: str | None, per_page: int = PER_PAGE) -> None:
        self.paginator = Paginator(rows, per_page)
        self.page: Page = self.paginator.get_page(asked)

    @property
    def page_numbers(self) -> list[int]:
        return numbers_around(self.page)
