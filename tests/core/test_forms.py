"""A form saves by the service of its model, and loses nothing of what was typed."""

import re

import pytest

from channels_mgmt.core.display import moment
from channels_mgmt.core.models import AuditEntry, User
from dealers.choices import Role
from dealers.models import Dealer
from tests.conftest import person, signed_in
from tests.factories import make_dealer, make_grant, make_tier

pytestmark = pytest.mark.django_db
NEW = {
    "code": "SZ",
    "name": "深圳",
    "tier": "city",
    "upstream": "GD",
    "home_region": "440300",
    "grade": "gold",
}


def opened(client, dealer: Dealer) -> dict[str, str]:
    """The values of the edit form as a browser would send them back."""
    html = client.get(f"/dealers/{dealer.pk}/edit/").content.decode()
    values = dict(re.findall(r'<input type="\w+" name="(\w+)" value="([^"]*)"', html))
    values |= re.findall(r'<select name="(\w+)".*?<option value="(\w+)" selected', html, re.S)
    return values


def page(answer) -> str:
    return answer.content.decode()


def test_it_works(hq_client, hq, dealers):
    answer = hq_client.post("/dealers/add/", NEW, follow=True)
    dealer = Dealer.objects.get(code="SZ")
    assert dealer.upstream == dealers.guangdong
    assert answer.redirect_chain[-1][0] == f"/dealers/{dealer.pk}/"
    assert "was added" in page(answer)
    entry = AuditEntry.objects.get(model="dealers.dealer", object_id=dealer.pk)
    assert (entry.by, entry.action, entry.after["code"]) == (hq.user, "created", "SZ")


def test_a_change_is_kept_with_its_reason(hq_client, dealers):
    values = opened(hq_client, dealers.guangzhou) | {"name": "新名", "reason": "重新登记"}
    hq_client.post(f"/dealers/{dealers.guangzhou.pk}/edit/", values)
    dealers.guangzhou.refresh_from_db()
    assert dealers.guangzhou.name == "新名"
    entry = AuditEntry.objects.get(action="changed")
    assert entry.reason == "重新登记"
    assert entry.after == {"name": "新名", "ecommerce_team": False}  # no tick was sent


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"code": ""}, "code", "required"),
        ({"code": "a/b"}, "code", "spaces only within it"),
        ({"code": "GZ"}, "code", "already exists"),
        ({"home_region": "999999"}, "home_region", "“999999” is not known here."),
        ({"uscc": "123"}, "uscc", "is not a credit code"),
        ({"upstream": "HZ"}, "upstream", "does not stand above this tier"),
        ({"grade": "iron"}, "grade", "not one of the available choices"),
    ],
)
def test_an_error_stands_at_its_field_and_the_input_is_kept(
    wrong, field, words, hq_client, dealers
):
    answer = hq_client.post("/dealers/add/", NEW | wrong)
    assert answer.status_code == 422
    html = page(answer)
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', html, re.S)
    assert words in error[1]
    assert 'value="深圳"' in html
    assert re.search(rf'name="{field}"[^>]* autofocus', html)
    assert not Dealer.objects.filter(code="SZ").exists()
    assert not AuditEntry.objects.exists()


def test_who_is_second_is_told_and_overwrites_nothing(hq_client, dealers):
    mine = opened(hq_client, dealers.guangzhou)
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(name="somebody else's")
    address = f"/dealers/{dealers.guangzhou.pk}/edit/"
    answer = hq_client.post(address, mine | {"name": "mine"})
    assert answer.status_code == 422
    assert "Somebody has changed this record" in page(answer)
    assert 'value="mine"' in page(answer)
    dealers.guangzhou.refresh_from_db()
    assert dealers.guangzhou.name == "somebody else's"
    seen = re.search(r'name="seen" value="(\w+)"', page(answer))[1]
    answer = hq_client.post(address, mine | {"name": "mine", "seen": seen})
    assert answer.status_code == 302


def test_saving_without_a_change_leaves_no_trace(hq_client, dealers):
    values = opened(hq_client, dealers.hangzhou)
    assert hq_client.post(f"/dealers/{dealers.hangzhou.pk}/edit/", values).status_code == 302
    assert not AuditEntry.objects.exists()


def test_a_form_can_be_opened_with_values_given(hq_client, dealers):
    html = page(hq_client.get("/territories/add/?dealer=GZ"))
    assert re.search(r'name="dealer" value="GZ"', html)
    assert dealers.guangzhou.name_en in html


def test_a_record_that_moves_takes_what_is_below_it_along(hq_client, regions):
    answer = hq_client.get(f"/regions/{regions.guangzhou.pk}/edit/")
    seen = re.search(r'name="seen" value="(\w+)"', page(answer))[1]
    values = {"code": "440100", "name": "广州", "level": "city", "parent": "330000", "seen": seen}
    hq_client.post(f"/regions/{regions.guangzhou.pk}/edit/", values)
    regions.guangzhou.refresh_from_db()
    assert regions.guangzhou.path == "000000/330000/440100/"


def test_the_menu_of_tiers_is_short_enough_to_choose_from(hq_client, dealers):
    make_tier("outlet")
    html = page(hq_client.get("/dealers/add/"))
    assert '<select name="tier"' in html
    assert '<input type="text" name="home_region"' in html


def test_a_dealer_without_credit_code_does_not_stand_in_the_way_of_another(hq_client, dealers):
    make_dealer(uscc="")
    assert hq_client.post("/dealers/add/", NEW | {"uscc": ""}).status_code == 302


# Who is second is told what stands where her input differs


def stale(answer) -> list[tuple[str, str, str]]:
    """The rows of the comparison: field, what is there now, what was typed."""
    table = re.search(r'<caption class="stale">.*?<tbody>(.*?)</tbody>', page(answer), re.S)
    cells = r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>'
    strip = re.compile(r"<[^>]+>")
    return [tuple(strip.sub("", cell) for cell in row) for row in re.findall(cells, table[1])]


def test_who_is_second_learns_who_was_first_and_what_differs(hq_client, dealers):
    address, mine = f"/dealers/{dealers.guangzhou.pk}/edit/", opened(hq_client, dealers.guangzhou)
    first = person("first", Role.HEADQUARTERS)
    User.objects.filter(pk=first.user.pk).update(full_name="沈知远")
    signed_in(first).post(address, mine | {"uscc": "91440101MA59U9J92K"})
    changed = AuditEntry.objects.get(action="changed")
    answer = hq_client.post(address, mine | {"name": "mine", "name_en": "My own"})
    assert answer.status_code == 422
    assert "沈知远" in page(answer)
    assert moment(changed.at) in page(answer)
    assert {label: (now, typed) for label, now, typed in stale(answer)} == {
        "Name": ("经销商GZ", "mine"),
        "English name": ("Dealer GZ", "My own"),
        "Unified social credit code": ("91440101MA59U9J92K", "—"),
    }
    assert AuditEntry.objects.get(action="changed") == changed


@pytest.mark.parametrize("wrong", [{"code": "a/b"}, {"uscc": "123"}])
def test_a_stale_form_shows_also_what_makes_no_sense(wrong, hq_client, dealers):
    mine = opened(hq_client, dealers.guangzhou)
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(name_en="theirs")
    answer = hq_client.post(f"/dealers/{dealers.guangzhou.pk}/edit/", mine | wrong)
    assert answer.status_code == 422
    assert [*wrong.values()][0] in [typed for _label, _now, typed in stale(answer)]


def test_a_form_that_is_not_stale_compares_nothing(hq_client, dealers):
    mine = opened(hq_client, dealers.guangzhou) | {"name": ""}
    answer = hq_client.post(f"/dealers/{dealers.guangzhou.pk}/edit/", mine)
    assert answer.status_code == 422
    assert 'class="stale"' not in page(answer)


def test_what_somebody_saves_knowingly_replaces_what_was_there(hq_client, dealers):
    mine = opened(hq_client, dealers.guangzhou) | {"name": "mine"}
    address = f"/dealers/{dealers.guangzhou.pk}/edit/"
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(name="theirs")
    seen = re.search(r'name="seen" value="(\w+)"', page(hq_client.post(address, mine)))[1]
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(name="theirs again")
    answer = hq_client.post(address, mine | {"seen": seen})
    assert answer.status_code == 422  # somebody changed it once more
    seen = re.search(r'name="seen" value="(\w+)"', page(answer))[1]
    assert hq_client.post(address, mine | {"seen": seen}).status_code == 302
    dealers.guangzhou.refresh_from_db()
    assert dealers.guangzhou.name == "mine"


@pytest.mark.parametrize("seen", ["", "0" * 16])
def test_a_form_that_does_not_say_what_was_seen_changes_nothing(seen, hq_client, dealers):
    mine = opened(hq_client, dealers.guangzhou) | {"name": "mine", "seen": seen}
    answer = hq_client.post(f"/dealers/{dealers.guangzhou.pk}/edit/", mine)
    assert answer.status_code == 422
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("side", "told"), [("hq", "The brand"), ("dealer_user", "冯嘉树")])
def test_a_dealer_hears_of_its_own_people_by_name_and_of_others_as_the_brand(
    side, told, dealers, request
):
    first, reader = request.getfixturevalue(side), request.getfixturevalue("dealer_user")
    clerk = make_grant(role=Role.CLERK, dealer=dealers.guangzhou).user
    User.objects.filter(pk=first.user.pk).update(full_name="冯嘉树")
    address = f"/users/{clerk.pk}/edit/"
    html = page(signed_in(reader).get(address))
    mine = {"full_name": "mine", "seen": re.search(r'name="seen" value="(\w+)"', html)[1]}
    theirs = mine | {"full_name": "theirs", "reason": "married"}
    assert signed_in(first).post(address, theirs).status_code == 302
    answer = signed_in(reader).post(address, mine)
    assert answer.status_code == 422
    assert f"{told} has changed this record since you opened it" in page(answer)
    assert ("Name", "theirs", "mine") in stale(answer)
