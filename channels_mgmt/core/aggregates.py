"""Aggregates that both databases have under names of their own."""

from typing import Any

from django.db import models
from django.db.models import Value


class Joined(models.Aggregate):
    """Texts with spaces between them, in no order; None where there are none."""

    function = "STRING_AGG"
    output_field = models.TextField()

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, Value(" "), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)
