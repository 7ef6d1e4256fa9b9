from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Products and prices")

    def ready(self) -> None:
        from channels_mgmt.core.imports.aliases import mappable
        from channels_mgmt.core.panels import register
        from dealers.models import Shop

        from . import panels
        from .imports import register_kinds
        from .models import SKU

        register_kinds()
        mappable(SKU, "unknown_sku")
        register(SKU, panels.TwinPanel)
        register(SKU, panels.PricesOutsideLifePanel)
        register(Shop, panels.HeldPanel)
