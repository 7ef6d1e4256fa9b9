"""A text is mapped on a page of its own, before any file brings it."""

import pytest
from django.urls import reverse

from channels_mgmt.core.models import Alias, AuditEntry
from dealers.choices import Role
from tests.conftest import person, signed_in

from .test_aliases import FILE, MODEL, NAME
from .world import take

pytestmark = pytest.mark.usefixtures("brand_masters")
ADD = reverse("imports:alias_add")
LIST = reverse("imports:alias_list")


def add(client, text=NAME, target="dealers.Dealer", code="GZ"):
    return client.post(ADD, {"text": text, "target": target, "code": code}, follow=True)


def test_it_works(hq_client, hq):
    assert ADD in hq_client.get(LIST).content.decode()
    assert add(hq_client).status_code == 200
    assert add(hq_client, MODEL, "pricing.SKU", "H-1").status_code == 200
    alias = Alias.objects.get(text=NAME)
    assert (alias.target, alias.code, alias.created_by) == ("dealers.Dealer", "GZ", hq.user)
    assert AuditEntry.objects.filter(action="created", object_id=alias.pk).exists()
    assert take("sales", FILE).accepted == 4


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"code": "NOBODY"}, "“NOBODY” is not known here."),
        ({"text": "GD"}, "is a code itself"),
        ({"text": ""}, "required"),
        ({"target": "core.User"}, "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(hq_client, sent, said):
    answer = add(hq_client, **sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Alias.objects.exists()


def test_a_text_is_mapped_once(hq_client):
    add(hq_client)
    answer = add(hq_client, code="GD")
    assert (answer.status_code, "mapped" in answer.content.decode()) == (422, True)
    assert Alias.objects.get().code == "GZ"


def test_it_is_spelled_as_codes_are_read(hq_client):
    add(hq_client, text="  ＡＢ－１  ")
    assert Alias.objects.get().text == "ＡＢ-1"


def test_it_is_not_changed_but_withdrawn(hq_client):
    add(hq_client)
    alias = Alias.objects.get()
    assert hq_client.get(reverse("imports:alias_edit", args=[alias.pk])).status_code == 403
    assert (
        "Edit"
        not in hq_client.get(reverse("imports:alias_detail", args=[alias.pk])).content.decode()
    )


def test_who_does_not_import_master_data_everywhere_maps_nothing(brand_masters):
    client = signed_in(person("reader", Role.FINANCE))
    assert client.get(ADD).status_code == 403
    assert add(client).status_code == 403
    assert ADD not in client.get(LIST).content.decode()
    assert not Alias.objects.exists()
