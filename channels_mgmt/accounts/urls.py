"""Signing in, and what everybody sets about it for herself. Of allauth's own views none is here."""

from django.urls import path

from .views.second_factor import RecoveryCodesView, SecondFactorView
from .views.sessions import SessionsView, TokensView
from .views.signing_in import CodeView, ConfirmView, PasswordView, SignInView, SignOutView

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="login"),
    path("sign-in/", SignInView.as_view(), name="account_login"),  # as allauth calls it
    path("sign-in/code/", CodeView.as_view(), name="mfa_authenticate"),
    path("sign-out/", SignOutView.as_view(), name="logout"),
    path("password/", PasswordView.as_view(), name="password_change"),
    path("account/confirm/", ConfirmView.as_view(), name="confirm"),
    path("account/second-factor/", SecondFactorView.as_view(), name="second_factor"),
    path("account/recovery-codes/", RecoveryCodesView.as_view(), name="recovery_codes"),
    path("account/sessions/", SessionsView.as_view(), name="account_sessions"),
    path("account/tokens/", TokensView.as_view(), name="account_tokens"),
]
