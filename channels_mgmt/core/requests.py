"""One number for all that belongs together: a request, a run of a command, a job of the worker.

Everything recorded meanwhile carries it, so that one click's changes are found together.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The number of what is going on now, 32 hex digits; empty outside of everything."""
    return _current.get()


@contextmanager
def new_request() -> Iterator[str]:
    """A number of its own for what happens inside."""
    token = _current.set(uuid4().hex)
    try:
        yield _current.get()
    finally:
        _current.reset(token)


@contextmanager
def same_request() -> Iterator[str]:
    """The number of what this is a part of, or one of its own where it is part of nothing."""
    if request_id():
        yield request_id()
        return
    with new_request() as number:
        yield number


class RequestIdMiddleware:
    """Gives each request a number and answers it; one from outside is never believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with new_request() as number:
            response = self.get_response(request)
        response[HEADER] = number
        return response
