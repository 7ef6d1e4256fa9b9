from django.urls import path

from . import pages, views

app_name = "dealers"
urlpatterns = [
    path("dealers/tree/", views.dealer_tree, name="dealer_tree"),
    *pages.RegionPages.urls("regions/"),
    *pages.TierPages.urls("tiers/"),
    *pages.ProductLinePages.urls("product-lines/"),
    *pages.DealerPages.urls("dealers/"),
    *pages.TerritoryPages.urls("territories/"),
    *pages.ShopPages.urls("shops/"),
    *pages.BrandPages.urls("brand/"),
    *pages.LedgerPages.urls("ledger/"),
    *pages.GrantPages.urls("grants/"),
]
