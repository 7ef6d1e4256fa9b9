"""The reference case from scan to statement: 100,000, 150,000, then the authorisation is gone."""

import datetime
from decimal import Decimal as D

import pytest
from django.utils import timezone

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Territory
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import Violation
from rebates.conduct.services.cases import review
from rebates.models import TopUpDemand
from rebates.services.books import verify
from tests.conduct.making import make_rule_version, make_setting
from tests.conduct.ways import costs, fresh
from tests.factories import make_line, make_scan, make_serial, make_sku, make_territory
from tests.fines.world import FinedWorld, stated

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2025, 1, 1)
MONTHS = (3, 4, 5)


@pytest.fixture
def cases(world) -> list[Violation]:
    """D1, at home in Guangzhou, is seen three times selling in Beijing, where D2 may sell."""
    make_rule_version()
    make_setting("serial_outside", valid_from=SINCE)
    type(world.invaded).objects.filter(pk=world.invaded.pk).update(home_region=world.north)
    make_territory(dealer=world.accused, valid_from=SINCE)
    make_territory(dealer=world.invaded, region=world.north, valid_from=SINCE)
    world.contract("200000")
    world.lodged("200000")
    world.owed("40000")
    sku = make_sku("RANGE", product_line=make_line("ranges"), list_price=D("3200"))
    for month in MONTHS:
        unit = make_serial(dealer=world.accused, sku=sku, shipped_on=SINCE)
        at = timezone.make_aware(datetime.datetime(2026, month, 10, 12))
        make_scan(unit, region=world.north, scanned_at=at)
    detect(start=datetime.date(2026, 3, 1), end=datetime.date(2026, 6, 1), access=SYSTEM)
    return [decided(world, case) for case in Violation.objects.order_by("offence_date")]


def decided(world: FinedWorld, case: Violation) -> Violation:
    return world.desk.confirm(review(case=case, access=world.desk.opener))


def held(world: FinedWorld) -> bool:
    """Whether D1 still has its territory."""
    return Territory.objects.get(dealer=world.accused).valid_to is None


def fines(content: dict) -> list[tuple[str, str]]:
    return [(line["due"], line["amount"]) for line in content["fines"]]


def test_from_the_scan_to_the_statements_of_both_months(world, cases):
    assert costs(*cases) == ["100000", "150000", "authorisation"]
    assert [case.invaded for case in cases] == [world.invaded] * 3
    assert not held(world)

    first = stated(world.month(5))
    assert fines(first) == [("-100000.00", "-100000.00"), ("-150000.00", "-150000.00")]
    assert (first["opening"], first["fined"], first["closing"]) == (
        "0.00",
        "-250000.00",
        "-10000.00",
    )
    assert (first["deposit"]["opening"], first["deposit"]["closing"]) == ("0.00", "0.00")
    assert first["demand"]["amount"] == "200000.00"
    assert {fresh(case).status for case in cases} == {"settled"}
    assert list(verify()) == []

    world.desk.overturned(fresh(cases[0]))
    assert costs(*cases) == ["nothing", "100000", "150000"]
    assert held(world)

    second = stated(world.month(6))
    assert fines(second) == [
        ("0.00", "100000.00"), ("-100000.00", "50000.00"), ("-150000.00", "-150000.00"),
    ]  # fmt: skip
    assert (second["opening"], second["fined"]) == ("-10000.00", "0.00")
    assert second["closing"] == f"{world.balance('D1'):f}"
    assert second["deposit"]["closing"] == f"{world.deposit():f}"
    assert world.balance("D1") + world.deposit() == 40_000 + 200_000 - 250_000
    assert TopUpDemand.objects.filter(dealer=world.accused).count() >= 1
    assert list(verify()) == []


def test_the_invaded_dealer_gets_its_share_of_each_and_gives_one_back(world, cases):
    of_may = stated(world.month(5), "D2")
    assert of_may["fined"] == "960.00"  # 10 % of three ranges at 3,200
    world.desk.overturned(fresh(cases[0]))
    assert stated(world.month(6), "D2")["fined"] == "-320.00"
    assert world.balance("D2") == D("640.00")
    assert list(verify()) == []
