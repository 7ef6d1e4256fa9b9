from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from channels_mgmt.core.tokens import SecondFactorGiven
from channels_mgmt.core.viewsets import router
from dealers.account import api as account_api
from rebates import next_steps_api, progress_api
from rebates.sales import report_api

handler400 = "channels_mgmt.errors.bad_request"
handler500 = "channels_mgmt.errors.server_error"
urlpatterns = [
    path("", include("channels_mgmt.dashboards.urls")),
    path("portal/", include("channels_mgmt.portal.urls")),
    path("", include("channels_mgmt.accounts.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("dealers.urls")),
    path("", include("pricing.urls")),
    path("", include("rebates.sales.urls")),
    path("", include("rebates.conduct.urls")),
    path("", include("rebates.urls")),
    path("imports/", include("channels_mgmt.core.imports.urls")),
    path("", include("channels_mgmt.core.job_pages")),
    path("", include("channels_mgmt.core.urls")),
]
# All pages are declared by now: the API has a route for each.
schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated, SecondFactorGiven])
apart = [
    *account_api.urlpatterns,
    *progress_api.urlpatterns,
    *next_steps_api.urlpatterns,
    *report_api.urlpatterns,
]
urlpatterns += [
    path("api/v1/schema/", schema, name="schema"),
    path("api/v1/", include(([*apart, *router().urls], "api"))),
]
