"""Who may do what, model by model, as the brand means it.

It is written down by hand and read from no declaration of the code, or it would prove nothing. A
route that has no policy here fails ``test_matrix_is_complete.py``.
"""

from tests.access.people import Who
from tests.access.policy import (
    ALL,
    APPROVERS,
    BRAND_SIDE,
    CASE_WORKERS,
    EVERYWHERE,
    FINANCE,
    HQ,
    MANAGERS,
    NONE,
    OF_HEADQUARTERS,
    OF_THE_BRAND,
    OF_THE_DEALER,
    OF_THE_DEALER_FOR_THE_BRAND,
    REFERENCE,
    WHO_INVITE,
    Policy,
    by,
    changed_by,
)

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
    "conduct.SerialExemption": changed_by(OF_THE_DEALER_FOR_THE_BRAND, CASE_WORKERS),
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
