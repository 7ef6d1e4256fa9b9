from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "rebates.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from .imports import register_kinds

        register_kinds()
