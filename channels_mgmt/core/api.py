"""What all of the API has in common: pages by cursor, and errors as the caller can use them.

REST framework loads this module while it loads itself: nothing else of it may be needed here.
"""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from rest_framework.pagination import CursorPagination as BaseCursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as base_handler


class CursorPagination(BaseCursorPagination):
    """Pages that stay right while rows are added, at the same cost however far one reads."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 1000


def problems(error: ValidationError, field: str = "") -> list[dict[str, str]]:
    """Each error by field, code and message."""
    if hasattr(error, "error_dict"):
        return [
            problem
            for name, errors in error.error_dict.items()
            for one in errors
            for problem in problems(one, "" if name == NON_FIELD_ERRORS else name)
        ]
    if len(error.error_list) > 1 or error.error_list[0] is not error:
        return [problem for one in error.error_list for problem in problems(one, field)]
    return [{"field": field, "code": error.code or "invalid", "message": error.messages[0]}]


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """A rule that a service holds is the caller's error: 400, and each problem by its field."""
    if isinstance(exc, ValidationError):
        return Response({"errors": problems(exc)}, status=400)
    return base_handler(exc, context)
