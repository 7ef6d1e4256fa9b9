"""An app as second factor: set it up, its recovery codes, switch it off again."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from channels_mgmt.core.forms import take_errors
from channels_mgmt.core.second_factor import has_second_factor, needs_second_factor
from channels_mgmt.core.stepup import ask_to_confirm, confirmed

from ..forms import SetUpForm
from ..middleware import missing
from ..services import (
    add_second_factor,
    make_recovery_codes,
    recovery_codes,
    remove_second_factor,
)
from .signing_in import Refusing, gave_code


class Confirmed:
    """Only for who confirmed a moment ago: these pages tell and change what opens the account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not confirmed(request):
            return ask_to_confirm(request)
        return super().dispatch(request, *args, **kwargs)


class SecondFactorView(View):
    """Without a second factor the page that sets one up, with one what can be done to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = StateView if has_second_factor(request.user) else SetUpView
        return view.as_view()(request, *args, **kwargs)


class SetUpView(Confirmed, Refusing, FormView):
    form_class, template_name = SetUpForm, "accounts/set_up.html"

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        code, user = form.cleaned_data["code"], self.request.user
        secret = self.request.session.get(SECRET_SESSION_KEY) or get_totp_secret()
        try:
            factor = add_second_factor(user=user, secret=secret, code=code)
        except ValidationError as error:
            take_errors(form, error)
            return self.form_invalid(form)
        clear_totp_secret(self.request)
        gave_code(self.request, factor)
        messages.success(self.request, _("The second factor is set up. Keep the recovery codes."))
        return redirect("recovery_codes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        secret = get_totp_secret()
        address = get_adapter().build_totp_url(self.request.user, secret)
        return super().get_context_data(
            required=missing(self.request),
            layout="accounts/alone.html" if missing(self.request) else "base.html",
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            address=address,
            picture=segno.make(address).svg_data_uri(scale=5, border=2),
            **kwargs,
        )


class StateView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        factors = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
        context = {
            "factor": factors.get(),
            "codes_left": len(recovery_codes(request.user)),
            "required": needs_second_factor(request.access),
        }
        return render(request, "accounts/second_factor.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Switch it off."""
        if not confirmed(request):
            return ask_to_confirm(request)
        try:
            remove_second_factor(user=request.user, access=request.access)
            messages.success(request, _("The second factor is switched off."))
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect("account_sessions")


class RecoveryCodesView(Confirmed, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if not has_second_factor(request.user):
            return redirect("second_factor")
        codes = recovery_codes(request.user)
        if "download" in request.GET:
            headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
            text = "".join(f"{code}\r\n" for code in codes)
            return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
        return render(request, "accounts/recovery_codes.html", {"codes": codes})

    def post(self, request: HttpRequest) -> HttpResponse:
        """New codes in place of the old ones."""
        try:
            make_recovery_codes(user=request.user)
            messages.success(
                request, _("These are your new recovery codes; the old ones are void.")
            )
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect("recovery_codes")
