"""The brand's own prices at entry: what a control in mode ``block`` refuses, in words."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.money import format_money

from .choices import ControlMode
from .rules.controls import Ambiguous, Control
from .watch import Judgement, Watch, watches

PLACES = 4


def price_watches() -> dict[int, Watch]:
    """By the key of the SKU; SKUs that no control blocks are left out."""
    return watches({ControlMode.BLOCK})


def refusal(
    watch: Watch, *, region: int, channel: str, day: datetime.date, amount: int, quantity: int
) -> Fault | None:
    """The fault of a line over pieces above zero; ``amount`` in units of 1/10,000 yuan."""
    yuan = Decimal(amount).scaleb(-PLACES)
    try:
        found = watch.judge(region=region, channel=channel, day=day, amount=yuan, quantity=quantity)
    except Ambiguous as error:
        return _ambiguous(error.controls)
    if found is None or not found.side or found.mode != ControlMode.BLOCK:
        return None
    return _outside(found, yuan / quantity)


def _outside(found: Judgement, price: Decimal) -> Fault:
    if found.side == "below":
        message = _(
            "%(price)s a piece is below the floor %(limit)s of the price control “%(control)s”."
        )
    else:
        message = _(
            "%(price)s a piece is above the ceiling %(limit)s of the price control “%(control)s”."
        )
    shown = {"price": format_money(price, PLACES), "limit": format_money(found.limit, PLACES)}
    return Fault("price_control", message % {**shown, "control": found.control.name})


def _ambiguous(controls: Iterable[Control]) -> Fault:
    names = ", ".join(f"“{control.name}”" for control in controls)
    message = _("The price controls %(controls)s contradict each other: end one of them.")
    return Fault("price_controls_tie", message % {"controls": names})
