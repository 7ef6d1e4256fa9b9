"""What is exported is read back without a change, also in another installation."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.imports import exporting
from channels_mgmt.core.imports.kinds import kind_named, kinds
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import SYSTEM, Access, Scope
from channels_mgmt.core.triggers import set_guard
from dealers.models import Dealer, ProductLine, Region, Shop, Target, Territory
from pricing.models import SKU, Exclusive, Price, PriceControl, PriceObservation
from rebates.sales.models import (
    Packing,
    Payment,
    Place,
    SalesLine,
    Scan,
    Serial,
    StockCount,
)
from tests import factories as make

from .test_masters import ALL
from .world import SALES, take

MORE_SALES = SALES + (
    "POS,sell_out,SO7,1,2025-02-11,GZ,H-1,-1,,-12345678901.2345\nERP,online,00017,a,"
    "2025-02-11,GZ,H-2,1,,0\n"
)
OBSERVED = (
    "observed_at,sku,price,shop,seller,region,channel,url,evidence_sha256\n"
    "2025-06-01T09:30:00+08:00,H-1,2899.5,TMALL,,,,https://tmall.example.com/1,\n"
    "2025-06-01T23:30:00Z,H-1,0.3,,=seller,440100,offline,,\n"
)
TARGETS = (
    "dealer,period_from,period_to,amount,quantity,product_line\n"
    "GZ,2025-01-01,2025-02-01,120000.1234,,\n"
    "GZ,2025-01-01,2025-02-01,,70,HOODS\n"
    "GZ,2025-02-01,2026-01-01,1,0,HOODS\n"
)
FACTS = {
    "places": "code,name,region\n6901234000009,广州仓,440100\nWH-1,=仓,330100\n",
    "serials": (
        "serial,sku,dealer,shipped_on,order_number\n"
        "SN1,H-1,GZ,2025-01-05,SO1\n(01)06901234567892(21)=7,H-1,GD,2025-01-06,\n"
    ),
    "scans": (
        "serial,scanned_at,region,by,reference\n"
        "SN1,2025-02-01T09:30:00+08:00,440100,consumer,R1\n"
        "SN9,2025-02-01T01:30:00.591Z,330100,,\n"
    ),
    "packings": (
        "serial,parent,at,move\nSN1,BOX,2025-01-01,in\nBOX,PALLET,2025-01-02T08:00:00.5Z,in\n"
        ",BOX,2025-02-01,out\n"
    ),
    "payments": (
        "dealer,date,amount,reference\nGZ,2025-01-31,50000.50,BANK-1\nGZ,2025-02-01,-0.01,+2\n"
    ),
    "stock_counts": "dealer,sku,date,quantity\nGZ,H-1,2025-01-31,12\nGD,H-1,2025-01-31,0\n",
}
EVERYTHING = {
    **ALL,
    "targets": TARGETS,
    "sales": MORE_SALES,
    "price_observations": OBSERVED,
    **FACTS,
}


@pytest.fixture
def everything(brand_masters):
    for kind, text in EVERYTHING.items():
        assert not take(kind, text).refused
    make.make_dealer("EVIL", name="=1+1", home_region=Region.objects.get(code="440100"))
    ProductLine.objects.create(code="QUOTE", name="'=x")
    ProductLine.objects.create(code="APOSTROPHE", name='\'t Hooft; "a", b')
    line = ProductLine.objects.get(code="HOODS")
    make.make_sku("LOW", name="-5", product_line=line, vat_rate=Decimal("0.50"))
    make.make_sku("0012", name="@home", product_line=line)


def exported(kind, path):
    chosen, columns = exporting.kind_and_columns(kind)
    rows = exporting.exported_rows(chosen, SYSTEM)
    if path.suffix == ".xlsx":
        return exporting.write_xlsx(path, exporting.titles(columns), rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        return exporting.write_csv(file, exporting.titles(columns), rows)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", EVERYTHING)
def test_an_export_taken_in_again_changes_nothing(everything, tmp_path, kind, form):
    path = tmp_path / f"{kind}.{form}"
    count = exported(kind, path)
    before = list(kind_named(kind).model.objects.order_by("pk").values())
    trail = AuditEntry.objects.count()
    report = import_file(kind=kind, path=path, access=SYSTEM)
    assert not report.errors
    assert (report.rows, report.accepted, report.duplicates) == (count, 0, count)
    assert count > 0
    assert list(kind_named(kind).model.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == trail


def test_every_kind_of_this_floor_and_below_is_covered():
    assert {kind.name for kind in kinds()} == set(EVERYTHING)


def test_no_cell_of_an_export_is_a_formula(everything, tmp_path):
    exported("dealers", tmp_path / "dealers.csv")
    assert "'=1+1" in (tmp_path / "dealers.csv").read_text(encoding="utf-8")


def test_negative_numbers_stay_numbers(everything, tmp_path):
    exported("sales", tmp_path / "sales.csv")
    assert ",-1,,-12345678901.2345," in (tmp_path / "sales.csv").read_text(encoding="utf-8")


def test_an_export_shows_what_the_person_may_see(everything):
    guangzhou = Dealer.objects.get(code="GZ")
    hers = Access(rights=((frozenset(), Scope(dealers=frozenset({guangzhou.pk}))),))
    rows = exporting.exported_rows(kind_named("sales"), hers)
    assert {row[5] for row in rows} == {"GZ"}
    assert not list(exporting.exported_rows(kind_named("sales"), Access()))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_makes_the_same_brand_anew(everything, tmp_path, form):
    order = [
        "regions", "product_lines", "products", "dealers", "shops", "exclusives", "territories",
        "prices", "price_controls", "price_observations", "targets",
    ]  # fmt: skip
    files = {}
    for kind in order:
        files[kind] = (tmp_path / f"{kind}.{form}", tmp_path / f"{kind}-again.{form}")
        exported(kind, files[kind][0])
    wipe_masters()
    for kind in order:
        assert not import_file(kind=kind, path=files[kind][0], access=SYSTEM).errors
    for kind, (first, _again) in files.items():
        assert import_file(kind=kind, path=first, access=SYSTEM).accepted == 0


def wipe_masters():
    """Masters can go where no fact names them; the youngest first, for they name the others."""
    for fact in (SalesLine, PriceObservation, Scan, Packing, Serial, Payment, StockCount):
        set_guard(connection, fact._meta.db_table, on=False)
        fact.objects.all().delete()
        set_guard(connection, fact._meta.db_table, on=True)
    SKU.objects.update(twin=None)
    Dealer.objects.update(upstream=None)
    for model in (Region, ProductLine):
        model.objects.update(parent=None)
    for model in (
        Place,
        PriceControl,
        Target,
        Price,
        Exclusive,
        Territory,
        Shop,
        SKU,
        Dealer,
        ProductLine,
        Region,
    ):
        model.objects.all().delete()


AMOUNTS = st.decimals(-(10**9), 10**9, places=4).filter(lambda amount: amount)


@given(AMOUNTS)
def test_an_amount_is_written_out_as_it_is(amount):
    text = exporting.text_of(amount)
    assert Decimal(text) == amount
    assert len(text.partition(".")[2]) >= 2
