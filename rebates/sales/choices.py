from django.db import models
from django.utils.translation import gettext_lazy as _


class SaleKind(models.TextChoices):
    """From the brand to a dealer, between dealers, to the consumer, or over a web shop."""

    SELL_IN = "sell_in", _("Sell-in")
    SELL_THROUGH = "sell_through", _("Sell-through")
    SELL_OUT = "sell_out", _("Sell-out")
    ONLINE = "online", _("Online")


class ScanBy(models.TextChoices):
    """Who saw a serial; nothing where the source does not say."""

    WAREHOUSE = "warehouse", _("Warehouse")
    CONSUMER = "consumer", _("Consumer")
    INSPECTOR = "inspector", _("Inspector")
    INSTALLER = "installer", _("Installer")


class PackingMove(models.TextChoices):
    PACKED = "in", _("Packed")
    UNPACKED = "out", _("Unpacked")


class ReturnVerdict(models.TextChoices):
    """What is known of the line that a return takes back."""

    LINKED = "linked", _("Original known")
    OVER = "over", _("More returned than sold")
    UNKNOWN = "unknown", _("Names a line that is not there")
    UNNAMED = "unnamed", _("Names no original")
