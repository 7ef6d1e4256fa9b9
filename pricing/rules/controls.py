"""Which price control counts for a sale, and what it says (DOMAIN: price controls).

By specificity: SKU over product line over brand (a line over the lines above it); then the deeper
region over the shallower, any region over none; then a named channel over all channels, a platform
over "online". The parts are compared in this order: the subject decides before the region.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)
ANY, ONLINE, OFFLINE = "", "online", "offline"

Specificity = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Control:
    """The terms of one control. Paths are paths of codes, "" for none; days are half-open."""

    key: int
    name: str
    sku: int | None
    line: str
    brand: str
    region: str
    channel: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    floor: Decimal | None
    ceiling: Decimal | None
    percent: bool
    mode: str
    legal_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked about: a SKU of a line and a brand, where, by which channel, on which day."""

    sku: int
    line: str
    brand: str
    region: str
    channel: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Band:
    """Limits in yuan a piece, both within the band; None is no limit."""

    floor: Decimal | None
    ceiling: Decimal | None


class Ambiguous(ValueError):
    """Two controls are equally specific: neither counts before one of them is ended."""

    def __init__(self, controls: list[Control]) -> None:
        self.controls = controls
        super().__init__(", ".join(control.name for control in controls))


def applies(control: Control, case: Case) -> bool:
    return (
        control.valid_from <= case.day
        and (control.valid_to is None or case.day < control.valid_to)
        and _is_about(control, case)
        and case.region.startswith(control.region)
        and _meets(control.channel, case.channel)
    )


def _is_about(control: Control, case: Case) -> bool:
    if control.sku is not None:
        return control.sku == case.sku
    if control.line:
        return case.line.startswith(control.line)
    return control.brand == case.brand


def _meets(control: str, channel: str) -> bool:
    if control in (ANY, channel):
        return True
    return control == ONLINE and channel not in (ANY, OFFLINE)


def specificity(control: Control) -> Specificity:
    subject = 2 if control.sku is not None else 1 if control.line else 0
    channel = 0 if control.channel == ANY else 1 if control.channel == ONLINE else 2
    return subject, control.line.count("/"), control.region.count("/"), channel


def resolve(controls: Iterable[Control], case: Case) -> Control | None:
    """The control that counts, or None where there is none; raises Ambiguous on a tie."""
    found = [control for control in controls if applies(control, case)]
    if not found:
        return None
    best = max(map(specificity, found))
    chosen = [control for control in found if specificity(control) == best]
    if len(chosen) > 1:
        raise Ambiguous(chosen)
    return chosen[0]


def mode_on(control: Control, day: datetime.date) -> str:
    """A legal basis that has run out leaves a control that monitors."""
    if control.mode == "penalise" and (control.legal_until is None or day >= control.legal_until):
        return "monitor"
    return control.mode


def band(control: Control, list_price: Decimal | None) -> Band:
    """The limits in yuan; of a percentage without a suggested retail price nothing is known."""
    if not control.percent:
        return Band(control.floor, control.ceiling)
    if list_price is None:
        return Band(None, None)
    return Band(_share(control.floor, list_price), _share(control.ceiling, list_price))


def _share(percent: Decimal | None, of: Decimal) -> Decimal | None:
    return None if percent is None else of * percent / HUNDRED


def breach(limits: Band, *, amount: Decimal, quantity: int) -> str:
    """Where an amount for some pieces lies: "below", "above" or "" within. Nothing is divided."""
    if limits.floor is not None and amount < limits.floor * quantity:
        return "below"
    if limits.ceiling is not None and amount > limits.ceiling * quantity:
        return "above"
    return ""
