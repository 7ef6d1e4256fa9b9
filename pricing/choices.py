from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.choices import Status


class ControlMode(models.TextChoices):
    """What happens when a price leaves the band of a control."""

    MONITOR = "monitor", _("Monitor: record and report")
    BLOCK = "block", _("Block: refuse the brand's own prices at entry")
    PENALISE = "penalise", _("Penalise: open a violation (needs a legal basis)")


class LimitUnit(models.TextChoices):
    YUAN = "yuan", _("yuan a piece")
    PERCENT = "percent", _("per cent of the suggested retail price")


class ControlStatus(Status):
    PROPOSED = "proposed", "azure", _("Waiting for approval")
    IN_FORCE = "in_force", "green", _("In force")
    REFUSED = "refused", "red", _("Refused")

    @classmethod
    def moves(cls):
        return {cls.PROPOSED: {cls.IN_FORCE, cls.REFUSED}}
