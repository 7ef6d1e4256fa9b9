from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from channels_mgmt.core.forms import PasswordForm, SignInForm
from channels_mgmt.core.viewsets import router

sign_in = auth.LoginView.as_view(form_class=SignInForm, redirect_authenticated_user=True)
change_password = auth.PasswordChangeView.as_view(form_class=PasswordForm, success_url="/")
urlpatterns = [
    path("", include("channels_mgmt.dashboards.urls")),
    path("sign-in/", sign_in, name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("password/", change_password, name="password_change"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("dealers.urls")),
    path("", include("pricing.urls")),
    path("", include("rebates.sales.urls")),
    path("", include("rebates.urls")),
    path("imports/", include("channels_mgmt.core.imports.urls")),
    path("", include("channels_mgmt.core.job_pages")),
    path("", include("channels_mgmt.core.urls")),
]
# All pages are declared by now: the API has a route for each.
schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])
urlpatterns += [
    path("api/v1/schema/", schema, name="schema"),
    path("api/v1/", include((router().urls, "api"))),
]
