"""Who may come to the addresses that are no model's; written down by hand, as the policies are."""

from dataclasses import dataclass

from tests.access.people import Who
from tests.access.policy import ALL, BRAND_SIDE, DEALER_SIDE, People

Answers = frozenset[int]
PAGE: Answers = frozenset({200})


@dataclass(frozen=True)
class Place:
    """An address that is no model's: what a GET and a POST answer to whoever is signed in.

    ``signed_out``: what a GET answers to who is not; None: she is sent to sign in.
    """

    get: Answers = PAGE
    post: Answers = frozenset({405})
    signed_out: Answers | None = None


@dataclass(frozen=True)
class Only:
    """A page of its own for some of the roles: for the others it is not there.

    ``asks``: it is a form that they send.
    """

    people: People
    asks: bool = False


OWN_ACCOUNT = Place(frozenset({200, 302}), frozenset({200, 302, 422}))
PLACES: dict[str, Place | Only] = {
    "home": Place(),
    "schema": Place(),
    "dealers:dealer_tree": Only(ALL),
    "dealers:territory_coverage": Only(BRAND_SIDE),
    "dealers:roles": Only(ALL),
    **dict.fromkeys(
        ("pricing:price_tester", "pricing:waterfall", "pricing:observed_findings"),
        Only(BRAND_SIDE),
    ),
    "sales:price_report": Only(BRAND_SIDE),
    "conduct:work": Only(BRAND_SIDE),
    "conduct:hot_spots": Only(BRAND_SIDE),
    "conduct:complain": Only(frozenset({Who.PRINCIPAL}), asks=True),
    **dict.fromkeys(("rebates:next_steps", "api:next-steps"), Only(BRAND_SIDE)),
    "sales:stock": Only(ALL),
    "sales:returns": Only(ALL),
    "api:stock": Only(ALL),
    "api:returns": Only(ALL),
    "sales:exclusives_report": Only(BRAND_SIDE),
    **{
        f"portal:{page}": Only(DEALER_SIDE)
        for page in ("home", "movements", "rebates", "penalties", "territory", "prices")
    },
    # signing in: whoever is signed in already is sent on
    **dict.fromkeys(
        ("login", "account_login", "mfa_authenticate"),
        Place(frozenset({302}), frozenset({302}), signed_out=frozenset({200, 302, 422})),
    ),
    "logout": Place(frozenset({405}), frozenset({302})),
    "set_language": Place(frozenset({302}), frozenset({204, 302}), signed_out=frozenset({302})),
    # what changes the own session, password and second factor alone
    **dict.fromkeys(
        (
            "password_change",
            "confirm",
            "second_factor",
            "recovery_codes",
            "account_sessions",
            "account_tokens",
        ),
        OWN_ACCOUNT,
    ),
    # for whoever holds the code or the link: here a wrong one
    "dealers:welcome": Place(frozenset({404}), frozenset({404}), signed_out=frozenset({404})),
    "rebates:verify": Place(PAGE, frozenset({200, 422}), signed_out=PAGE),
}
