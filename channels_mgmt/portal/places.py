"""Where the dealer side goes: a group of the menu, and a bar at the foot of a phone's screen."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Access


@dataclass(frozen=True, slots=True)
class Door:
    label: Any
    address: str  # its name
    icon: str
    in_bar: bool = True
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    label: Any
    url: str
    icon: str
    active: bool


DOORS = (
    Door(_("Account"), "portal:home", "home"),
    Door(_("Progress"), "portal:rebates", "sales"),
    Door(_("Statements"), "rebates:statement_list", "statement", in_menu=False),
    Door(_("My prices"), "portal:prices", "products"),
    Door(_("Penalties"), "portal:penalties", "penalty"),
    Door(_("Territory"), "portal:territory", "channel", in_bar=False),
)


def menu(access: Access, path: str) -> list[Shown]:
    """The account is home for those who are on no other side."""
    if not access.scope.dealers:
        return []
    doors = [door for door in DOORS if door.in_menu]
    return [shown(door, path) for door in (doors if access.scope.brand_side else doors[1:])]


def bar(access: Access, path: str) -> list[Shown]:
    """Only for those who are on no other side."""
    if access.scope.brand_side or not access.scope.dealers:
        return []
    return [shown(door, path) for door in DOORS if door.in_bar]


def shown(door: Door, path: str) -> Shown:
    url = reverse(door.address)
    if door.address == "portal:home":
        return Shown(door.label, url, door.icon, path in (url, reverse("home")))
    return Shown(door.label, url, door.icon, path.startswith(url))
