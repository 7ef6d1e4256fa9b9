from django.urls import path

from .views import account_view

urlpatterns = [path("dealers/<int:pk>/account/", account_view, name="dealer_account")]
