from .pages import SalesLinePages

app_name = "sales"
urlpatterns = SalesLinePages.urls("sales/")
