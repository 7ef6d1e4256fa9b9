"""Whoever changes what bears money says why, on a form or past it."""

import re
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.registry import pages_of
from channels_mgmt.core.scopes import SYSTEM, Verb
from channels_mgmt.core.services import save_record
from pricing.models import Price
from tests import factories as make
from tests.specimens import models_with_pages, specimen

BEARS_MONEY = {
    "dealers.Shop", "dealers.Territory", "pricing.Exclusive", "pricing.Price", "pricing.PriceList",
    "rebates.Programme",
}  # fmt: skip
MODELS = [model for model in models_with_pages() if model._meta.label in BEARS_MONEY]
labels = {"ids": lambda model: model._meta.label}


@pytest.fixture
def price(regions) -> Price:
    return make.make_price()


def dearer(price: Price) -> Price:
    price.price = D("120")
    return price


def test_it_works(price):
    save_record(
        instance=dearer(price), access=SYSTEM, verb=Verb.CHANGE_PRODUCTS, reason=" copper is dear "
    )
    assert history_of(price).first().reason == "copper is dear"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_the_service_refuses_a_change_without_one(reason, price):
    with pytest.raises(ValidationError) as refused:
        save_record(instance=dearer(price), access=SYSTEM, verb=Verb.CHANGE_PRODUCTS, reason=reason)
    assert set(refused.value.error_dict) == {"reason"}
    price.refresh_from_db()
    assert price.price == D("100")


def test_to_save_what_is_there_already_needs_none(price):
    save_record(instance=price, access=SYSTEM, verb=Verb.CHANGE_PRODUCTS)
    assert not history_of(price).exists()


@pytest.mark.parametrize("model", MODELS, **labels)
def test_the_form_asks_for_it(model, dealers, hq_client):
    pages, row = pages_of(model), specimen(model, dealers.guangzhou)
    assert pages.reason_required
    address = pages.url("edit", row)
    html = hq_client.get(address).content.decode()
    assert re.search(r'class="form-label required" for="id_reason"', html)
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    answer = hq_client.post(address, {"seen": seen, "reason": " "})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


@pytest.mark.parametrize("model", MODELS, **labels)
def test_the_form_of_a_new_record_does_not(model, hq_client, dealers):
    pages = pages_of(model)
    assert 'name="reason"' not in hq_client.get(pages.url("add")).content.decode()


def test_an_import_gives_its_file_as_the_reason(dealers):
    shop = make.make_shop("TM-1", operator=dealers.guangzhou)
    row = {"code": "TM-1", "name": "另一个名字", "platform": "tmall", "operator": "GZ"}
    report = import_rows(kind="shops", rows=[row], access=SYSTEM, name="shops-2026.csv")
    assert not report.refused
    assert "shops-2026.csv" in history_of(shop).first().reason
