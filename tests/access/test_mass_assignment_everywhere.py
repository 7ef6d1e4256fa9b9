"""Every form and every verb that the resolver knows is sent every column of the model, of its
neighbours and of nobody: only what ``assignable.py`` allows changes, and of no other record
anything."""

import json
from typing import Any

import pytest
from django.db import models
from django.test import Client

from channels_mgmt.core.registry import pages_of
from dealers.choices import Role
from dealers.models import Contract, ManualEntry
from rebates.conduct.models import PenaltyRuleVersion
from rebates.models import ProgrammeVersion, Statement
from tests import factories as make
from tests.access.assignable import FORMS, NOT_EDITED, VERBS, Moves
from tests.access.canaries import with_papers
from tests.access.expected import Case
from tests.access.matrix import everything, form_data
from tests.access.people import Who
from tests.access.routes import Route, routes
from tests.conftest import person, signed_in
from tests.specimens import models_with_pages, specimen

pytestmark = pytest.mark.once

WRITTEN_BESIDES = {"core.AuditHead", "core.Job"}
"""The audit trail's last seal and the queue: no record of anybody."""
WHERE = "say in tests/access/assignable.py what it may change"


def kind_of(route: Route) -> str:
    return Case(route, Who.HQ).kind if route.model else ""


def moving() -> list[Route]:
    """Every route that does something to a record: the verbs of pages and of the API."""
    return [
        route
        for route in routes()
        if route.of_object and route.model and kind_of(route) in VERBS.get(label(route), ())
    ]


def label(route: Route) -> str:
    return route.model._meta.label


def forged(row: models.Model, other: models.Model) -> dict[str, Any]:
    """Every column of the model with the value that another row has, by all of its names; what a
    person must never set; and where the two rows lead to."""
    sent = {"id": other.pk, "pk": other.pk, "is_superuser": "on", "is_staff": "on", "password": "x",
            "created_by": other.pk, "posted_by": other.pk, "user_permissions": "1", "groups": "1",
            "dealer__status": "active", "access": "system", "user": other.pk}  # fmt: skip
    for column in row._meta.concrete_fields:
        value = column.value_from_object(other)
        text = "" if value is None or isinstance(value, bytes) else str(value)
        sent[column.name] = sent[column.attname] = text
    return sent


def changes(before: dict[str, list], after: dict[str, list]) -> dict[str, dict]:
    """Of the rows there were: which columns of which row are not what they were."""
    found: dict[str, dict] = {}
    for name, rows in before.items():
        now = {row[next(iter(row))]: row for row in after[name]}
        for row in rows:
            key = row[next(iter(row))]
            differ = {column for column in row if now.get(key, {}).get(column) != row[column]}
            if differ and name not in WRITTEN_BESIDES:
                found.setdefault(name, {})[key] = differ
    return found


def only(row: models.Model, columns: str, found: dict, others: str = "") -> dict:
    """What changed and must not have."""
    found = {name: dict(rows) for name, rows in found.items() if name not in others.split()}
    own = found.get(row._meta.label, {})
    if row.pk in own and own[row.pk] <= set(columns.split()):
        del own[row.pk]
    return {name: rows for name, rows in found.items() if rows}


# Forms


def edits() -> list[Route]:
    return [r for r in routes() if r.model and kind_of(r) == "edit" and label(r) not in NOT_EDITED]


def test_every_form_says_what_it_may_change():
    unsaid = [label(route) for route in edits() if label(route) not in FORMS]
    assert unsaid == [], WHERE
    assert set(FORMS) == {label(route) for route in edits()}


def prepared(model, dealer) -> models.Model:
    row = specimen(model, dealer)
    if model is ManualEntry:
        row = make.make_manual_entry(dealer=dealer, status="proposed")
    if model is Contract:
        Contract.objects.filter(pk=row.pk).update(status="draft")
    if model is ProgrammeVersion:
        ProgrammeVersion.objects.filter(pk=row.pk).update(status="draft")
    if model is PenaltyRuleVersion:
        PenaltyRuleVersion.objects.filter(pk=row.pk).update(status="draft")
    if model is Statement:
        with_papers(row, "papers")
    return row


@pytest.mark.parametrize("name", sorted(FORMS.keys() - {"core.Alias"}))  # added, never edited
def test_a_form_changes_its_own_fields_alone(name, hq_client, dealers, brand):
    [model] = [m for m in models_with_pages() if m._meta.label == name]
    row, other = prepared(model, dealers.guangzhou), prepared(model, dealers.hangzhou)
    address = pages_of(model).url("edit", row)
    form = hq_client.get(address).context["form"]
    sent = forged(row, other) | form_data(form) | {"reason": "changed"}
    before = everything()
    answer = hq_client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    found = changes(before, everything())
    assert only(row, FORMS[name], found, "rebates.Step conduct.PenaltyStep") == {}


# Verbs, on pages and by API


def test_every_verb_says_what_it_may_change():
    unsaid = [
        route.name
        for route in routes()
        if route.model
        and kind_of(route) in Case(route, Who.HQ).policy.verbs
        and not kind_of(route).endswith("_many")
        and kind_of(route) not in VERBS.get(label(route), ())
    ]
    assert unsaid == [], WHERE


def doers(route: Route) -> list[Who]:
    """Who may do it, one of them a second person; the superuser would prove less."""
    return sorted(Case(route, Who.HQ).doers - {Who.SUPERUSER})


def client_for(who: Who, dealers) -> Client:
    role = Role(who.name.lower() if who is not Who.HQ else "headquarters")
    own = dealers.guangzhou
    bound = {Who.PRINCIPAL: {"dealer": own}, Who.CITY: {"region": own.home_region}}.get(who, {})
    return signed_in(person(f"doer-{role}", role, **bound))


@pytest.mark.parametrize("route", moving(), ids=lambda route: route.name)
def test_a_verb_moves_its_own_record_alone(route, dealers, brand):
    moves: Moves = VERBS[label(route)][kind_of(route)]
    row, other = (prepared(route.model, dealer) for dealer in (dealers.guangzhou, dealers.hangzhou))
    type(row)._default_manager.filter(pk=row.pk).update(**moves.ready)
    client = client_for((doers(route) or [Who.HQ])[0], dealers)
    sent = forged(row, other) | {"reason": "checked", "text": "checked", "seen": "", **moves.said}
    [address] = route.addresses(row)
    before = everything()
    if route.name.startswith("api:"):
        answer = client.post(address, json.dumps(sent), content_type="application/json")
    else:
        answer = client.post(address, sent)
    assert answer.status_code < 500
    assert only(row, moves.columns, changes(before, everything()), moves.others) == {}
    if moves.columns and doers(route):
        assert answer.status_code in (200, 302), "it did nothing, so this proves nothing"
