"""Whether this server can answer: for load balancers and monitoring, before anything else."""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from channels_mgmt.core import job_board

PATH = "/healthz"
Handler = Callable[[HttpRequest], HttpResponse]


def health(get_response: Handler) -> Handler:
    """Answers 200 while the database answers, else 503; ``worker``: whether one is running.

    A load balancer asks by http and by address: it is neither sent to https nor held to
    ``ALLOWED_HOSTS``, and it learns nothing that is not for everybody.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request) if request.path == PATH else get_response(request)

    return middleware


def answer(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = {"database": database_answers(), "worker": worker_is_up()}
    response = JsonResponse(found, status=200 if found["database"] else 503)
    response["Cache-Control"] = "no-store"
    return response


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def worker_is_up() -> bool | None:
    """None where the cache does not answer."""
    try:
        return job_board.worker_is_up()
    except Exception:  # each cache has errors of its own
        return None
