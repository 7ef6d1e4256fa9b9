"""Who runs an online shop has an e-commerce team; the brand runs its flagship itself."""

import pytest
from django.core.exceptions import ValidationError

from channels_mgmt.core.scopes import SYSTEM, Verb
from dealers.models import Shop
from dealers.services.shops import save_shop

pytestmark = pytest.mark.django_db


def opened(operator) -> Shop:
    shop = Shop(code="tm1", name="旗舰店", platform="tmall", operator=operator)
    return save_shop(instance=shop, access=SYSTEM, verb=Verb.CHANGE_STRUCTURE)


def test_it_works(dealers):
    assert opened(dealers.guangzhou).operator == dealers.guangzhou


def test_without_a_team_there_is_no_shop(dealers):
    with pytest.raises(ValidationError, match="no e-commerce team") as refused:
        opened(dealers.hangzhou)
    assert "operator" in refused.value.message_dict
    assert not Shop.objects.exists()


def test_the_flagship_shop_has_no_operator(db):
    assert opened(None).operator is None


def test_a_shop_is_on_a_platform(dealers):
    with pytest.raises(ValidationError) as refused:
        Shop(code="x", name="x", platform="offline").full_clean()
    assert "platform" in refused.value.message_dict


@pytest.mark.parametrize("status", ["suspended", "terminated"])
def test_a_dealer_that_is_closed_keeps_its_shop_and_gets_no_other(dealers, status):
    shop = opened(dealers.guangzhou)
    dealers.guangzhou.status = status
    dealers.guangzhou.save()
    shop.name = "新名"
    save_shop(instance=shop, access=SYSTEM, verb=Verb.CHANGE_STRUCTURE, reason="new name")
    second = Shop(code="tm2", name="x", platform="tmall", operator=dealers.guangzhou)
    with pytest.raises(ValidationError, match="can receive no new shop"):
        save_shop(instance=second, access=SYSTEM, verb=Verb.CHANGE_STRUCTURE)
