"""What a policy says, and the groups of people and rows that the brand speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.access.people import Of, Who

People = frozenset[Who]
Reach = Mapping[Who, frozenset[Of]]

EVERYWHERE = frozenset({Who.HQ, Who.FINANCE, Who.AUDITOR, Who.SUPERUSER})
BRAND_SIDE = EVERYWHERE | {Who.PROVINCE, Who.CITY}
ALL = frozenset(Who)
DEALER_SIDE = ALL - BRAND_SIDE
EVERY_ROW = frozenset(Of)


def by(*people: Who) -> People:
    """These, and the superuser, who may do all."""
    return frozenset({*people, Who.SUPERUSER})


HQ, FINANCE = by(Who.HQ), by(Who.FINANCE)
APPROVERS = by(Who.HQ, Who.FINANCE)
MANAGERS = by(Who.HQ, Who.PROVINCE)
WHO_INVITE = by(Who.HQ, Who.PROVINCE, Who.PRINCIPAL)
CASE_WORKERS = by(Who.HQ, Who.PROVINCE, Who.CITY)
NONE: People = frozenset()

REFERENCE: Reach = dict.fromkeys(ALL, EVERY_ROW)
OF_THE_BRAND: Reach = dict.fromkeys(BRAND_SIDE, EVERY_ROW)
OF_HEADQUARTERS: Reach = dict.fromkeys(EVERYWHERE, EVERY_ROW)
OF_THE_DEALER: Reach = OF_HEADQUARTERS | {
    Who.PROVINCE: EVERY_ROW - {Of.FOREIGN},
    Who.CITY: frozenset({Of.OWN, Of.CITY}),
    Who.PRINCIPAL: frozenset({Of.OWN}),
    Who.CLERK: frozenset({Of.OWN}),
}
OF_THE_DEALER_FOR_THE_BRAND: Reach = {
    who: rows for who, rows in OF_THE_DEALER.items() if who in BRAND_SIDE
}


@dataclass(frozen=True)
class Policy:
    """The addresses of one model: ``sees`` says who sees which rows.

    ``add``/``edit``: who may; None where there is no such page. ``verbs``: who may do what to a
    row, on its page or by API (where that differs, ``api:approve``), or to ticked rows
    (``approve_many``). ``reads``: further addresses that show a row. ``pages``: who may come to
    further ones, of no row. ``posts_to_list``: who creates by API.
    """

    sees: Reach
    add: People | None = None
    edit: People | None = None
    verbs: Mapping[str, People] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    pages: Mapping[str, People] = field(default_factory=dict)
    posts_to_list: People | None = None


def changed_by(sees: Reach, people: People, **more) -> Policy:
    return Policy(sees, add=people, edit=people, **more)
