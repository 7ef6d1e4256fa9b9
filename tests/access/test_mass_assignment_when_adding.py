"""A new record takes from what was sent the fields of its form, and of all the rest nothing."""

from typing import Any

import pytest
from django.db import models

from channels_mgmt.core.registry import pages_of
from tests.access.assignable import FORMS
from tests.access.matrix import everything, form_data
from tests.access.test_mass_assignment_everywhere import changes, forged, prepared
from tests.factories import make_serial
from tests.specimens import models_with_pages

pytestmark = pytest.mark.once

OWN_TESTS = {
    "conduct.PenaltyRuleVersion": "its steps are rows of their own: tests/conduct",
    "core.User": "people are invited: tests/people",
    "dealers.Brand": "there is one, and it exists",
    "rebates.ProgrammeVersion": "its form is not the model's: tests/programmes",
    "core.Alias": "it is never edited: tests/imports",
}
NEW = {
    "code": "NEW-1",
    "day": "2031-01-06",
    "number": "NEW-1",
    "rank": "77",
    "valid_from": "2001-01-01",
    "valid_to": "2001-02-01",
    "period_from": "2001-01-01",
    "period_to": "2001-02-01",
}
"""What makes a second record of the same values possible."""
ONLY_WHEN_ADDED = {
    "conduct.Neighbour": lambda row: {"neighbour": "440000"},
    "conduct.SerialExemption": lambda row: {"serial": make_serial(dealer=row.serial.dealer).code},
    "dealers.Dealer": lambda row: {"tier": row.tier.code, "home_region": row.home_region.code},
}
"""What the form asks for at first, and never again."""
ADDED = sorted(set(FORMS) - set(OWN_TESTS))


def default_of(column: models.Field) -> Any:
    return None if column.primary_key else column.get_default()


def set_by_itself(column: models.Field) -> bool:
    return bool(getattr(column, "auto_now_add", False)) or callable(column.default)


@pytest.mark.parametrize("name", ADDED)
def test_only_the_fields_of_the_form_are_taken(name, hq, hq_client, dealers, brand):
    [model] = [m for m in models_with_pages() if m._meta.label == name]
    row, other = prepared(model, dealers.guangzhou), prepared(model, dealers.hangzhou)
    pages = pages_of(model)
    filled = form_data(hq_client.get(pages.url("edit", row)).context["form"])
    filled |= {field: value for field, value in NEW.items() if field in filled}
    filled |= ONLY_WHEN_ADDED.get(name, lambda row: {})(row)
    before = everything()
    answer = hq_client.post(pages.url("add"), forged(row, other) | filled | {"seen": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    assert changes(before, everything()) == {}
    new = model._default_manager.exclude(pk__in=keys(before[name])).get()
    assert new.pk != other.pk
    allowed = {*FORMS[name].split(), model._meta.pk.attname}
    strange = {
        column.attname: value
        for column in model._meta.concrete_fields
        if column.attname not in allowed and not set_by_itself(column)
        and (value := column.value_from_object(new)) not in (default_of(column), "", hq.user.pk)
    }  # fmt: skip
    assert strange == {}


def keys(rows: list[dict]) -> list[Any]:
    return [row[next(iter(row))] for row in rows]


def test_every_form_is_tried_or_has_tests_of_its_own():
    assert set(ADDED) | set(OWN_TESTS) == set(FORMS)
