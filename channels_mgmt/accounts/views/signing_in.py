"""Password, then code; out again; confirming who is there; another password."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from channels_mgmt.core.audit import record
from channels_mgmt.core.second_factor import has_second_factor

from ..demo import demo_code
from ..forms import CodeForm, ConfirmByPasswordForm, PasswordForm, SignInForm, too_many
from ..services import end_other_sessions


class Refusing:
    """What was refused answers 422, what was not even looked at 429."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if too_many(form) else 422
        return response


class SignInView(Refusing, auth.LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": user.username}, login)


class SignOutView(auth.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            record("signed_out", request.user, by=request.user)
        return super().post(request, *args, **kwargs)


stage_required = login_stage_required(AuthenticateStage.key, redirect_urlname="account_login")


@method_decorator(stage_required, name="dispatch")
class CodeView(Refusing, FormView):
    """The second step of signing in; she is signed in only after it."""

    form_class, template_name = CodeForm, "accounts/code.html"

    @property
    def login(self) -> Login:
        return self.request._login_stage.login

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request, "user": self.login.user}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        gave_code(self.request, form.factor)
        return self.request._login_stage.exit()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(demo_code=demo_code(self.login.user), **kwargs)


class ConfirmView(Refusing, auth.RedirectURLMixin, FormView):
    """By a code where she has a second factor, else by her password; then back (``?next=``)."""

    template_name, next_page = "accounts/confirm.html", "home"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.by_code = request.user.is_authenticated and has_second_factor(request.user)

    def get_form_class(self) -> type[Form]:
        return CodeForm if self.by_code else ConfirmByPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request, "user": self.request.user}

    def form_valid(self, form: Form) -> HttpResponse:
        if self.by_code:
            gave_code(self.request, form.factor, reauthenticated=True)
        else:
            user = self.request.user
            record_authentication(self.request, user, "password", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = demo_code(self.request.user) if self.by_code else ""
        back = self.get_redirect_url()
        return super().get_context_data(by_code=self.by_code, demo_code=code, next=back, **kwargs)


class PasswordView(Refusing, auth.PasswordChangeView):
    form_class, template_name = PasswordForm, "accounts/password.html"

    def get_success_url(self) -> str:
        return reverse("home")

    def get_form(self, form_class: type[Form] | None = None) -> PasswordForm:
        form = super().get_form(form_class)
        form.request = self.request
        return form

    @transaction.atomic
    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """The other sessions end: whoever came in by the old password is out."""
        old = self.request.session.session_key
        response = super().form_valid(form)  # gives this session a new key
        UserSession.objects.filter(session_key=old).delete()
        UserSession.objects.create_from_request(self.request)
        end_other_sessions(user=self.request.user, keep=self.request.session.session_key)
        record("password_changed", self.request.user, by=self.request.user)
        messages.success(self.request, _("Your password is changed. Your other sessions ended."))
        return response


def gave_code(request: HttpRequest, factor: Authenticator, **more: Any) -> None:
    """Keep in the session that she gave a code; the middleware and step-up read it there."""
    record_authentication(request, factor.user, "mfa", id=factor.pk, type=factor.type, **more)
