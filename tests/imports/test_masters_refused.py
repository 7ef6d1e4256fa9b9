"""Master data by file: what is refused, where, and why."""

import pytest

from channels_mgmt.core.imports.kinds import kinds
from dealers.models import Territory
from pricing.models import Price, PriceList
from tests import factories as make

from .world import HEAD, PRICES, TERRITORIES, codes, take

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
