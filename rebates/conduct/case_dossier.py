"""All that belongs to a case, for the API: as far as it is for the reader."""

from typing import Any

from rest_framework.request import Request
from rest_framework.reverse import reverse

from channels_mgmt.core.scopes import Scope

from .models import Effect, PenaltyDecision, Recall, Violation
from .reading import Piece, Said, decisions_of, effects_of, events_of, evidence_of, recalls_of

SUMS = ("fixed", "per_unit", "multiple", "deposit_part", "fine", "difference")
PERCENTS = ("rebate_percent", "plan_cut_percent")


def dossier_of(case: Violation, request: Request) -> dict[str, Any]:
    """Nothing in it tells a dealer who complained or who was invaded."""
    scope = request.access.scope
    return (_for_brand(case) if scope.brand_side else {}) | {
        "evidence": [_piece(case, piece, request) for piece in evidence_of(case, scope)],
        "events": [_event(said) for said in events_of(case, scope)],
        "decisions": [_decision(one, scope) for one in decisions_of(case, scope)],
        "effects": [_effect(one) for one in effects_of(case)],
        "recalls": [_recall(one) for one in recalls_of(case, scope)],
    }


def _piece(case: Violation, piece: Piece, request: Request) -> dict[str, Any]:
    one, url = piece.evidence, None
    if one.file:
        args = [case.pk, one.pk]
        url = reverse("api:violations-evidence-file", args=args, request=request)
    return {
        "id": one.pk,
        "kind": one.kind,
        "text": piece.text,
        "facts": {str(label): str(value) for label, value in piece.facts},
        "by": piece.who,
        "at": one.at,
        "from_dealer": one.from_dealer,
        "visible_to_dealer": one.visible_to_dealer,
        "file": url and {"name": piece.file_name, "media_type": one.media_type, "url": url},
        "sha256": one.sha256,
    }


def _for_brand(case: Violation) -> dict[str, Any]:
    """What no dealer reads: whose territory it was, and who of the brand did what."""
    return {
        "invaded": case.invaded and case.invaded.code,
        "summary": case.summary,
        "opened_by": case.opened_by and str(case.opened_by),
        "opened_at": case.opened_at,
        "confirmed_by": case.confirmed_by and str(case.confirmed_by),
        "control": case.control_id,
        "rule_version": case.rule_version_id,
        "seller_profit": _exact(case.seller_profit),
    }


def _event(said: Said) -> dict[str, Any]:
    event = said.event
    return {
        "action": event.action,
        "from_status": event.from_status,
        "to_status": event.to_status,
        "by": said.who,
        "at": event.at,
        "reason": event.reason,
    }


def _decision(one: PenaltyDecision, scope: Scope) -> dict[str, Any]:
    """Sums in yuan, as strings; the share is for the brand alone."""
    sums = SUMS + (("share",) if scope.brand_side else ())
    told = {name: _exact(getattr(one, name)) for name in sums + PERCENTS}
    names = ("cause", "offence", "severity", "suspension_days", "buy_back", "termination", "at")
    return told | {name: getattr(one, name) for name in names}


def _effect(one: Effect) -> dict[str, Any]:
    names = ("kind", "status", "extent", "quantity", "day_from", "day_to")
    told = {name: getattr(one, name) for name in names}
    return told | {"percent": _exact(one.percent), "territory": one.territory_id}


def _recall(one: Recall) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("quantity", "deadline", "status", "closed_at")}


def _exact(value: Any) -> str | None:
    return None if value is None else str(value)
