"""Mapping a text to a master, and taking that back: who may, what cannot, once only."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from channels_mgmt.core.imports.aliases import map_text, withdraw_alias
from channels_mgmt.core.models import Alias, AuditEntry
from dealers.models import Dealer
from dealers.services.tiers import create_default_tiers
from pricing.models import SKU

from .test_aliases import FILE, NAME, mapped
from .test_races import at_once
from .world import MASTERS, codes, take


class TestMapping:
    pytestmark = pytest.mark.usefixtures("brand_masters")

    @pytest.mark.parametrize(
        ("text", "code", "why"),
        [("GZ", "GD", "is_a_code"), (NAME, "NOBODY", "no_master"), (" ", "GZ", "bad_text"),
         ("长" * 41, "GZ", "bad_text")],
    )  # fmt: skip
    def test_what_cannot_be_mapped(self, text, code, why):
        with pytest.raises(ValidationError) as refused:
            mapped(text, code)
        assert refused.value.code == why
        assert not Alias.objects.exists()

    def test_the_same_again_is_no_news(self):
        assert mapped() == mapped()
        assert AuditEntry.objects.filter(model="core.alias").count() == 1

    def test_the_database_keeps_a_text_from_standing_for_two(self):
        mapped()
        mapped(model=SKU, code="H-1")  # but it may stand for a dealer and for a product
        with pytest.raises(IntegrityError), transaction.atomic():
            Alias.objects.create(target="dealers.Dealer", text=NAME, code="GD")

    def test_the_services_ask_who_it_is(self, finance):
        with pytest.raises(PermissionDenied):
            map_text(model=Dealer, text=NAME, code="GZ", access=finance)
        with pytest.raises(PermissionDenied):
            withdraw_alias(alias=mapped(), access=finance, reason="no")

    def test_a_withdrawn_one_is_read_no_more(self, hq_client):
        alias = mapped()
        url = reverse("imports:alias_withdraw", args=[alias.pk])
        assert hq_client.post(url, {"reason": ""}).status_code == 422
        page = hq_client.post(url, {"reason": "the firm was split"}, follow=True)
        assert (page.status_code, Alias.objects.count()) == (200, 0)
        entry = AuditEntry.objects.get(model="core.alias", action="withdrawn")
        assert (entry.before["text"], entry.reason) == (NAME, "the firm was split")
        assert (2, "dealer", "unknown_dealer") in codes(take("sales", FILE))


def test_of_two_who_map_the_same_text_at_once_one_wins(transactional_db):
    create_default_tiers()  # a test with real transactions begins with empty tables
    for kind, text in MASTERS.items():
        assert not take(kind, text).refused

    def attempt(code: str) -> str:
        try:
            return mapped(code=code).code
        except ValidationError as error:
            return error.code

    said = at_once(lambda: attempt("GZ"), lambda: attempt("GD"), lambda: attempt("HZ"))
    [alias] = Alias.objects.all()
    assert sorted(said) == sorted([alias.code, "mapped", "mapped"])
    assert AuditEntry.objects.filter(model="core.alias").count() == 1
