"""The tree of dealers, as far as a scope sees it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from channels_mgmt.core.scopes import Scope

from .models import Dealer
from .placements import standing


@dataclass(slots=True)
class Node:
    dealer: Dealer
    below: list["Node"] = field(default_factory=list)
    size: int = 0  # how many dealers stand below, at any depth


def forest(scope: Scope, day: datetime.date) -> list[Node]:
    """All visible dealers as they stood on the day; below one out of sight, a dealer is a top."""
    nodes = {dealer.pk: Node(dealer) for dealer in listed(scope, day)}
    tops = []
    for node in nodes.values():
        upper = nodes.get(node.dealer.upstream_id)
        (upper.below if upper else tops).append(node)
    for node in reversed(nodes.values()):  # lower tiers last: sizes add up from below
        node.size += sum(1 + child.size for child in node.below)
    return tops


def listed(scope: Scope, day: datetime.date) -> list[Dealer]:
    """All visible dealers as they stood on the day, from the highest tier down."""
    visible = Dealer.objects.visible_to(scope).order_by().values_list("pk", flat=True)
    return sorted(standing(set(visible), day).values(), key=lambda d: (d.tier.rank, d.code))


def branch(dealer: Dealer, scope: Scope) -> list[Node]:
    """The dealers below one, level by level: one query for each tier."""
    visible = Dealer.objects.visible_to(scope).select_related("tier", "home_region")
    children = defaultdict(list)
    level = [dealer.pk]
    while level:
        found = [Node(d) for d in visible.filter(upstream__in=level).order_by("code")]
        for node in found:
            children[node.dealer.upstream_id].append(node)
        level = [node.dealer.pk for node in found]
    return _attached(dealer.pk, children)


def _attached(pk: int, children: dict[int, list[Node]]) -> list[Node]:
    for node in children[pk]:
        node.below = _attached(node.dealer.pk, children)
        node.size = sum(1 + child.size for child in node.below)
    return children[pk]


def upstream_chain(dealer: Dealer, scope: Scope) -> list[tuple[Dealer, bool]]:
    """From the top down to the dealer's own upstream; True where the scope may open its page."""
    chain, current = [], dealer
    while current.upstream_id:
        current = Dealer.objects.select_related("tier").get(pk=current.upstream_id)
        chain.append(current)
    visible = set(
        Dealer.objects.visible_to(scope)
        .filter(pk__in=[d.pk for d in chain])
        .values_list("pk", flat=True)
    )
    # Beyond the dealer's own supplier, only what the person may see.
    return [(d, d.pk in visible) for d in reversed(chain) if d.pk in visible or d is chain[0]]
