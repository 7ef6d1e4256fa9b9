"""Every state of an effect × action × person: what is not allowed changes nothing."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from channels_mgmt.core.models import AuditEntry
from dealers.choices import Role
from rebates.conduct.choices import EffectKind, EffectStatus
from rebates.conduct.models import Effect
from rebates.conduct.services.effects_by_hand import finish_effect, retry_effect
from tests.conduct.making import make_decision
from tests.conftest import person

pytestmark = pytest.mark.django_db
S = EffectStatus
ACTIONS = {
    "finish": lambda effect, access: finish_effect(effect=effect, access=access, reason="完成"),
    "retry": lambda effect, access: retry_effect(effect=effect, access=access),
}
WHEN = {"finish": {S.IN_FORCE}, "retry": {S.STUCK}}
LEADS_TO = {"finish": S.ENDED, "retry": S.REVERSED}
MAY = {
    "finish": {"opener", "decider", "judge"},
    "retry": {"decider", "judge"},
}
BY_HAND = {"finish": {EffectKind.PLAN_CUT, EffectKind.BUY_BACK}, "retry": set(EffectKind)}


@pytest.fixture
def people(desk, dealers, regions):
    return {
        "opener": desk.opener,
        "decider": desk.decider,
        "judge": desk.judge,
        "accused": desk.accused,
        "finance": person("finance", Role.FINANCE),
        "auditor": person("auditor", Role.AUDITOR),
        "elsewhere": person("elsewhere", Role.PROVINCE, region=regions.zhejiang),
        "stranger": person("stranger", Role.PRINCIPAL, dealer=dealers.hangzhou),
    }


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Effect, AuditEntry)]


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("kind", list(EffectKind))
def test_who_may_do_what(status, kind, people, desk):
    made = make_decision(dealer=desk.dealer)
    effect = Effect.objects.create(
        violation=made.violation, decision=made, kind=kind, status=status, day_from="2026-03-02",
        day_to="2026-04-01",
    )  # fmt: skip
    before, wrong = everything(), []
    for action, who in product(ACTIONS, people):
        point = transaction.savepoint()
        try:
            with transaction.atomic():
                ACTIONS[action](effect, people[who])
            happened = Effect.objects.get(pk=effect.pk).status == LEADS_TO[action]
        except (PermissionDenied, ValidationError):
            happened = False
            if everything() != before:
                wrong.append((action, who, "changed something"))
        allowed = who in MAY[action] and status in WHEN[action] and kind in BY_HAND[action]
        if happened != allowed:
            wrong.append((action, who, "did" if happened else "did not"))
        transaction.savepoint_rollback(point)
    assert wrong == []
