"""Effects of penalties: what a person finishes, and what is stuck. For the brand alone."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.scopes import Access, Verb

from .. import case_filters, case_tables, findings_api
from ..choices import EffectStatus
from ..models import Effect
from ..services.effects_by_hand import BY_HAND, finish_effect, retry_effect
from .case_actions import CaseAction, by


def _retry(effect: Effect, *, access: Access, reason: str) -> None:
    retry_effect(effect=effect, access=access)


def _waits_for_a_person(effect: Effect) -> bool:
    return effect.kind in BY_HAND and effect.status == EffectStatus.IN_FORCE


class EffectPages(Pages):
    model, table, filterset = Effect, case_tables.EffectTable, case_filters.EffectFilter
    viewset = findings_api.EffectViewSet
    detail = (
        "violation",
        "kind",
        "status",
        "note",
        "territory",
        "extent",
        "percent",
        "quantity",
        "day_from",
        "day_to",
        "carried_out_by",
        "carried_out_at",
        "reversed_by",
        "reversed_at",
    )
    empty_hint = _("They come from the steps of penalty rules, when a case is confirmed.")
    actions = (
        Action(
            name="finish",
            label=_("It was done"),
            run=by(finish_effect, "effect"),
            verb=Verb.OPEN_CASES,
            when=_waits_for_a_person,
            reason="required",
            confirm=_("Say by what: the new plan, or the receipt of what was bought back."),
            tone="success",
            view=CaseAction,
        ),
        Action(
            name="retry",
            label=_("Undo it once more"),
            run=_retry,
            verb=Verb.DECIDE_CASES,
            when=lambda effect: effect.status == EffectStatus.STUCK,
            confirm=_("What stood in the way is out of it."),
            view=CaseAction,
        ),
    )
