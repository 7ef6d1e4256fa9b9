from django.urls import path

from .pages import SalesLinePages
from .views import price_report_page

app_name = "sales"
urlpatterns = [
    path("price-report/", price_report_page, name="price_report"),
    *SalesLinePages.urls("sales/"),
]
