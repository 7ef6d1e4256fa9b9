"""What each form and each verb may change of the record it is about: written down by hand.

A form or a verb that is not here fails ``test_mass_assignment_everywhere.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

CONTROL = (
    "sku_id product_line_id brand region_id channel unit floor ceiling mode valid_from valid_to "
    "legal_basis legal_approver market_share turnover legal_until"
)
DECIDED = "status approved_by_id approved_at"

FORMS: dict[str, str] = {
    "conduct.DetectorSetting": (
        "detector valid_from valid_to enabled daily makes_cases grouping min_quantity min_value "
        "neighbour_quantity days_tolerated apart_km"
    ),
    "conduct.Holiday": "day name name_en working",
    "conduct.Neighbour": "region_id neighbour_id",
    "conduct.SerialExemption": "kind note",
    "conduct.PenaltyRule": "code name name_en kind",
    # whoever changes a draft becomes its proposer
    "conduct.PenaltyRuleVersion": (
        "valid_from valid_to window window_months share_percent draws_on clause answer_days "
        "appeal_days appeal_suspends created_by_id"
    ),
    "core.User": "full_name email",
    "core.Alias": "target text code created_by_id",
    "dealers.Brand": "name name_en uscc address phone answer_days reminder_days",
    "dealers.Contract": (
        "number dealer_id valid_from valid_to deposit_required top_up_days silence_means note"
    ),
    "dealers.Dealer": (
        "code name name_en uscc tier_id upstream_id home_region_id ecommerce_team grade "
        "sees_downstream"
    ),
    "dealers.ProductLine": "code name name_en parent_id path",
    "dealers.BusinessArea": "code name name_en",
    "dealers.Region": "code name name_en pinyin level parent_id path valid_from valid_to",
    "dealers.Shop": "code name name_en platform operator_id url",
    "dealers.Target": "dealer_id product_line_id period_from period_to amount quantity",
    "dealers.Territory": (
        "dealer_id region_id product_line_id channel exclusive valid_from valid_to"
    ),
    "dealers.Tier": "code name name_en home_level",
    "pricing.Exclusive": "sku_id shop_id valid_from valid_to",
    "pricing.Price": "price_list_id tier_id region_id sku_id price valid_from valid_to",
    "pricing.PriceControl": CONTROL + " status created_by_id approved_by_id approved_at",
    "pricing.PriceList": "code supersedes_id valid_from",
    "pricing.SKU": (
        "code name name_en product_line_id brand barcode list_price vat_rate online_exclusive "
        "twin_id model launched_on discontinued_on"
    ),
    "sales.Place": "code name name_en region_id",
    "rebates.Programme": "code name name_en payment_form sales_linked vat_rate priority",
    # whoever changes a draft becomes its proposer
    "rebates.ProgrammeVersion": (
        "scope target earning method upper_inclusive period cumulation on_change cap_on "
        "cap_amount valid_from valid_to created_by_id"
    ),
}
"""The columns that the form of a record may change; ``path`` follows from code and parent."""

NOT_EDITED = {
    "conduct.PenaltyTrial",
    "conduct.Violation",
    "dealers.BankAccount",
    "dealers.ManualEntry",
    "rebates.Enrolment",
    "rebates.PayoutBatch",
    "rebates.SettlementRun",
    "rebates.Trial",
}
"""There is an address to edit them, and nobody may: their verbs move them."""


@dataclass(frozen=True)
class Moves:
    """A verb: the columns that it may change, and what the record is like before."""

    columns: str = ""
    ready: Mapping[str, Any] = field(default_factory=dict)
    others: str = ""  # models whose rows it may change besides
    said: Mapping[str, str] = field(default_factory=dict)  # what it asks for besides a reason


DRAFT, PROPOSED = {"status": "draft"}, {"status": "proposed"}
SIGNED = {"status": "in_force", "valid_to": None}
COMMITTED = {"status": "committed", "committed_at": timezone.now()}
VERBS: dict[str, dict[str, Moves]] = {
    "conduct.PenaltyRuleVersion": {
        "approve": Moves(DECIDED, DRAFT),
        "withdraw": Moves("status", DRAFT),
    },
    "conduct.Finding": {"set-aside": Moves("no_case no_case_note")},
    "conduct.Effect": {
        "finish": Moves("status note"),
        "retry": Moves("status note reversed_by_id reversed_at", {"status": "stuck"}),
    },
    "conduct.Complaint": {"link": Moves(said={"number": "none such"})},
    # decided on their evidence, by a rule: that they move has tests of its own (tests/conduct)
    "conduct.Violation": {
        "review": Moves(
            "status opened_by_id answer_by rule_version_id clause", {"status": "detected"}
        ),
        "dismiss": Moves("status"),
        "confirm": Moves(),
        "decide": Moves(),
        "recall": Moves(said={"quantity": "2", "deadline": "2031-01-06"}),
        "recall-done": Moves(),
        "figures": Moves(
            "quantity goods_value supply_value seller_profit deposit",
            said={"seller_profit": "12.5", "supply_value": "2", "deposit": "3"},
        ),
        "evidence": Moves(said={"kind": "note"}),
        "answer": Moves("answered_at"),
        "appeal": Moves(),
    },
    "core.User": {
        "link": Moves("password", others="core.UserSession"),
        "factor": Moves(),
        "disable": Moves("is_active password", {"is_active": True}),
        "enable": Moves("is_active", {"is_active": False}),
    },
    "dealers.Grant": {
        "approve": Moves(DECIDED, PROPOSED),
        "refuse": Moves(DECIDED, PROPOSED),
        "end": Moves("valid_to status", {"status": "in_force"}),
    },
    "dealers.Contract": {
        "sign": Moves("status signed_at", DRAFT),
        "end": Moves("status valid_to ended_at agreed_to", SIGNED, said={"last_day": "2024-06-30"}),
        "renew": Moves(),
        "attach": Moves(),
    },
    "dealers.Dealer": {
        "activate": Moves("status", {"status": "suspended"}),
        "suspend": Moves("status"),
        "terminate": Moves("status"),
        "grade": Moves(
            "grade", others="dealers.Grading", said={"grade": "gold", "valid_from": "2024-06-30"}
        ),
        # of the whole channel: they take codes and a day, and have tests of their own
        "move": Moves(),
        "replace": Moves(),
        "merge": Moves(),
    },
    "dealers.Tier": {
        "up": Moves("rank", others="dealers.Tier"),
        "down": Moves("rank", others="dealers.Tier"),
        "drop": Moves(),
    },
    "dealers.Shop": {
        "reopen": Moves("status", {"status": "suspended"}),
        "suspend": Moves("status"),
        "close": Moves("status"),
    },
    "dealers.ManualEntry": {
        "approve": Moves(DECIDED + " entry_id"),
        "refuse": Moves(DECIDED),
        "take-back": Moves(DECIDED),
        "reverse": Moves(),
    },
    "dealers.BankAccount": {
        "approve": Moves(DECIDED, PROPOSED),
        "refuse": Moves(DECIDED, PROPOSED),
        "take-back": Moves(DECIDED, PROPOSED),
    },
    "pricing.PriceControl": {
        "approve": Moves(DECIDED, PROPOSED),
        "refuse": Moves(DECIDED, PROPOSED),
    },
    "pricing.PriceList": {
        "publish": Moves("published_at published_by_id", {"published_at": None}),
    },
    "rebates.Enrolment": {"leave": Moves()},  # it is signed; to be taken out it has own tests
    "rebates.Programme": {"import": Moves()},  # it has tests of its own
    "rebates.ProgrammeVersion": {
        "approve": Moves(DECIDED, DRAFT),
        "withdraw": Moves("status", DRAFT),
    },
    "rebates.SettlementRun": {
        "approve": Moves(DECIDED, DRAFT),
        "post": Moves("status job_id", {"status": "approved"}),
        "reverse": Moves(),
        "calculate": Moves("status job_id", {"status": "failed"}),
        "discard": Moves("status reverses_id", DRAFT),
        "look": Moves("", DRAFT, others="rebates.ReviewNote", said={"dealers": ["NOBODY"]}),
    },
    # their payouts are paid already: that they move has tests of its own
    "rebates.PayoutBatch": {
        "approve": Moves(),
        "release": Moves(),
        "paid": Moves(),
        "discard": Moves(),
    },
    "rebates.Payout": {
        "paid": Moves(),
        "return": Moves("status reason settled_by_id"),
        "withdraw": Moves(),
    },
    "rebates.Statement": {
        "confirm": Moves(),
        "dispute": Moves(),
        "reply": Moves(),
        "lines": Moves(),
    },
    # for whoever started it: that they move has tests of its own
    "conduct.PenaltyTrial": {"cancel": Moves(), "delete": Moves()},
    "rebates.Trial": {"cancel": Moves(), "delete": Moves()},
    "core.ImportBatch": {
        # a file that was never uploaded: nothing but to discard it can be done to it
        "commit": Moves(ready={"status": "discarded"}),
        "commit_good": Moves(ready={"status": "discarded"}),
        "discard": Moves("status", {"status": "checked"}),
        "columns": Moves(ready={"status": "discarded"}),
        "cancel": Moves(),
        "retry_all": Moves(),
        "map": Moves(),
        "undo": Moves("status undone_by_id undone_at reason", COMMITTED),
        "reverse": Moves("status", COMMITTED),
    },
    "core.Job": {
        "cancel": Moves("status finished_at stop_asked"),
        "retry": Moves("status last_attempt finished_at sent_at error", {"status": "failed"}),
    },
    # it is taken out of the table
    "core.Alias": {"withdraw": Moves("id target text code created_by_id created_at")},
    # with the masters of the specimen missing it goes on waiting
    "core.RejectedRow": {
        "correct": Moves("cells faults", said={"cells": {"dealer": "X9"}}),
        "retry": Moves("faults"),
        "discard": Moves("status reason decided_by_id decided_at"),
    },
}
