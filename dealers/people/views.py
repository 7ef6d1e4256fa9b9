"""Pages for people that are no list of a model: inviting, links, the first password, the roles."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from channels_mgmt.core.forms import take_errors
from channels_mgmt.core.models import User
from channels_mgmt.core.pages.actions import ActionView
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.editing import AddView
from channels_mgmt.core.stepup import ask_to_confirm, typed_before

from ..services import grants, people
from .forms import FirstPasswordForm, GrantForm, InviteForm
from .matrix import matrix_for

SHOWN_ONCE = "welcome_link"


def keep_to_show(request: HttpRequest, welcome: people.Welcome) -> None:
    """The link waits in the session of who made it, until the page shows it, once."""
    request.session[SHOWN_ONCE] = {"person": welcome.user.pk, "path": welcome.path}
    if welcome.waits:
        text = _("A role of %(person)s waits for the approval of a second person.")
        messages.info(request, text % {"person": welcome.user})


class RoleFormView(AddView):
    """A form of its own in place of the model's: what it asks for is told to a service."""

    template_name = "dealers/role_form.html"
    form: Any = None
    title: Any = ""

    def get(self, request) -> HttpResponse:
        self.check()
        if self.unconfirmed:
            return ask_to_confirm(request)
        typed = typed_before(request)
        return self.show(self.form(typed, access=self.access, initial=request.GET.dict()))

    def post(self, request) -> HttpResponse:
        self.check()
        if self.unconfirmed:
            return ask_to_confirm(request)
        form = self.form(request.POST, access=self.access)
        if form.is_valid():
            try:
                with transaction.atomic():
                    return redirect(self.carry_out(form.asked()))
            except ValidationError as error:
                take_errors(form, error)
        return self.show(form)

    def show(self, form) -> HttpResponse:
        form.focus()
        status = 422 if self.request.method == "POST" else 200
        cancel = self.pages.url("list")
        return self.page(form=form, record=None, cancel=cancel, title=self.title, status=status)

    def carry_out(self, asked: dict[str, Any]) -> str:
        raise NotImplementedError


class InviteView(RoleFormView):
    form, title = InviteForm, _("Invite a person")

    def carry_out(self, asked: dict[str, Any]) -> str:
        welcome = people.invite_person(**asked, access=self.access)
        messages.success(self.request, _("%(record)s was added.") % {"record": welcome.user})
        keep_to_show(self.request, welcome)
        return self.pages.url("welcome", welcome.user)


class GiveRoleView(RoleFormView):
    form, title = GrantForm, _("Give a role")

    def carry_out(self, asked: dict[str, Any]) -> str:
        grant = grants.grant_role(**asked, access=self.access)
        text = _("%(record)s: %(state)s.") % {"record": grant, "state": grant.state()}
        messages.success(self.request, text)
        return self.pages.url("detail", grant)


class RenewView(ActionView):
    """The button “new link”: the link itself comes on a page of its own."""

    def run(self, record: User, reason: str) -> str:
        welcome = people.renew_link(user=record, access=self.access, reason=reason)
        keep_to_show(self.request, welcome)
        return self.pages.url("welcome", record)


class LinkView(PageView):
    """The link that was just made, to be copied: it is shown once."""

    template_name = "dealers/link.html"

    def get(self, request, pk: int) -> HttpResponse:
        kept = request.session.get(SHOWN_ONCE) or {}
        link = ""
        if kept.get("person") == pk:
            link = request.build_absolute_uri(request.session.pop(SHOWN_ONCE)["path"])
        answer = self.page(record=self.record(), link=link, days=link_days())
        add_never_cache_headers(answer)
        return answer


def link_days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400


class WelcomeView(PasswordResetConfirmView):
    """Where a person chooses her first password. A link that is wrong, used, renewed or too old is
    answered alike, whether there is such a person or not."""

    form_class = FirstPasswordForm
    token_generator = people.link_tokens
    template_name = "registration/welcome.html"
    reset_url_token = "password"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form) -> HttpResponse:
        token = self.request.session.pop("_password_reset_token", "")
        password = form.cleaned_data["new_password1"]
        try:
            people.set_first_password(user=self.user, token=token, password=password)
        except ValidationError:
            self.validlink = False
            return self.render_to_response(self.get_context_data(form=None))
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return redirect(resolve_url(settings.LOGIN_URL))

    def render_to_response(self, context: dict, **kwargs: Any) -> HttpResponse:
        status = 200 if self.validlink else 404
        return super().render_to_response(context, status=status, **kwargs)


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may do what, from the code itself."""
    scope = request.access.scope
    if scope.nothing:
        raise Http404
    return render(request, "dealers/roles.html", {"matrix": matrix_for(scope)})
