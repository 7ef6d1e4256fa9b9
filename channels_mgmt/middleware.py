"""What every answer carries, and which requests are too large to be read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .policies import PERMISSIONS_POLICY

Handler = Callable[[HttpRequest], HttpResponse]


def answer_headers(get_response: Handler) -> Handler:
    """No page is kept by browser or proxy: on a shared phone nobody goes back to it after sign-out.

    Static files are answered before this: they are the same for everybody, and kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cache-Control"] = "private, no-store"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return middleware


def body_limit(get_response: Handler) -> Handler:
    """Refuses what is too large before a byte of it is read.

    Django bounds a form that is read as a whole, but takes files of any size, and the API reads
    its JSON by itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        limit = largest_body(request.content_type)
        if content_length(request) <= limit:
            return get_response(request)
        text = _("This is too large: at most %(limit)s MB can be sent here.")
        text %= {"limit": limit // 2**20}
        if request.path.startswith("/api/"):
            return JsonResponse({"errors": [{"code": "too_large", "message": text}]}, status=413)
        return render(request, "413.html", {"text": text}, status=413)

    return middleware


def largest_body(content_type: str) -> int:
    if content_type == "multipart/form-data":
        return settings.LARGEST_UPLOAD
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def content_length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdecimal() else 0
