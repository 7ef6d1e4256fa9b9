from django.urls import path

from . import pages, views
from .entries.pages import ManualEntryPages
from .people import pages as people
from .people import views as people_views

app_name = "dealers"
urlpatterns = [
    path("dealers/tree/", views.dealer_tree, name="dealer_tree"),
    path("territories/coverage/", views.territory_coverage, name="territory_coverage"),
    *pages.RegionPages.urls("regions/"),
    *pages.TierPages.urls("tiers/"),
    *pages.ProductLinePages.urls("product-lines/"),
    *pages.DealerPages.urls("dealers/"),
    *pages.TerritoryPages.urls("territories/"),
    *pages.ShopPages.urls("shops/"),
    *pages.BrandPages.urls("brand/"),
    *pages.LedgerPages.urls("ledger/"),
    *ManualEntryPages.urls("manual-entries/"),
    *people.UserPages.urls("users/"),
    *people.GrantPages.urls("grants/"),
    path("roles/", people_views.roles, name="roles"),
    path("welcome/<uidb64>/<token>/", people_views.WelcomeView.as_view(), name="welcome"),
]
