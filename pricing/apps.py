from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Products and prices")

    def ready(self) -> None:
        from .imports import register_kinds

        register_kinds()
