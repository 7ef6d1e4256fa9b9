from django.db import models
from django.utils.translation import gettext_lazy as _


class SaleKind(models.TextChoices):
    SELL_IN = "sell_in", _("Sell-in (brand to dealer)")
    SELL_THROUGH = "sell_through", _("Sell-through (dealer to dealer)")
    SELL_OUT = "sell_out", _("Sell-out (dealer to consumer)")
    ONLINE = "online", _("Online sale")
