from . import pages

app_name = "pricing"
urlpatterns = [
    *pages.SKUPages.urls("products/"),
    *pages.PriceListPages.urls("price-lists/"),
    *pages.PricePages.urls("prices/"),
    *pages.ExclusivePages.urls("exclusives/"),
]
