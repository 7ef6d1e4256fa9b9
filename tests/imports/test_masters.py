"""Master data by file: made, changed, there already; in any order; and what is refused."""

import random

import pytest
from django.core.exceptions import PermissionDenied

from channels_mgmt.core.imports.kinds import UnknownKind
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.models import AuditEntry, ImportBatch
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.models import Dealer, ProductLine, Region, Shop, Territory
from pricing.models import SKU, Exclusive

from .world import ALL, DEALERS, HEAD, MASTERS, REGIONS, codes, records, take


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
