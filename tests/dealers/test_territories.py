"""Exclusive territories never overlap, whoever grants them and however the trees nest."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.models import Territory
from dealers.services.territories import save_territory
from tests.factories import START, make_dealer, make_line, make_region, make_territory

JULY = datetime.date(2024, 7, 1)
VERB = Verb.CHANGE_STRUCTURE


@pytest.fixture
def world(dealers, regions):
    """Two dealers, places by their code, product lines by theirs."""
    kitchen = make_line("kitchen")
    hoods = make_line("hoods", kitchen)
    places = {r.code: r for r in vars(regions).values()}
    lines = {"kitchen": kitchen, "hoods": hoods, "bath": make_line("bath"), "": None}
    return dealers, places, lines


def build(world, who, region, line="", channel="", start=START, end=None, exclusive=True):
    dealers, places, lines = world
    return Territory(
        dealer=getattr(dealers, who),
        region=places[region],
        product_line=lines[line],
        channel=channel,
        valid_from=start,
        valid_to=end,
        exclusive=exclusive,
    )


def grant(territory: Territory, **more) -> Territory:
    return save_territory(instance=territory, access=SYSTEM, verb=VERB, **more)


OVERLAPS = [
    # the first territory, the second one, whether they collide
    (("440100",), ("440100",), True),
    (("440100",), ("440000",), True),  # one inside the other
    (("440000",), ("440100",), True),
    (("000000",), ("440100",), True),
    (("440100",), ("440300",), False),  # neighbours
    (("440000",), ("330000",), False),
    (("440100", "kitchen"), ("440100", "kitchen"), True),
    (("440100", "kitchen"), ("440100", "hoods"), True),  # hoods are kitchen
    (("440100", "hoods"), ("440100", "kitchen"), True),
    (("440100", "kitchen"), ("440100", "bath"), False),
    (("440100", ""), ("440100", "bath"), True),  # no line is every line
    (("440100", "bath"), ("440100", ""), True),
    (("440000", "kitchen"), ("440100", "hoods"), True),
    (("440000", "kitchen"), ("440100", "bath"), False),
    (("440100", "", "offline"), ("440100", "", "offline"), True),
    (("440100", "", "offline"), ("440100", "", "tmall"), False),
    (("440100", "", "offline"), ("440100", "", "online"), False),
    (("440100", "", ""), ("440100", "", "offline"), True),  # no channel is every channel
    (("440100", "", "jd"), ("440100", "", ""), True),
    (("440100", "", "online"), ("440100", "", "tmall"), True),  # online is any platform
    (("440100", "", "tmall"), ("440100", "", "online"), True),
    (("440100", "", "tmall"), ("440100", "", "jd"), False),
    (("440100", "", "", START, JULY), ("440100", "", "", JULY, None), False),  # half-open
    (("440100", "", "", JULY, None), ("440100", "", "", START, JULY), False),
    (("440100", "", "", START, None), ("440100", "", "", JULY, None), True),
    (("440100", "", "", JULY, None), ("440100", "", "", START, None), True),
    (("440100", "", "", START, None, False), ("440100",), False),  # the first is shared
    (("440100",), ("440100", "", "", START, None, False), False),  # the second is shared
]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second", "collide"), OVERLAPS)
@pytest.mark.parametrize("who", ["guangzhou", "guangdong"])
def test_which_territories_collide(first, second, collide, who, world):
    world[0].guangdong.ecommerce_team = True
    world[0].guangdong.save()
    grant(build(world, "guangzhou", *first))
    rival = build(world, who, *second)
    if not collide:
        grant(rival)
        return
    with pytest.raises(ValidationError) as refused:
        grant(rival)
    assert refused.value.code == "territory_overlap"
    assert Territory.objects.count() == 1


@pytest.mark.django_db
def test_the_refusal_names_the_record_in_the_way(world):
    grant(build(world, "guangzhou", "440000", "kitchen", "offline", START, JULY))
    with pytest.raises(ValidationError) as refused:
        grant(build(world, "hangzhou", "440100"))
    text = refused.value.messages[0]
    for word in ("GZ · Guangdong", "Dealer GZ", "kitchen", "Offline", "2024-01-01", "2024-07-01"):
        assert word in text


@pytest.mark.django_db
def test_a_territory_does_not_collide_with_itself(world):
    territory = grant(build(world, "guangzhou", "440100"))
    territory.valid_to = JULY
    assert grant(territory, reason="contract ends").valid_to == JULY
    assert AuditEntry.objects.filter(action="changed", reason="contract ends").exists()


@pytest.mark.django_db
def test_a_shared_territory_cannot_become_exclusive_beside_another(world):
    grant(build(world, "guangzhou", "440100"))
    shared = grant(build(world, "hangzhou", "440100", exclusive=False))
    shared.exclusive = True
    with pytest.raises(ValidationError):
        grant(shared)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "allowed"),
    [("applicant", True), ("active", True), ("suspended", False), ("terminated", False)],
)
def test_only_a_dealer_in_good_standing_gets_a_new_territory(status, allowed, world):
    world[0].guangzhou.status = status
    world[0].guangzhou.save()
    territory = build(world, "guangzhou", "440100")
    if allowed:
        grant(territory)
    else:
        with pytest.raises(ValidationError, match="can receive no new territory"):
            grant(territory)


@pytest.mark.django_db
def test_the_territory_of_a_suspended_dealer_can_still_be_ended(world):
    territory = grant(build(world, "guangzhou", "440100"))
    territory.dealer.status = "suspended"
    territory.dealer.save()
    territory.valid_to = JULY
    grant(territory, reason="ends with the contract")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "allowed"),
    [("", True), ("offline", True), ("online", False), ("tmall", False), ("own_site", False)],
)
def test_an_online_territory_needs_an_ecommerce_team(channel, allowed, world):
    territory = build(world, "hangzhou", "330100", channel=channel)
    if allowed:
        grant(territory)
    else:
        with pytest.raises(ValidationError, match="no e-commerce team"):
            grant(territory)


@pytest.mark.django_db
def test_it_is_refused_on_the_page_with_the_input_kept(hq_client, dealers):
    make_territory(dealer=dealers.guangzhou)
    values = {"dealer": "HZ", "region": "440100", "exclusive": "on", "valid_from": "2024-05-01"}
    answer = hq_client.post("/territories/add/", values)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "is exclusive and overlaps" in html
    assert 'value="2024-05-01"' in html


@pytest.mark.django_db(transaction=True)
def test_two_who_grant_at_once_cannot_both_succeed():
    region = make_region("000000")
    rivals = [
        Territory(dealer=make_dealer(home_region=region), region=region, valid_from=START)
        for _turn in range(6)
    ]
    barrier, outcomes = threading.Barrier(len(rivals)), []

    def attempt(territory: Territory) -> None:
        barrier.wait()
        try:
            grant(territory)
            outcomes.append("granted")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[rival]) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["granted"] + ["refused"] * 5
    assert Territory.objects.count() == 1
