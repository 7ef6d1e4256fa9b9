from django.urls import path

from .exclusives_page import exclusives_report_page
from .fact_pages import ALL
from .pages import SalesLinePages
from .returns_page import returns_page
from .stock_page import stock_page
from .views import price_report_page

app_name = "sales"
urlpatterns = [
    path("price-report/", price_report_page, name="price_report"),
    path("exclusives/report/", exclusives_report_page, name="exclusives_report"),
    path("stock/", stock_page, name="stock"),
    path("returns/", returns_page, name="returns"),
    *SalesLinePages.urls("sales/"),
    *(route for pages in ALL for route in pages.urls(f"{pages.plural}/")),
]
