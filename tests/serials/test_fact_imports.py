"""Imports of facts: taken back as a whole, and taken in by whose affair they are."""

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.imports.undoing import reverse_import, undo_import
from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Region
from rebates.sales.models import Scan
from tests.imports.world import codes, records, take

from .kinds import FILES, MODELS, every_kind, one

pytestmark = pytest.mark.usefixtures("brand_masters")


@every_kind
def test_an_import_can_be_undone(kind, hq):
    report = take(kind, one(kind))
    batch = ImportBatch.objects.get(pk=report.batch)
    undo_import(batch=batch, access=hq, reason="wrong file")
    assert not MODELS[kind].objects.exists()
    assert take(kind, one(kind)).accepted == 1


def test_an_import_of_facts_is_not_reversed(hq):
    batch = ImportBatch.objects.get(pk=take("scans", one("scans")).batch)
    with pytest.raises(ValidationError, match="cannot be reversed"):
        reverse_import(batch=batch, access=hq, reason="wrong file")
    assert Scan.objects.count() == 1


def in_zhejiang() -> Access:
    region = Region.objects.get(code="330000")
    return Access(rights=((frozenset({Verb.IMPORT_SALES}), Scope(regions=(region.path,))),))


@pytest.mark.parametrize("kind", ["serials", "payments", "stock_counts"])
def test_a_right_in_one_region_takes_in_facts_of_its_dealers_only(kind):
    rows = records(one(kind) + FILES[kind][1].replace("GZ", "HZ").replace("-1", "-2"))
    report = import_rows(kind=kind, rows=rows, access=in_zhejiang(), name="x")
    assert codes(report) == [(2, "dealer", "unknown_dealer")]


def test_a_right_in_one_region_takes_in_scans_made_there_only():
    rows = records(one("scans") + FILES["scans"][2].replace("R1", "R2"))
    report = import_rows(kind="scans", rows=rows, access=in_zhejiang(), name="x")
    assert codes(report) == [(2, "region", "unknown_region")]
