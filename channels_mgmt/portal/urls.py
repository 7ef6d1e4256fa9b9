from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("account/", views.movements, name="movements"),
    path("rebates/", views.rebates, name="rebates"),
    path("penalties/", views.penalties, name="penalties"),
    path("territory/", views.territory, name="territory"),
    path("prices/", views.prices, name="prices"),
]
