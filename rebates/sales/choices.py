from django.db import models
from django.utils.translation import gettext_lazy as _


class SaleKind(models.TextChoices):
    """From the brand to a dealer, between dealers, to the consumer, or over a web shop."""

    SELL_IN = "sell_in", _("Sell-in")
    SELL_THROUGH = "sell_through", _("Sell-through")
    SELL_OUT = "sell_out", _("Sell-out")
    ONLINE = "online", _("Online")
