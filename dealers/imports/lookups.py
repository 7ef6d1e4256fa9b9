"""From the codes in a file to the records there are."""

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.columns import Resolver
from channels_mgmt.core.imports.references import lookup
from channels_mgmt.core.imports.report import Fault

from ..models import Dealer, ProductLine, Region, Shop, Tier


def regions() -> Resolver:
    return lookup(
        Region, "unknown_region", lambda: _("There is no region “%(value)s”: import it first.")
    )


def product_lines() -> Resolver:
    return lookup(
        ProductLine,
        "unknown_product_line",
        lambda: _("There is no product line “%(value)s”: import it first."),
    )


def dealers() -> Resolver:
    return lookup(
        Dealer,
        "unknown_dealer",
        lambda: _("There is no dealer “%(value)s”: import it first."),
        Dealer.objects.select_related("tier"),
    )


def shops() -> Resolver:
    return lookup(
        Shop,
        "unknown_shop",
        lambda: _("There is no shop “%(value)s”: import it first."),
        Shop.objects.select_related("operator"),
    )


def tiers() -> Resolver:
    """Tiers by their codes, in capitals or not."""
    found = {tier.code.casefold(): tier for tier in Tier.objects.all()}

    def resolve(value: str) -> Tier:
        try:
            return found[value.casefold()]
        except KeyError:
            message = _("There is no tier “%(value)s”: write one of %(allowed)s.")
            allowed = ", ".join(tier.code for tier in found.values())
            raise Fault("unknown_tier", message % {"value": value, "allowed": allowed}) from None

    return resolve
