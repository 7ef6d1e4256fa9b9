from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import BankAccountStatus

number_validator = RegexValidator(
    r"^[0-9][0-9-]{4,30}[0-9]$", _("An account number has 6 to 32 figures, hyphens between them.")
)
cnaps_validator = RegexValidator(r"^[0-9]{12}$", _("A CNAPS code has 12 figures."))


class BankAccount(models.Model):
    """Where a dealer's money goes: proposed by one person, in force when another approves.

    What is said of an account never changes: a change is a new row, which replaces the one in
    force. So a payment that names a row was made to just that account.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="bank_accounts",
    )
    account_name = models.CharField(_("account name"), max_length=120)
    account_number = models.CharField(
        _("account number"), max_length=32, validators=[number_validator]
    )
    bank = models.CharField(_("bank"), max_length=80)
    branch = models.CharField(
        _("branch"), max_length=120, blank=True, help_text=_("Where the account is held.")
    )
    cnaps = models.CharField(
        _("CNAPS code"), max_length=12, blank=True, validators=[cnaps_validator]
    )
    reason = models.CharField(_("reason"), max_length=500)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=BankAccountStatus,
        default=BankAccountStatus.PROPOSED,
    )
    created_by = person(_("proposed by"))
    created_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=Q(status__in=[BankAccountStatus.IN_FORCE, BankAccountStatus.REPLACED]),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dealer"],
                condition=Q(status=BankAccountStatus.IN_FORCE),
                name="bank_account_one_in_force",
            ),
            models.CheckConstraint(
                name="bank_account_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever proposed an account cannot approve it."),
            ),
            models.CheckConstraint(
                name="bank_account_in_force_was_approved",
                condition=Q(approved_at__isnull=False)
                | ~Q(status__in=[BankAccountStatus.IN_FORCE, BankAccountStatus.REPLACED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_name} {self.bank} {self.account_number}"

    @property
    def under_another_name(self) -> bool:
        """Whether the bank knows its owner by another name than the brand knows the dealer by."""
        return self.account_name not in (self.dealer.name, self.dealer.name_en)
