from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import Form, Styled
from channels_mgmt.core.models import User
from channels_mgmt.core.second_factor import TOO_MANY, check_code

TOO_MANY_PASSWORDS = "too_many_login_attempts"  # as allauth calls it


def too_many(form: forms.Form) -> bool:
    """Whether it was refused unread, for the wrong tries before."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return bool(codes & {TOO_MANY, TOO_MANY_PASSWORDS})


class SignInForm(Styled, AuthenticationForm):
    """The same words for a wrong name, a wrong password and a person who was disabled."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("The user name or the password is wrong."),
    }

    def clean(self) -> dict[str, Any]:
        name, password = (self.cleaned_data.get(field) for field in ("username", "password"))
        if name and password:
            self.user_cache = get_adapter().authenticate(
                self.request, username=name, password=password
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class OwnPassword:
    """A field with the person's own password; wrong ones count as wrong sign-ins do."""

    def check(self, request: Any, user: User, password: str) -> None:
        found = get_adapter().authenticate(request, username=user.username, password=password)
        if found is None:
            raise ValidationError(_("The password is wrong."), "wrong_password")


class PasswordForm(OwnPassword, Styled, PasswordChangeForm):
    request: Any = None

    def clean_old_password(self) -> str:
        password = self.cleaned_data["old_password"]
        self.check(self.request, self.user, password)
        return password


class ConfirmByPasswordForm(OwnPassword, Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        self.fields["password"].widget.attrs["autofocus"] = True

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        self.check(self.request, self.user, password)
        return password


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attributes = {
            "autocomplete": "one-time-code",
            "autocapitalize": "off",
            "spellcheck": "false",
            "inputmode": "numeric",
        }
        super().__init__(
            label=_("One-time code"),
            max_length=20,
            widget=forms.TextInput(attrs=attributes),
            **kwargs,
        )


class CodeForm(Form):
    """A code of the app or a recovery code; it is spent when the form is valid."""

    code = CodeField(help_text=_("The six digits that your app shows now, or a recovery code."))

    def __init__(self, *args: Any, request: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.factor = check_code(request=self.request, user=self.user, code=code)
        return code


class SetUpForm(Form):
    code = CodeField(help_text=_("The six digits that the app shows for it now."))
