"""Every state × action × person: what is not allowed changes nothing."""

import datetime
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.choices import Role
from rebates.conduct.choices import ViolationStatus as S
from rebates.conduct.models import Appeal, CaseEvent, Evidence, PenaltyDecision, Recall, Violation
from rebates.conduct.services.answers import answer_case
from rebates.conduct.services.appeals import appeal, decide_appeal
from rebates.conduct.services.cases import complete_figures, dismiss, review
from rebates.conduct.services.deciding import confirm
from rebates.conduct.services.evidence import add_evidence
from rebates.conduct.services.recalls import order_recall, recall_done
from rebates.conduct.services.settling import mark_settled
from tests.conduct.ways import fresh
from tests.conftest import person

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def settle(case: Violation, access: Access) -> None:
    if not mark_settled(cases=[case.pk], access=access, reason="R1"):
        raise ValidationError("nothing settled")


def complete(case: Violation, access: Access) -> None:
    complete_figures(case=case, access=access, reason="发票", seller_profit=100)


def done(case: Violation, access: Access) -> None:
    recall = Recall.objects.filter(violation=case).first()
    if recall is None:
        raise ValidationError("there is no recall")
    recall_done(recall=recall, access=access)


def order(case: Violation, access: Access) -> None:
    order_recall(case=case, quantity=1, deadline=TODAY(), access=access)


ACTIONS: dict[str, Callable] = {
    "review": review,
    "evidence": partial(add_evidence, kind="note", text="另一件"),
    "figures": complete,
    "answer": partial(answer_case, text="我们的说明"),
    "recall": order,
    "fetched": done,
    "dismiss": partial(dismiss, reason="误报"),
    "confirm": partial(confirm, reason="证据充分"),
    "appeal": partial(appeal, text="不是我们"),
    "uphold": partial(decide_appeal, outcome="upheld", reason="维持"),
    "overturn": partial(decide_appeal, outcome="overturned", reason="撤销"),
    "settle": settle,
}
DECIDED = {S.CONFIRMED, S.UPHELD}
WHEN: dict[str, set[S]] = {
    "review": {S.DETECTED},
    "evidence": {S.DETECTED, S.UNDER_REVIEW, S.APPEALED},
    "figures": {S.DETECTED, S.UNDER_REVIEW, S.APPEALED} | DECIDED,
    "answer": {S.UNDER_REVIEW},
    "recall": {S.UNDER_REVIEW} | DECIDED,
    "fetched": set(S),  # a recall may be done whatever became of the case meanwhile
    "dismiss": {S.UNDER_REVIEW},
    "confirm": {S.UNDER_REVIEW},
    "appeal": {S.CONFIRMED, S.SETTLED},
    "uphold": {S.APPEALED},
    "overturn": {S.APPEALED},
    "settle": {S.CONFIRMED, S.UPHELD, S.OVERTURNED},
}
"""In which states an action leads somewhere."""
LEADS_TO = {
    "review": S.UNDER_REVIEW,
    "dismiss": S.DISMISSED,
    "confirm": S.CONFIRMED,
    "appeal": S.APPEALED,
    "uphold": S.UPHELD,
    "overturn": S.OVERTURNED,
    "settle": S.SETTLED,
}
MANAGERS = {"opener", "city", "decider", "province", "hq"}
MAY: dict[str, set[str]] = {
    "review": MANAGERS,
    "evidence": MANAGERS,
    "figures": MANAGERS,
    "answer": {"principal"},
    "recall": MANAGERS,
    "fetched": MANAGERS,
    "dismiss": {"decider", "province", "hq"},
    "confirm": {"decider", "province", "hq"},
    "appeal": {"principal"},
    "uphold": {"hq"},
    "overturn": {"hq"},
    "settle": {"finance"},
}
"""Who has the right and the reach; ``opener`` and ``decider`` did so before."""
NOBODYS = {"clerk", "stranger", "elsewhere", "auditor"}


@pytest.fixture
def people(desk, regions, dealers) -> dict[str, Access]:
    gz, gd, zj = regions.guangzhou, regions.guangdong, regions.zhejiang
    return {
        "opener": desk.opener,
        "decider": desk.decider,
        "city": person("city", Role.CITY, region=gz),
        "province": person("province", Role.PROVINCE, region=gd),
        "elsewhere": person("elsewhere", Role.PROVINCE, region=zj),
        "hq": person("hq", Role.HEADQUARTERS),
        "finance": person("finance", Role.FINANCE),
        "auditor": person("auditor", Role.AUDITOR),
        "principal": desk.accused,
        "clerk": person("clerk", Role.CLERK, dealer=dealers.guangzhou),
        "stranger": person("stranger", Role.PRINCIPAL, dealer=dealers.hangzhou),
    }


@pytest.fixture
def in_state(desk, version):
    """A case in each of the states, with a recall ordered or without."""

    def make(state: S, recalled: bool) -> Violation:
        case = _brought_to(state, desk)
        if recalled:
            Recall.objects.create(violation=case, quantity=1, deadline=datetime.date(2099, 1, 1))
        return fresh(case)

    return make


def _brought_to(state: S, desk) -> Violation:
    if state == S.DETECTED:
        return desk.detected()
    if state == S.UNDER_REVIEW:
        return desk.under_review()
    if state == S.DISMISSED:
        return dismiss(case=desk.under_review(), access=desk.decider, reason="误报")
    case = desk.confirmed()
    if state == S.APPEALED:
        return desk.appeal(case)
    if state in (S.UPHELD, S.OVERTURNED):
        return desk.judged(case, state.value)
    if state == S.SETTLED:
        mark_settled(cases=[case.pk], access=SYSTEM, reason="R1")
    return case


def everything() -> list:
    """All that there is of cases."""
    models = Violation, CaseEvent, Evidence, PenaltyDecision, Appeal, Recall, AuditEntry
    return [list(model.objects.order_by("pk").values()) for model in models]


def allowed(state: S, action: str, who: str, recalled: bool) -> bool:
    right = who in MAY[action] and not (action == "confirm" and who == "opener")
    fits = {"recall": not recalled, "fetched": recalled}.get(action, True)  # one may be open
    return right and fits and state in WHEN[action]


@pytest.mark.parametrize("recalled", [False, True], ids=["", "recalled"])
@pytest.mark.parametrize("state", list(S))
def test_who_may_do_what(state, recalled, in_state, people):
    """In one world a state: each attempt is undone again."""
    case = in_state(state, recalled)
    wrong = []
    before = everything()
    for action, who in product(ACTIONS, people):
        point = transaction.savepoint()
        try:
            with transaction.atomic():
                ACTIONS[action](case=case, access=people[who])
            happened = True
        except (PermissionDenied, ValidationError):
            happened = False
            if everything() != before:
                wrong.append((action, who, "changed something"))
        if happened and action in LEADS_TO and fresh(case).status != LEADS_TO[action]:
            wrong.append((action, who, fresh(case).status))
        if happened and CaseEvent.objects.filter(violation=case).count() != 1 + len(
            [row for row in before[1] if row["violation_id"] == case.pk]
        ):
            wrong.append((action, who, "not one event"))
        if happened != allowed(state, action, who, recalled):
            wrong.append((action, who, "did" if happened else "did not"))
        transaction.savepoint_rollback(point)
    assert wrong == []


def test_every_move_is_tried():
    moves = {(old, new) for old, all_new in S.moves().items() for new in all_new}
    tried = {(old, LEADS_TO[action]) for action in LEADS_TO for old in WHEN[action]}
    assert moves == tried


def test_the_table_names_everybody(people):
    assert set(people) == set().union(*MAY.values()) | NOBODYS
