from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedManager
from dealers.choices import ContractStatus


class Enrolment(models.Model):
    """A contract joins a programme, for as long as the contract holds."""

    contract = models.ForeignKey(
        "dealers.Contract",
        models.PROTECT,
        verbose_name=_("contract"),
        related_name="enrolments",
    )
    programme = models.ForeignKey(
        "rebates.Programme",
        models.PROTECT,
        verbose_name=_("programme"),
        related_name="enrolments",
    )

    bears_money = True
    reach = Reach(
        dealer="contract__dealer",
        region="contract__dealer__home_region__path",
        dealer_sees=~Q(contract__status=ContractStatus.DRAFT),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["contract__number", "programme__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "programme"],
                name="enrolment_once",
                violation_error_message=_("The contract joins this programme already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.number} · {self.programme.code}"
