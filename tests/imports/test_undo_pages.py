"""Undoing and reversing on the page of an import: which is offered, and what it asks."""

import pytest

from channels_mgmt.core.models import ImportBatch, ImportStatus
from dealers.choices import Role
from rebates.sales.models import SalesLine
from tests.conftest import person, signed_in
from tests.settlement.world import World

from .test_undo import reverse, rows, taken, undo, world
from .uploading import address, page_of
from .world import take

__all__ = ["world"]
UNDO, REVERSE = "Undo this import", "Reverse this import"


def test_it_works(world: World, hq_client):
    batch = taken()
    page = page_of(hq_client, batch)
    assert (UNDO in page, REVERSE in page) == (True, False)
    url = address(batch, "importbatch_undo")
    assert hq_client.post(url, {"reason": ""}).status_code == 422
    page = hq_client.post(url, {"reason": "the wrong file"}, follow=True).content.decode()
    assert "The import is undone" in page
    assert "the wrong file" in page
    assert (UNDO in page, REVERSE in page) == (False, False)
    assert not SalesLine.objects.exists()


def test_once_it_is_settled_only_reversing_is_offered_and_it_is_said_why(world, hq_client):
    batch = taken()
    run = world.settle()
    page = page_of(hq_client, batch)
    assert (UNDO in page, REVERSE in page) == (False, True)
    assert f"Settlement run {run.pk} (2012-01-01 – 2012-12-31) is posted" in page
    refused = hq_client.post(address(batch, "importbatch_undo"), {"reason": "x"})
    assert (refused.status_code, f"run {run.pk}" in refused.content.decode()) == (422, True)
    answer = hq_client.post(address(batch, "importbatch_reverse"), {"reason": "wrong"})
    new = ImportBatch.objects.get(reverses=batch)
    assert answer.url == address(new)
    assert address(batch) in page_of(hq_client, new)
    page = page_of(hq_client, batch)
    assert address(new) in page
    assert "Sales lines of this import" in page  # they are still there


def test_of_master_data_it_says_that_there_is_no_undoing(world, hq_client):
    report = take("product_lines", "code,name\nX,x\n")
    page = page_of(hq_client, ImportBatch.objects.get(pk=report.batch))
    assert "cannot be undone" in page
    assert UNDO not in page


@pytest.mark.parametrize("verb", ["undo", "reverse"])
def test_who_may_not_take_in_takes_nothing_back(world, verb):
    batch, client = taken(), signed_in(person("reader", Role.FINANCE))
    page = page_of(client, batch)
    assert (UNDO in page, REVERSE in page) == (False, False)
    url = address(batch, f"importbatch_{verb}")
    assert client.post(url, {"reason": "x"}).status_code == 403
    assert SalesLine.objects.count() == len(rows())


def test_the_list_tells_what_became_of_each(world, hq_client):
    undo(taken())
    reverse(taken(rows("B")))
    page = hq_client.get("/imports/").content.decode()
    for status in (ImportStatus.UNDONE, ImportStatus.REVERSED, ImportStatus.COMMITTED):
        assert str(status.label) in page
        assert hq_client.get("/imports/", {"status": status.value}).status_code == 200
