"""A unit is flagged as a gift or as moved by a person: from then on a scan of it makes no case."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import Finding, SerialExemption
from tests import factories as make
from tests.conduct.making import make_setting
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def serial(desk, dealers, regions):
    """Shipped to Guangzhou, seen in Hangzhou."""
    for dealer in (dealers.guangzhou, dealers.hangzhou):
        make.make_territory(dealer=dealer)
    made = make.make_serial(dealer=desk.dealer, shipped_on=datetime.date(2026, 3, 1))
    at = timezone.make_aware(datetime.datetime(2026, 3, 5, 9))
    make.make_scan(made, region=regions.hangzhou, scanned_at=at)
    make_setting("serial_outside", valid_from=datetime.date(2025, 1, 1))
    return made


def test_it_works(desk, serial):
    sent = {"serial": serial.code, "kind": "gift", "note": "展会赠品"}
    assert signed_in(desk.opener).post("/exemptions/add/", sent).status_code == 302
    flagged = SerialExemption.objects.get()
    assert (flagged.serial, flagged.created_by) == (serial, desk.opener.user)
    detect(start=datetime.date(2026, 1, 1), end=datetime.date(2027, 1, 1), access=SYSTEM)
    assert [found.no_case for found in Finding.objects.all()] == ["gift"]


def test_a_change_needs_a_reason(desk, serial):
    flagged = SerialExemption.objects.create(serial=serial, kind="gift")
    address, client = f"/exemptions/{flagged.pk}/edit/", signed_in(desk.opener)
    seen = client.get(address).context["form"]["seen"].value()
    sent = {"serial": serial.code, "kind": "relocation", "note": "", "seen": seen}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "住户搬家"}).status_code == 302
    flagged.refresh_from_db()
    assert flagged.kind == "relocation"


def test_a_dealer_neither_flags_nor_sees_one(desk, serial):
    SerialExemption.objects.create(serial=serial, kind="gift")
    client = signed_in(desk.accused)
    assert client.get("/exemptions/").status_code == 404
    assert client.post("/exemptions/add/", {"serial": serial.code}).status_code == 404


def test_none_is_flagged_outside_her_region(desk, serial, dealers):
    foreign = make.make_serial(dealer=dealers.hangzhou)
    sent = {"serial": foreign.code, "kind": "gift", "note": ""}
    assert signed_in(desk.opener).post("/exemptions/add/", sent).status_code == 422
    assert not SerialExemption.objects.exists()
