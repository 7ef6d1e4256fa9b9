"""The history of a record tells in words who changed what, from what to what."""

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb
from channels_mgmt.core.services import save_record
from dealers.models import Dealer
from tests.factories import make_sku

pytestmark = pytest.mark.django_db


def history(client, row, pages: str = "dealers") -> str:
    return client.get(f"/{pages}/{row.pk}/history/").content.decode()


def change(row, access, **values):
    for name, value in values.items():
        setattr(row, name, value)
    return save_record(instance=row, access=access, verb=Verb.CHANGE_STRUCTURE, reason="merger")


def test_it_works(hq, hq_client, dealers):
    change(dealers.guangzhou, hq, grade="gold")
    html = history(hq_client, dealers.guangzhou)
    assert "Changed" in html
    assert str(hq.user) in html
    assert "merger" in html
    assert '<th scope="row">Grade</th><td>Standard</td><td>Gold</td>' in html


def test_foreign_keys_are_told_by_name(hq, hq_client, dealers, regions):
    change(dealers.guangzhou, hq, home_region=regions.shenzhen)
    assert "<td>Guangzhou</td><td>Shenzhen</td>" in history(hq_client, dealers.guangzhou)


def test_money_is_told_as_money(hq_client):
    sku = make_sku(list_price="1000")
    change_products = {"access": SYSTEM, "verb": Verb.CHANGE_PRODUCTS}
    sku.list_price = "1250.5"
    save_record(instance=sku, **change_products)
    html = history(hq_client, sku, "products")
    assert "<td>1,000.00</td><td>1,250.50</td>" in html
    assert "System" in html


def test_what_has_no_name_any_more_is_shown_as_it_was_written(hq_client, dealers):
    record(
        "changed",
        dealers.guangzhou,
        by=None,
        before={"status": "asleep", "colour": "red"},
        after={"status": "active", "colour": "blue"},
    )
    html = history(hq_client, dealers.guangzhou)
    assert "<td>asleep</td>" in html
    assert '<th scope="row">Colour</th><td>red</td><td>blue</td>' in html


def test_a_record_without_changes_says_so(hq_client, dealers):
    assert "No change is on record." in history(hq_client, dealers.hangzhou)


def test_a_page_of_history_costs_the_same_for_many_changes(
    hq, hq_client, dealers, regions, django_assert_max_num_queries
):
    for turn in range(20):
        home = regions.shenzhen if turn % 2 else regions.guangzhou
        change(dealers.guangzhou, hq, home_region=home, name=f"{turn}")
    with django_assert_max_num_queries(10):
        history(hq_client, dealers.guangzhou)


def test_whoever_saves_out_of_her_reach_saves_nothing(hq, dealers, regions):
    guangdong = Scope(regions=(regions.guangdong.path,))
    regional = Access(hq.user, ((frozenset({Verb.CHANGE_STRUCTURE}), guangdong),))
    with pytest.raises(ValidationError, match="outside the part of the channel"):
        change(dealers.guangzhou, regional, home_region=regions.hangzhou)
    assert Dealer.objects.get(code="GZ").home_region == regions.guangzhou


def test_the_audit_trail_names_records_and_fields(hq, hq_client, dealers):
    change(dealers.guangzhou, hq, grade="gold")
    entry = AuditEntry.objects.get()
    listed = hq_client.get("/audit-trail/?model=dealers.dealer").content.decode()
    assert '<td class="">Dealer</td>' in listed
    page = hq_client.get(f"/audit-trail/{entry.pk}/").content.decode()
    assert f'href="/dealers/{dealers.guangzhou.pk}/"' in page
    assert '<th scope="row">Grade</th><td>Standard</td><td>Gold</td>' in page


def test_an_entry_about_what_the_program_no_longer_knows_can_still_be_read(hq_client):
    entry = AuditEntry.objects.create(
        action="burnt", model="dealers.barn", object_id=1, label="Barn 1", after={"roof": "gone"}
    )
    page = hq_client.get(f"/audit-trail/{entry.pk}/").content.decode()
    assert "dealers.barn: Barn 1" in page
    assert "<td>gone</td>" in page
