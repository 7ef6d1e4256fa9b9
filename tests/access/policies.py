"""Who may do what, model by model, as the brand means it.

It is written down by hand and read from no declaration of the code, or it would prove nothing. A
route that has no policy here fails ``test_matrix_is_complete.py``.
"""

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


MODELS: dict[str, Policy] = {
    # the channel
    "dealers.Region": changed_by(REFERENCE, HQ),
    "dealers.BusinessArea": changed_by(OF_THE_BRAND, HQ),
    "dealers.Tier": changed_by(REFERENCE, HQ, verbs={"up": HQ, "down": HQ, "drop": HQ}),
    "dealers.ProductLine": changed_by(REFERENCE, HQ),
    # there is one brand: nobody adds a second
    "dealers.Brand": Policy(REFERENCE, add=NONE, edit=HQ),
    "dealers.Dealer": changed_by(
        OF_THE_DEALER,
        HQ,
        verbs=dict.fromkeys(
            ("activate", "suspend", "terminate", "grade", "move", "replace", "merge"), HQ
        ),
        reads=("progress", "account"),
    ),
    "dealers.Placement": Policy(OF_THE_DEALER_FOR_THE_BRAND),
    "dealers.Grading": Policy(OF_THE_DEALER_FOR_THE_BRAND),
    "dealers.Contract": Policy(
        OF_THE_DEALER,
        add=HQ,
        edit=NONE,  # those of the matrix are signed: fixed for ever
        verbs={"sign": APPROVERS, "end": APPROVERS, "renew": HQ, "attach": HQ},
        reads=("file", "files"),
        posts_to_list=HQ,
    ),
    "dealers.Target": changed_by(OF_THE_DEALER, HQ),
    "dealers.Territory": changed_by(OF_THE_DEALER, HQ),
    "dealers.Shop": changed_by(OF_THE_DEALER, HQ, verbs={"reopen": HQ, "suspend": HQ, "close": HQ}),
    # products
    "pricing.SKU": changed_by(REFERENCE, HQ),
    "pricing.PriceList": changed_by(OF_THE_BRAND, HQ, verbs={"publish": HQ}),
    "pricing.Price": changed_by(OF_THE_BRAND, HQ),
    "pricing.Exclusive": changed_by(OF_THE_DEALER, HQ),
    "pricing.PriceControl": changed_by(
        OF_THE_BRAND, HQ, verbs={"approve": FINANCE, "refuse": FINANCE}
    ),
    "pricing.PriceObservation": Policy(OF_THE_DEALER),
    # sales
    "sales.SalesLine": Policy(OF_THE_DEALER),
    "sales.Serial": Policy(OF_THE_DEALER),
    "sales.Scan": Policy(OF_THE_DEALER),
    "sales.Packing": Policy(OF_THE_DEALER),
    "sales.Payment": Policy(OF_THE_DEALER),
    "sales.StockCount": Policy(OF_THE_DEALER),
    "sales.Place": changed_by(OF_THE_BRAND, HQ),
    "core.ImportBatch": Policy(
        OF_HEADQUARTERS,
        verbs=dict.fromkeys(
            (
                "columns",
                "commit",
                "commit_good",
                "discard",
                "cancel",
                "retry_all",
                "map",
                "undo",
                "reverse",
            ),
            HQ,
        ),
        reads=("errors", "source", "corrections"),
        pages={"upload": HQ, "template": EVERYWHERE},
        posts_to_list=HQ,
    ),
    "core.Alias": Policy(OF_HEADQUARTERS, add=HQ, edit=NONE, verbs={"withdraw": HQ}),
    "core.RejectedRow": Policy(
        OF_HEADQUARTERS,
        verbs=dict.fromkeys(("correct", "retry", "discard", "discard_many"), HQ),
    ),
    # rebates
    "rebates.Programme": changed_by(OF_THE_BRAND, HQ, verbs={"import": HQ}, reads=("document",)),
    "rebates.ProgrammeVersion": Policy(
        OF_THE_BRAND,
        add=HQ,
        edit=NONE,  # those of the matrix are approved: fixed for ever
        verbs={
            "approve": APPROVERS,
            "withdraw": HQ,
            "api:withdraw": APPROVERS,
            "withdraw_many": HQ,
        },
        reads=("document", "compare"),
        pages={"trial": HQ},
    ),
    "rebates.Enrolment": Policy(
        OF_THE_DEALER,
        add=HQ,
        edit=NONE,  # a programme is taken out, and another one joined
        verbs={"leave": HQ},
        posts_to_list=HQ,
    ),
    "rebates.SettlementRun": Policy(
        OF_THE_BRAND,
        add=HQ,
        edit=NONE,  # a run is moved by its verbs only
        verbs={
            "approve": APPROVERS,
            "post": FINANCE,
            "reverse": HQ,
            "calculate": HQ,
            "discard": HQ,
            "api:discard": APPROVERS,
            "look": by(Who.HQ, Who.FINANCE, Who.PROVINCE),
        },
        reads=("review", "comparison", "checklist"),
        pages={"before": BRAND_SIDE, "bundle": EVERYWHERE},
        posts_to_list=HQ,
    ),
    "rebates.RunLine": Policy(OF_THE_DEALER, reads=("sales",)),
    "rebates.FineLine": Policy(OF_THE_DEALER),
    "rebates.TopUpDemand": Policy(OF_THE_DEALER),
    "rebates.Statement": Policy(
        OF_THE_DEALER,
        verbs={
            "confirm": by(Who.PRINCIPAL),
            "dispute": by(Who.PRINCIPAL),
            "reply": by(Who.HQ, Who.PROVINCE),
            "lines": by(Who.PRINCIPAL, Who.HQ, Who.PROVINCE),
        },
        reads=(
            *("pdf", "annex", "content", "answers", "answer_file", "answer-file"),
            *("line_file", "line-file", "line-states"),
        ),
        pages={"zip": ALL},
    ),
    "dealers.LedgerEntry": Policy(OF_THE_DEALER),
    "dealers.ManualEntry": Policy(
        OF_THE_DEALER,
        add=APPROVERS,
        edit=NONE,  # what was proposed is refused, and proposed anew
        verbs={
            "approve": FINANCE,
            "approve_many": FINANCE,
            "refuse": FINANCE,
            "refuse_many": FINANCE,
            "take-back": NONE,  # whoever proposed it: none of the matrix did
            "reverse": APPROVERS,
        },
        posts_to_list=APPROVERS,
    ),
    # conduct
    "conduct.Complaint": Policy(
        OF_THE_DEALER_FOR_THE_BRAND, verbs={"link": CASE_WORKERS}, reads=("file",)
    ),
    "conduct.Finding": Policy(OF_THE_DEALER_FOR_THE_BRAND, verbs={"set-aside": CASE_WORKERS}),
    "conduct.Effect": Policy(
        OF_THE_DEALER_FOR_THE_BRAND, verbs={"finish": CASE_WORKERS, "retry": MANAGERS}
    ),
    "conduct.Violation": Policy(
        OF_THE_DEALER,
        add=CASE_WORKERS,
        edit=NONE,  # a case is moved by its verbs only
        verbs=dict.fromkeys(
            ("review", "recall", "recall-done", "figures", "evidence"), CASE_WORKERS
        )
        | dict.fromkeys(("confirm", "dismiss"), MANAGERS)
        | {"decide": HQ}
        | dict.fromkeys(("answer", "appeal"), by(Who.PRINCIPAL)),
        reads=("dossier", "evidence_file", "evidence-file"),
    ),
    "conduct.PenaltyRule": changed_by(OF_THE_BRAND, HQ),
    "conduct.PenaltyRuleVersion": Policy(
        OF_THE_BRAND,
        add=HQ,
        edit=NONE,  # those of the matrix are approved: fixed for ever
        verbs={"approve": APPROVERS, "withdraw": HQ, "api:withdraw": APPROVERS},
    ),
    "conduct.PenaltyTrial": Policy(
        OF_THE_BRAND,
        add=HQ,
        edit=NONE,
        verbs={"cancel": NONE, "delete": NONE},  # whoever started it: none of the matrix did
        reads=("result",),
        posts_to_list=HQ,
    ),
    "conduct.DetectorSetting": changed_by(OF_THE_BRAND, HQ),
    "conduct.Neighbour": changed_by(OF_THE_BRAND, HQ),
    "conduct.Holiday": changed_by(REFERENCE, HQ),
    "dealers.BankAccount": Policy(
        OF_THE_DEALER,
        add=APPROVERS,
        edit=NONE,  # a change is a new account
        verbs={"approve": FINANCE, "refuse": FINANCE, "take-back": NONE},
        posts_to_list=APPROVERS,
    ),
    "rebates.PayoutBatch": Policy(
        OF_HEADQUARTERS,
        add=APPROVERS,
        edit=NONE,
        verbs={"approve": FINANCE, "release": FINANCE, "paid": FINANCE, "discard": APPROVERS},
        reads=("file",),
        posts_to_list=APPROVERS,
    ),
    "rebates.Trial": Policy(
        OF_THE_BRAND,
        add=HQ,
        edit=NONE,
        verbs={"cancel": NONE, "delete": NONE},  # whoever started it: none of the matrix did
        reads=("reasons", "result"),
        posts_to_list=HQ,
    ),
    "rebates.Payout": Policy(
        OF_THE_DEALER,
        verbs={
            "paid": FINANCE,
            "return": FINANCE,
            "return_many": FINANCE,
            "withdraw": APPROVERS,
            "withdraw_many": APPROVERS,
        },
    ),
    # administration
    # The people of the matrix are principals of the dealers: a principal has clerks to manage.
    "core.User": Policy(
        OF_THE_DEALER,
        add=WHO_INVITE,
        edit=MANAGERS,
        verbs=dict.fromkeys(("link", "factor", "disable", "enable"), MANAGERS),
        reads=("welcome",),
    ),
    "dealers.Grant": Policy(
        OF_THE_DEALER,
        add=WHO_INVITE,
        verbs={"approve": APPROVERS, "refuse": APPROVERS, "end": MANAGERS},
    ),
    "core.AuditEntry": Policy(OF_HEADQUARTERS),
    "core.Job": Policy(
        OF_HEADQUARTERS,
        verbs=dict.fromkeys(("cancel", "retry", "retry_many"), APPROVERS),
        reads=("progress",),
    ),
}

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
