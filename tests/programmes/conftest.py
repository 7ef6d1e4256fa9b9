"""Two who may change and approve programmes, one who may only look, and the annual rebate."""

from copy import deepcopy

import pytest

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Scope, Verb
from rebates.models import Programme

ANNUAL = {
    "valid_from": "2012-01-01",
    "valid_to": None,
    "scope": {"kinds": ["sell_in"], "include": {}, "exclude": {}},
    "target_measure": {"of": "net_amount"},
    "earning_measure": {"of": "net_amount"},
    "steps": [
        {"from": "0", "percent": "1"},
        {"from": "50000", "percent": "2"},
        {"from": "100000", "percent": "3"},
    ],
    "method": "graduated",
    "upper_inclusive": False,
    "period": "year",
    "cumulation": "per_period",
    "on_change": "slice",
    "gates": [],
    "cap": None,
    "minimum": None,
    "baseline": None,
}


def saying(document=ANNUAL, **changes):
    """A copy with some places changed: `steps__1__from="0"`."""
    changed = deepcopy(document)
    for path, value in changes.items():
        *inner, last = path.split("__")
        place = changed
        for key in inner:
            place = place[int(key) if key.isdigit() else key]
        place[int(last) if last.isdigit() else last] = value
    return changed


def file_of(*versions, **attributes):
    """A programme file with one programme."""
    programme = {"code": "ANNUAL", "name": "Annual rebate", **attributes}
    return {"programmes": [{**programme, "versions": list(versions or [deepcopy(ANNUAL)])}]}


def person(name, *verbs):
    user = User.objects.create(username=name)
    return Access(user, ((frozenset(verbs), Scope(everything=True)),))


@pytest.fixture
def manager(db):
    return person("manager", Verb.CHANGE_PROGRAMMES, Verb.APPROVE_PROGRAMMES)


@pytest.fixture
def approver(db):
    return person("approver", Verb.APPROVE_PROGRAMMES)


@pytest.fixture
def auditor(db):
    return person("auditor")


@pytest.fixture
def programme(db):
    return Programme.objects.create(code="ANNUAL", name="Annual rebate")
