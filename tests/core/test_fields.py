"""Money is exact on every database: in sums, in comparisons, in what goes in and comes out."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from channels_mgmt.core.fields import AmountField, FenField, ScaledDecimalField
from dealers.models import LedgerEntry
from pricing.models import SKU
from tests.factories import make_dealer, make_entry, make_line, make_sale, make_sku

pytestmark = pytest.mark.django_db


def test_a_thousand_dimes_are_a_hundred_yuan():
    dealer, sku = make_dealer(), make_sku()
    sale = make_sale("0.10", dealer=dealer, sku=sku)
    lines = []
    for number in range(999):
        line = type(sale)(**{f.attname: getattr(sale, f.attname) for f in sale._meta.fields})
        line.pk, line.order_number = None, f"N{number}"
        lines.append(line)
    type(sale).objects.bulk_create(lines)
    assert type(sale).objects.aggregate(total=Sum("amount"))["total"] == D("100.0000")


@pytest.mark.parametrize("amount", ["0.01", "0.07", "1234567.89", "92233720368547758.07"])
def test_what_is_stored_comes_back_to_the_fen(amount):
    entry = make_entry(amount)
    entry.refresh_from_db()
    assert entry.amount == D(amount)
    assert str(entry.amount) == amount
    assert LedgerEntry.objects.filter(amount=D(amount)).exists()


def test_amounts_are_ordered_and_compared_as_numbers():
    line = make_line()
    for code, price in (("A", "9.00"), ("B", "10.00"), ("C", "100.00")):
        make_sku(code, product_line=line, list_price=D(price))
    dear = SKU.objects.filter(list_price__gt=D("9.5")).order_by("-list_price")
    assert [sku.code for sku in dear] == ["C", "B"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (FenField(), "1.001", "places"),
        (AmountField(), "0.00001", "places"),
        (FenField(), "92233720368547758.08", "too_large"),
        (FenField(), "ten", "invalid"),
        (FenField(), "NaN", "places"),
        (FenField(), 0.1, "float"),
    ],
)
def test_what_cannot_be_held_exactly_is_refused(field, value, code):
    with pytest.raises(ValidationError) as refused:
        field.to_python(value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (FenField(), "1", "1.00"),
        (FenField(), "1.10", "1.10"),
        (FenField(), "-0.05", "-0.05"),
        (AmountField(), "2.5", "2.5000"),
        (ScaledDecimalField(places=0), "7", "7"),
    ],
)
def test_values_have_the_places_of_their_field(field, value, expected):
    assert str(field.to_python(value)) == expected


def test_nothing_stays_nothing():
    assert FenField().to_python("") is None
    assert make_sku(list_price=None).list_price is None
