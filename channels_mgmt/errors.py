"""The pages for what went wrong that no view shows any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from channels_mgmt.core.requests import request_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no form of ours sends."""
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """In both languages and without any query: whatever failed may fail here as well."""
    page = loader.get_template("500.html").render({"request_id": request_id()})
    return HttpResponse(page, status=500)
