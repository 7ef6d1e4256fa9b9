from django.urls import path

from . import pages, views

app_name = "pricing"
urlpatterns = [
    path("waterfall/", views.waterfall, name="waterfall"),
    path("price-tester/", views.price_tester, name="price_tester"),
    path("observed-prices/findings/", views.observed_findings, name="observed_findings"),
    *pages.PriceObservationPages.urls("observed-prices/"),
    *pages.SKUPages.urls("products/"),
    *pages.PriceListPages.urls("price-lists/"),
    *pages.PricePages.urls("prices/"),
    *pages.PriceControlPages.urls("price-controls/"),
    *pages.ExclusivePages.urls("exclusives/"),
]
