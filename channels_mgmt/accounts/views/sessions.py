"""Where a person is signed in, and the tokens of her programs."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View
from knox.models import AuthToken

from channels_mgmt.core.stepup import ask_to_confirm, confirmed

from ..devices import device
from ..services import end_other_sessions, end_session, make_token, revoke_token


class SessionsView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = UserSession.objects.purge_and_list(request.user)
        found.sort(key=lambda session: session.created_at, reverse=True)
        sessions = [
            {"session": each, "device": device(each.user_agent), "current": each.is_current()}
            for each in found
        ]
        return render(request, "accounts/sessions.html", {"sessions": sessions})

    def post(self, request: HttpRequest) -> HttpResponse:
        """``end``: the key of a session of hers, or nothing for all but this one."""
        asked = request.POST.get("end", "")
        if not asked:
            end_other_sessions(user=request.user, keep=request.session.session_key)
            messages.success(request, _("Your other sessions ended."))
        elif asked.isdecimal() and len(asked) < 19:
            keep = request.session.session_key
            end_session(user=request.user, pk=int(asked), keep=keep)
            messages.success(request, _("The session ended."))
        return redirect("account_sessions")


class TokensView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """``revoke``: what the token begins with; without it a new one is made."""
        if key := request.POST.get("revoke", "")[:40]:
            revoke_token(user=request.user, key=key)
            messages.success(request, _("The token is revoked."))
            return redirect("account_tokens")
        if not confirmed(request):
            return ask_to_confirm(request)
        try:
            return self.show(made=make_token(user=request.user))
        except ValidationError as error:
            messages.error(request, error.message)
            return redirect("account_tokens")

    def show(self, **more: Any) -> HttpResponse:
        tokens = AuthToken.objects.filter(user=self.request.user, expiry__gt=timezone.now())
        context = {"tokens": tokens.order_by("-created"), **more}
        return render(self.request, "accounts/tokens.html", context)
