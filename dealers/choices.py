from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.choices import Status


class RegionLevel(models.TextChoices):
    COUNTRY = "country", _("Country")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")


class DealerStatus(Status):
    APPLICANT = "applicant", "azure", _("Applicant")
    ACTIVE = "active", "green", _("Active")
    SUSPENDED = "suspended", "orange", _("Suspended")
    TERMINATED = "terminated", "red", _("Terminated")

    @classmethod
    def moves(cls):
        return {
            cls.APPLICANT: {cls.ACTIVE, cls.TERMINATED},
            cls.ACTIVE: {cls.SUSPENDED, cls.TERMINATED},
            cls.SUSPENDED: {cls.ACTIVE, cls.TERMINATED},
        }


class ShopStatus(Status):
    OPEN = "open", "green", _("Open")
    SUSPENDED = "suspended", "orange", _("Suspended")
    CLOSED = "closed", "red", _("Closed")

    @classmethod
    def moves(cls):
        return {
            cls.OPEN: {cls.SUSPENDED, cls.CLOSED},
            cls.SUSPENDED: {cls.OPEN, cls.CLOSED},
        }


class ContractStatus(Status):
    DRAFT = "draft", "azure", _("Draft")
    IN_FORCE = "in_force", "green", _("Signed")
    TERMINATED = "terminated", "red", _("Ended early")

    @classmethod
    def moves(cls):
        return {cls.DRAFT: {cls.IN_FORCE}, cls.IN_FORCE: {cls.TERMINATED}}


class Silence(models.TextChoices):
    """What it means that a dealer does not answer a statement in time."""

    NOTHING = "nothing", _("Nothing: it stays unanswered")
    ACCEPTED = "accepted", _("The statement counts as accepted")


class ContractState(Status):
    """What a contract is on a day: its status, and where the day lies."""

    DRAFT = "draft", "azure", _("Draft")
    COMING = "coming", "cyan", _("Signed, begins later")
    IN_FORCE = "in_force", "green", _("In force")
    EXPIRED = "expired", "grey", _("Expired")
    ENDED_EARLY = "ended_early", "red", _("Ended early")


class Grade(models.TextChoices):
    PLATINUM = "platinum", _("Platinum")
    GOLD = "gold", _("Gold")
    SILVER = "silver", _("Silver")
    STANDARD = "standard", _("Standard")


class SalesChannel(models.TextChoices):
    """Where a sale is made: offline, or online (on a platform where it is named)."""

    OFFLINE = "offline", _("Offline")
    ONLINE = "online", _("Online, any platform")
    TMALL = "tmall", _("Tmall")
    JD = "jd", _("JD")
    PINDUODUO = "pinduoduo", _("Pinduoduo")
    DOUYIN = "douyin", _("Douyin")
    KUAISHOU = "kuaishou", _("Kuaishou")
    SUNING = "suning", _("Suning")
    VIPSHOP = "vipshop", _("Vipshop")
    WECHAT = "wechat", _("WeChat")
    OWN_SITE = "own_site", _("Own web shop")

    @classmethod
    def platforms(cls) -> list[str]:
        return [c for c in cls.values if c not in (cls.OFFLINE, cls.ONLINE)]


class Account(models.TextChoices):
    """Accounts of the ledger: those of a dealer, and the brand's that stand against them."""

    REBATES = "rebates", _("Rebates payable")
    FINES = "fines", _("Fines")
    SERVICE_FEES = "service_fees", _("Service fees")
    PAYOUTS = "payouts", _("Payouts")
    GOODS_CREDIT = "goods_credit", _("Goods credit")
    DEPOSIT = "deposit", _("Deposit")
    BRAND_REBATE_EXPENSE = "brand_rebate_expense", _("Brand: rebate expense")
    BRAND_FINE_INCOME = "brand_fine_income", _("Brand: fine income")
    BRAND_SERVICE_EXPENSE = "brand_service_expense", _("Brand: service expense")
    BRAND_CASH = "brand_cash", _("Brand: cash")
    BRAND_GOODS = "brand_goods", _("Brand: goods delivered")

    @classmethod
    def of_balance(cls) -> list["Account"]:
        """The dealer's accounts that add up to the balance: what is still to be paid out.

        The deposit is apart, and so is goods credit: that was paid out, in another form than cash.
        """
        return [cls.REBATES, cls.FINES, cls.SERVICE_FEES, cls.PAYOUTS]

    @classmethod
    def of_dealer(cls) -> list["Account"]:
        """All that are the dealer's; the others are the brand's."""
        return [*cls.of_balance(), cls.GOODS_CREDIT, cls.DEPOSIT]


class Role(models.TextChoices):
    HEADQUARTERS = "headquarters", _("Headquarters manager")
    PROVINCE = "province", _("Province manager")
    CITY = "city", _("City manager")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    PRINCIPAL = "principal", _("Dealer principal")
    CLERK = "clerk", _("Dealer clerk")


class GrantStatus(Status):
    PROPOSED = "proposed", "azure", _("Waiting for approval")
    IN_FORCE = "in_force", "green", _("In force")
    REFUSED = "refused", "red", _("Refused")
    WITHDRAWN = "withdrawn", "grey", _("Withdrawn")

    @classmethod
    def moves(cls):
        return {
            cls.PROPOSED: {cls.IN_FORCE, cls.REFUSED, cls.WITHDRAWN},
            cls.IN_FORCE: {cls.WITHDRAWN},
        }


class EntryKind(models.TextChoices):
    """What a person enters by hand; everything else is posted by settlement runs."""

    ADJUSTMENT = "adjustment", _("Adjustment of the balance")
    PAYOUT = "payout", _("Payout")
    DEPOSIT_LODGED = "deposit_lodged", _("Deposit lodged")
    DEPOSIT_TOPPED_UP = "deposit_topped_up", _("Deposit topped up")
    DEPOSIT_DRAWN = "deposit_drawn", _("Drawn from the deposit")
    DEPOSIT_REFUNDED = "deposit_refunded", _("Deposit refunded")
    CREDIT_USED = "credit_used", _("Goods credit used on an order")


class ManualEntryStatus(Status):
    PROPOSED = "proposed", "azure", _("Waiting for approval")
    POSTED = "posted", "green", _("Posted")
    REFUSED = "refused", "red", _("Refused")

    @classmethod
    def moves(cls):
        return {cls.PROPOSED: {cls.POSTED, cls.REFUSED}}


class BankAccountStatus(Status):
    PROPOSED = "proposed", "azure", _("Waiting for approval")
    IN_FORCE = "in_force", "green", _("In force")
    REFUSED = "refused", "red", _("Refused")
    REPLACED = "replaced", "grey", _("Replaced")

    @classmethod
    def moves(cls):
        return {
            cls.PROPOSED: {cls.IN_FORCE, cls.REFUSED},
            cls.IN_FORCE: {cls.REPLACED},
        }
