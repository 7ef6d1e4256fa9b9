"""Master data by file: made, changed, there already; in any order; and what is refused."""

import random

import pytest
from django.core.exceptions import PermissionDenied

from channels_mgmt.core.imports.kinds import UnknownKind, kinds
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.models import AuditEntry, ImportBatch
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.models import Dealer, ProductLine, Region, Shop, Territory
from pricing.models import SKU, Exclusive, Price, PriceList
from tests import factories as make

from .world import DEALERS, MASTERS, REGIONS, codes, records, take

TERRITORIES = """dealer,region,product_line,channel,exclusive,valid_from,valid_to
GZ,440100,HOODS,offline,yes,2025-01-01,2026-01-01
GZ,440100,,tmall,no,2025-01-01,
"""
PRICES = """price_list,tier,region,sku,price,valid_from,valid_to
STANDARD,city,,H-1,2000.1234,2025-01-01,
STANDARD,city,440000,H-1,1900,2025-01-01,2026-01-01
"""
CONTROLS = """sku,product_line,brand,region,channel,floor,ceiling,mode,valid_from,valid_to
H-1,,,440000,tmall,2000.5000,,block,2025-01-01,2026-01-01
,HOODS,,,,95%,110.5%,monitor,2025-01-01,
,,Brand,,offline,,120%,,2025-01-01,
"""
ALL = {**MASTERS, "territories": TERRITORIES, "prices": PRICES, "price_controls": CONTROLS}


def test_it_works(brand_masters):
    assert Region.objects.get(code="440106").path == "000000/440000/440100/440106/"
    assert ProductLine.objects.get(code="HOODS").parent.code == "KITCHEN"
    assert SKU.objects.get(code="T-1").twin.code == "H-1"
    assert str(SKU.objects.get(code="H-1").list_price) == "2999.5000"
    guangzhou = Dealer.objects.get(code="GZ")
    assert (guangzhou.upstream.code, guangzhou.tier.code) == ("GD", "city")
    assert guangzhou.ecommerce_team
    assert guangzhou.grade == "gold"
    assert Shop.objects.get(code="JD").operator == guangzhou
    assert Exclusive.objects.get().shop.code == "TMALL"


@pytest.mark.usefixtures("brand_masters")
@pytest.mark.parametrize("kind", ALL)
def test_the_same_file_twice_changes_nothing(kind):
    take(kind, ALL[kind])
    trail, batches = AuditEntry.objects.count(), ImportBatch.objects.count()
    report = take(kind, ALL[kind])
    rows = len(records(ALL[kind]))
    assert (report.accepted, report.duplicates, report.rejected) == (0, rows, 0)
    assert report.sentence().startswith("Nothing new:")
    assert report.batch is None
    assert (AuditEntry.objects.count(), ImportBatch.objects.count()) == (trail, batches)


def content():
    return {
        "regions": list(Region.objects.order_by("code").values("code", "path", "level", "name")),
        "dealers": list(Dealer.objects.order_by("code").values("code", "upstream__code", "grade")),
        "skus": list(SKU.objects.order_by("code").values("code", "twin__code", "vat_rate")),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_rows_may_come_in_any_order_and_in_any_number_of_files(seed):
    shuffle = random.Random(seed).shuffle
    for kind in ("regions", "product_lines", "products", "dealers"):
        rows = records(MASTERS[kind])
        shuffle(rows)
        import_rows(kind=kind, rows=rows, access=SYSTEM, name="shuffled")
    shuffled = content()
    assert [row["path"] for row in shuffled["regions"]][:1] == ["000000/"]
    # The same again from the roots down, a file for each row.
    for kind in ("regions", "product_lines", "products", "dealers"):
        for row in records(MASTERS[kind]):
            assert import_rows(kind=kind, rows=[row], access=SYSTEM, name="one").duplicates == 1
    assert content() == shuffled


@pytest.mark.usefixtures("brand_masters")
def test_a_changed_row_is_changed_and_recorded_with_both_values():
    changed = DEALERS.replace("广州经销商", "广州新名").replace("gold", "silver")
    report = take("dealers", changed)
    assert (report.accepted, report.duplicates) == (1, 2)
    entry = AuditEntry.objects.filter(model="dealers.dealer", action="changed").get()
    assert entry.before == {"name": "广州经销商", "grade": "gold"}
    assert entry.after == {"name": "广州新名", "grade": "silver"}
    assert str(report.batch) in entry.reason


@pytest.mark.usefixtures("brand_masters")
def test_a_column_that_the_file_lacks_stays_and_an_empty_cell_empties():
    take("products", "sku,name,product_line\nT-1,新名,HOODS\n")
    sku = SKU.objects.get(code="T-1")
    assert (sku.name, sku.brand, sku.twin.code) == ("新名", "Brand", "H-1")
    take("products", "sku,name,product_line,brand,twin,vat_rate\nT-1,新名,HOODS,,,\n")
    sku.refresh_from_db()
    assert (sku.brand, sku.twin) == ("", None)
    assert str(sku.vat_rate) == "13.00"  # what may not be empty is left alone


@pytest.mark.usefixtures("brand_masters")
def test_a_node_that_moves_takes_everything_below_it_along():
    report = take("regions", "code,parent,level,name\n440100,330000,city,广州市\n")
    assert report.accepted == 1
    assert Region.objects.get(code="440106").path == "000000/330000/440100/440106/"


@pytest.mark.usefixtures("brand_masters")
def test_parent_and_child_can_change_places():
    text = "code,parent,level,name\n440106,000000,city,天河区\n440100,440106,county,广州市\n"
    assert not take("regions", text).errors
    assert Region.objects.get(code="440100").path == "000000/440106/440100/"


@pytest.mark.django_db
def test_a_tree_may_have_several_roots_and_opaque_codes():
    take("regions", "code,parent,level,name\nBY,DE,province,Bayern\nDE,,country,D\nFR,,country,F\n")
    assert list(Region.objects.values_list("path", flat=True)) == ["DE/", "DE/BY/", "FR/"]


@pytest.mark.django_db
def test_a_circle_is_named_on_every_row_of_it():
    text = "code,parent,level,name\nA,C,city,a\nB,A,city,b\nC,B,city,c\nD,A,city,d\n"
    report = take("regions", text)
    assert codes(report) == [(row, "parent", "cycle") for row in (2, 3, 4)]
    assert "A → C → B → A" in report.errors[0].message
    assert not Region.objects.exists()


@pytest.mark.usefixtures("brand_masters")
def test_two_products_may_be_each_others_twin():
    text = "sku,name,product_line,twin\nX,x,HOODS,Y\nY,y,HOODS,X\n"
    assert not take("products", text).errors
    assert SKU.objects.get(code="X").twin.twin.code == "X"


HEAD = {kind.name: ",".join(column.name for column in kind.interface()) for kind in kinds()}
REFUSED = [
    ("regions", "1,9,city,x", (2, "parent", "unknown_parent")),
    ("regions", "1,1,city,x", (2, "parent", "own_reference")),
    ("regions", "1,,town,x", (2, "level", "not_a_choice")),
    ("regions", "a/b,,city,x", (2, "code", "bad_code")),
    ("regions", "1,,city,x\n1,,city,y", (3, "code", "conflict")),
    ("product_lines", "X,,", (2, "name", "required")),
    ("dealers", "N,n,regional,,440100,,,,", (2, "tier", "unknown_tier")),
    ("dealers", "N,n,city,NOBODY,440100,,,,", (2, "upstream", "unknown_upstream")),
    ("dealers", "N,n,city,,999999,,,,", (2, "region", "unknown_region")),
    ("dealers", "N,n,provincial,GZ,440100,,,,", (2, "upstream", "invalid")),
    ("dealers", "N,n,city,,440100,91440000000000001X,,,", (2, "uscc", "uscc_check")),
    ("dealers", "N,n,city,,440100,914400000000000012,,,", (2, "uscc", "not_unique")),
    ("dealers", "GD,广东经销商,outlet,,440000,,,,", (2, "tier", "tier_order")),
    ("dealers", "HZ,杭州经销商,city,,330100,,applicant,,", (2, "status", "status_move")),
    ("dealers", f"N,{'n' * 121},city,,440100,,,,", (2, "name", "too_long")),
    ("products", "N,n,HOODS,,6901234567891,,,,", (2, "barcode", "gtin_check")),
    ("products", "N,n,HOODS,,6901234567892,,,,", (2, "barcode", "not_unique")),
    ("products", "N,n,HOODS,,,-1,,,", (2, "list_price", "too_small")),
    ("products", "N,n,HOODS,,,1,101,,", (2, "vat_rate", "max_value")),
    ("products", "N,n,STOVES,,,1,,,", (2, "product_line", "unknown_product_line")),
    ("products", "N,n,HOODS,,,1,,,M", (2, "twin", "unknown_twin")),
    ("shops", "N,n,offline,,", (2, "platform", "not_a_choice")),
    ("shops", "N,n,jd,GD,", (2, "operator", "no_ecommerce_team")),
    ("shops", "N,n,jd,HZ,", (2, "operator", "dealer_status")),
    ("shops", "N,n,jd,,not an address", (2, "url", "invalid")),
    ("exclusives", "H-1,TMALL,2025-01-01,", (2, "sku", "not_exclusive")),
    ("exclusives", "T-1,NONE,2025-01-01,", (2, "shop", "unknown_shop")),
    ("exclusives", "T-1,JD,2025-01-01,2025-01-01", (2, "valid_to", "ends_before_start")),
    ("prices", "L,city,,NONE,1,2025-01-01,", (2, "sku", "unknown_sku")),
    ("prices", "L,city,,H-1,1.23456,2025-01-01,", (2, "price", "too_many_decimals")),
    ("territories", "HZ,330100,,,,2025-01-01,", (2, "dealer", "invalid")),
    ("territories", "GD,440000,,jd,,2025-01-01,", (2, "channel", "invalid")),
    ("territories", "GD,440000,,jd,,2025-13-01,", (2, "valid_from", "no_such_day")),
]


@pytest.mark.usefixtures("brand_masters")
@pytest.mark.parametrize(("kind", "rows", "fault"), REFUSED)
def test_what_is_refused(kind, rows, fault):
    model = next(k.model for k in kinds() if k.name == kind)
    before = list(model.objects.values())
    report = take(kind, f"{HEAD[kind]}\n{rows}\n")
    assert codes(report) == [fault]
    assert report.errors[0].message
    assert (report.accepted, report.rejected, report.refused) == (0, 1, True)
    assert list(model.objects.values()) == before


@pytest.mark.usefixtures("brand_masters")
def test_a_price_list_of_a_refused_file_is_not_made():
    take("prices", f"{HEAD['prices']}\nNEW,city,,NONE,1,2025-01-01,\n")
    assert not PriceList.objects.exists()


@pytest.mark.usefixtures("brand_masters")
def test_a_price_without_a_region_holds_in_the_whole_tree():
    take("prices", PRICES)
    assert {price.region.code for price in Price.objects.all()} == {"000000", "440000"}


@pytest.mark.usefixtures("brand_masters")
def test_a_price_must_name_its_region_where_there_are_several_trees():
    make.make_region("999")
    report = take("prices", PRICES)
    assert codes(report) == [(2, "region", "required")]


@pytest.mark.usefixtures("brand_masters")
def test_exclusive_territories_do_not_overlap_and_the_other_is_named():
    take("territories", TERRITORIES)
    inside = "GD,440106,,,yes,2025-06-01,"
    report = take("territories", f"{HEAD['territories']}\n{inside}\n")
    assert codes(report) == [(2, "", "territory_overlap")]
    assert "GZ" in report.errors[0].message
    assert Territory.objects.count() == 2


@pytest.mark.usefixtures("brand_masters")
def test_exclusive_territories_of_one_file_do_not_overlap_either():
    rows = "GZ,440100,,,yes,2025-01-01,\nGD,440106,,,yes,2025-06-01,"
    report = take("territories", f"{HEAD['territories']}\n{rows}\n")
    assert [code for *_, code in codes(report)] == ["territory_overlap"] * 2
    assert not Territory.objects.exists()


@pytest.mark.usefixtures("brand_masters")
def test_a_territory_ends_and_another_begins_in_one_file():
    take("territories", f"{HEAD['territories']}\nGZ,440100,,,yes,2025-01-01,\n")
    rows = "GD,440106,,,yes,2025-06-01,\nGZ,440100,,,yes,2025-01-01,2025-06-01"
    assert not take("territories", f"{HEAD['territories']}\n{rows}\n").errors


@pytest.mark.usefixtures("brand_masters")
def test_every_fault_of_a_row_is_named():
    report = take("dealers", f"{HEAD['dealers']}\nN/N,,regional,X,999999,12,gone,maybe,best\n")
    assert {error.column for error in report.errors} == {
        *("code", "name", "tier", "region", "status", "ecommerce_team", "grade")
    }
    assert {error.row for error in report.errors} == {2}


@pytest.mark.usefixtures("brand_masters")
def test_the_good_rows_go_in_alone_and_without_those_that_hang_on_bad_ones(take_file):
    text = (
        f"{HEAD['dealers']}\n"
        "NEW,x,provincial,,999999,,,,\n"  # no such region
        "SUB,x,city,NEW,440100,,,,\n"  # below the bad one
        "SUBSUB,x,outlet,SUB,440106,,,,\n"  # below that
        "FINE,x,city,GD,440100,,,,\n"
    )
    report = take_file("dealers", text, accept_good=True)
    assert codes(report) == [
        (2, "region", "unknown_region"),
        (3, "upstream", "unknown_upstream"),
        (4, "upstream", "unknown_upstream"),
    ]
    assert (report.accepted, report.rejected, report.refused) == (1, 3, False)
    assert set(Dealer.objects.values_list("code", flat=True)) == {"GZ", "GD", "HZ", "FINE"}
    batch = ImportBatch.objects.get(pk=report.batch)
    assert [error["row"] for error in batch.errors] == [2, 3, 4]


@pytest.mark.usefixtures("brand_masters")
def test_a_good_row_is_kept_when_an_overlap_takes_another_out(take_file):
    rows = "GZ,440100,,,yes,2025-01-01,\nGD,440106,,,yes,2025-06-01,\nGD,330000,,,yes,2025-06-01,"
    report = take_file("territories", f"{HEAD['territories']}\n{rows}\n", accept_good=True)
    assert (report.accepted, report.rejected) == (1, 2)
    assert Territory.objects.get().region.code == "330000"


@pytest.mark.django_db
def test_only_who_may_import_masters_may():
    with pytest.raises(PermissionDenied):
        import_rows(kind="regions", rows=records(REGIONS), access=Access(), name="x")


@pytest.mark.django_db
def test_an_unknown_kind_is_told_the_known_ones():
    with pytest.raises(UnknownKind, match="dealers"):
        import_rows(kind="customers", rows=[], access=SYSTEM, name="x")


@pytest.mark.usefixtures("brand_masters")
def test_a_large_file_takes_few_queries(django_assert_max_num_queries):
    rows = "\n".join(f"S{n},商品,HOODS,,,,,," for n in range(1000))
    with django_assert_max_num_queries(36):
        assert take("products", f"{HEAD['products']}\n{rows}\n").accepted == 1000
    with django_assert_max_num_queries(15):
        assert take("products", f"{HEAD['products']}\n{rows}\n").duplicates == 1000
