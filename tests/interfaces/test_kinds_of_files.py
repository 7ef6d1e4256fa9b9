"""import_data and export_data: every kind of file of the interface, with all its columns."""

import random

import pytest
import xlsxwriter

from channels_mgmt.core.imports.kinds import kinds
from channels_mgmt.core.models import ImportBatch
from dealers.models import Dealer, Region
from rebates.sales.models import SalesLine

from .conftest import manage, programme, said

pytestmark = pytest.mark.django_db

ANSWER = ["kind", "file_sha256", "rows", "accepted", "rejected", "duplicates", "amount_total",
          "errors", "batch"]  # fmt: skip
# In the order in which a brand would bring them; a record in each column, and rows in any order.
KINDS = {
    "regions": """code,parent,level,name
A-1-1,A-1,city,Town
A-1,A,province,Shire
A,,country,Land
B,,country,Other Land""",
    "product_lines": "code,name,parent\nHOODS,Hoods,KITCHEN\nKITCHEN,Kitchen,",
    "products": """sku,name,product_line,brand,barcode,list_price,vat_rate,online_exclusive,twin
KFR-35GW/BP2 A,Special,HOODS,Brand,,3299.5,13,yes,H-1
H-1,Hood,HOODS,Brand,6901234567892,2999.00,13,no,""",
    "dealers": """code,name,tier,upstream,region,uscc,status,ecommerce_team,grade
CITY,Town Ltd,city,PROV,A-1-1,,active,yes,gold
PROV,Shire Ltd,provincial,,A-1,91440101MA59U9J92K,active,no,
OUT,Corner,outlet,CITY,A-1-1,,applicant,no,standard""",
    "territories": """dealer,region,product_line,channel,exclusive,valid_from,valid_to
CITY,A-1-1,HOODS,offline,yes,2012-01-01,2013-01-01
PROV,A-1,,,no,2012-01-01,""",
    "shops": "code,name,platform,operator,url\nFLAG,Flagship,tmall,CITY,https://shop.example.com",
    "exclusives": "sku,shop,valid_from,valid_to\nKFR-35GW/BP2 A,FLAG,2012-01-01,2013-01-01",
    "prices": """price_list,tier,region,sku,price,valid_from,valid_to
STD,city,A-1,H-1,2150.25,2012-01-01,2013-01-01
STD,provincial,A,H-1,2000,2012-01-01,""",
    "price_controls": """sku,product_line,brand,region,channel,floor,ceiling,mode,\
valid_from,valid_to
H-1,,,A-1,offline,1999.5,,block,2012-01-01,2013-01-01
,HOODS,,,tmall,90%,110.5%,monitor,2012-01-01,
,,Brand,B,,,4000,,2012-01-01,""",
    "price_observations": """observed_at,sku,price,shop,seller,region,channel,url,evidence_sha256
2012-02-01T09:30:00+08:00,H-1,2899,FLAG,,,,https://shop.example.com/1,"""
    + "0f" * 32
    + """
2012-02-01T09:30:00+08:00,H-1,2799.5,,Somebody,A-1,offline,,""",
    "targets": """dealer,period_from,period_to,amount,quantity,product_line
CITY,2012-01-01,2012-02-01,120000.5,,HOODS
CITY,2012-01-01,2013-01-01,,700,""",
    "sales": """source,kind,order_number,line_number,date,dealer,counterparty,sku,quantity,\
unit_price,amount,channel,shop,region,returns_order,returns_line,serials
erp,sell_in,1,1,2012-02-01,CITY,,H-1,2,2150.25,4300.5,offline,,A-1-1,,,SN1 SN2
erp,sell_through,2,1,2012-02-02,PROV,CITY,H-1,1,2000,2000.0001,offline,,,,,
pos,sell_out,3,1,2012-02-03,CITY,,H-1,1,2999,2999,,,,,,
web,online,4,1,2012-02-04,CITY,,KFR-35GW/BP2 A,1,3299.5,3299.5,,FLAG,A-1-1,,,
erp,sell_in,5,1,2012-02-05,CITY,,H-1,-1,2150.25,-2150.25,offline,,A-1-1,1,1,""",
    "places": "code,name,region\n6901234000009,Warehouse,A-1\nDOOR 7,Door,A-1-1",
    "serials": """serial,sku,dealer,shipped_on,order_number
SN1,H-1,CITY,2012-02-01,1
(01)06901234567892(21)77,H-1,PROV,2012-02-02,""",
    "scans": """serial,scanned_at,region,by,reference
SN1,2012-03-01T09:30:00+08:00,A-1-1,consumer,R-1
NEVER-SHIPPED,2012-03-01T01:30:00.250Z,6901234000009,,""",
    "packings": "serial,parent,at,move\nSN1,CARTON,2012-01-30T16:00:00+08:00,in",
    "payments": """dealer,date,amount,reference
CITY,2012-02-10,4300.5,BANK-1
CITY,2012-02-11,-0.5,BANK-2""",
    "stock_counts": "dealer,sku,date,quantity\nCITY,H-1,2012-02-29,2",
}  # fmt: skip
TOTALS = {"sales": "10448.7501", "payments": "4300.0000"}
LATER = ["orders"]


def table(kind: str) -> list[list[str]]:
    return [line.split(",") for line in KINDS[kind].splitlines()]


def shuffled(kind: str) -> str:
    """The same file with its columns in another order."""
    order = list(range(len(table(kind)[0])))
    random.Random(kind).shuffle(order)
    return "\n".join(",".join(row[place] for place in order) for row in table(kind))


def workbook(folder, kind):
    path = folder / f"{kind}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table(kind)):
            sheet.write_row(number, 0, row)
    return path


def columns(text: str) -> set[str]:
    return set(text.splitlines()[0].split(","))


@pytest.fixture
def brand(files) -> None:
    for kind, text in KINDS.items():
        said("import_data", kind, files.write(f"{kind}.csv", text))


def test_it_works(files):
    for kind, text in KINDS.items():
        answer = said("import_data", kind, files.write(f"{kind}.csv", text))
        rows = len(table(kind)) - 1
        assert list(answer) == ANSWER
        assert (answer["kind"], answer["rows"], answer["accepted"]) == (kind, rows, rows)
        assert (answer["rejected"], answer["duplicates"], answer["errors"]) == (0, 0, [])
        assert answer["batch"] == ImportBatch.objects.get(kind=kind).pk
        assert answer["amount_total"] == TOTALS.get(kind)


@pytest.mark.parametrize("form", ["as it was", "columns in another order", "with BOM", "xlsx"])
def test_the_same_content_in_any_form_is_nothing_new(brand, files, form):
    for kind, text in KINDS.items():
        if form == "xlsx":
            path = workbook(files.folder, kind)
        elif form == "with BOM":
            path = files.write("file.csv", text, "utf-8-sig")
        else:
            path = files.write("file.csv", shuffled(kind) if "order" in form else text)
        answer = said("import_data", kind, path)
        assert (answer["accepted"], answer["duplicates"]) == (0, answer["rows"]), kind
        assert manage("import_data", kind, path).out.startswith("Nothing new")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_exported_is_nothing_new_either(brand, files, suffix):
    for kind, text in KINDS.items():
        path = files.folder / f"out{suffix}"
        written = manage("export_data", kind, "--out", path)
        assert (written.status, written.out) == (0, "")
        answer = said("import_data", kind, path)
        assert (answer["accepted"], answer["rejected"]) == (0, 0)
        assert answer["duplicates"] == len(text.splitlines()) - 1


def test_an_export_has_the_columns_of_the_interface(brand):
    for kind, text in KINDS.items():
        assert columns(manage("export_data", kind).out) == columns(text)


def test_an_export_can_be_filtered_and_be_json(brand):
    ran = manage("export_data", "sales", "--filter", "dealer=CITY", "kind=sell_in")
    assert len(ran.out.splitlines()) == 3
    rows = manage("export_data", "dealers", "--filter", "tier=city", "--format", "json").json
    assert [row["code"] for row in rows["rows"]] == ["CITY"]
    assert manage("export_data", "shops", "--filter=code=NONE", "--format=json").json["rows"] == []


def test_a_dry_run_answers_the_same_and_writes_nothing(files):
    answer = said("import_data", "regions", files.write("r.csv", KINDS["regions"]), "--dry-run")
    assert (answer["accepted"], answer["batch"]) == (4, None)
    assert not Region.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_mapping_names_the_columns_of_somebody_elses_file(masters, files):
    path = files.rows("d", "Kundennr,Firma,Stufe,Ort,Farbe", "D9,Neun,city,R,rot")
    mapping = files.document(
        "m", {"Kundennr": "code", "Firma": "name", "Stufe": "tier", "Ort": "region", "Farbe": ""}
    )
    assert said("import_data", "dealers", path, "--mapping", mapping)["accepted"] == 1
    assert Dealer.objects.get(code="D9").name == "Neun"


TWELVE = """\
x,sell_in,,1,2012-01-01,D1,S1,1,1,,
x,given,2,1,2012-01-01,D1,S1,1,1,,
x,sell_in,3,1,2012-02-30,D1,S1,1,1,,
x,sell_in,4,1,01/02/2012,D1,S1,1,1,,
x,sell_in,5,1,2012-01-01,NOBODY,S1,1,1,,
x,sell_in,6,1,2012-01-01,D1,NOTHING,1,1,,
x,sell_in,7,1,2012-01-01,D1,S1,1.5,1,,
x,sell_in,8,1,2012-01-01,D1,S1,1,"1,5",,
x,sell_in,9,1,2012-01-01,D1,S1,1,1.23456,,
x,sell_in,10,1,2012-01-01,D1,S1,1,1,NOWHERE,
x,sell_in,11,1,2012-01-01,D1,S1,1,-1,,
x,sell_in,12,1,2012-01-01,D1,S1,1,1,,x1
"""
HEAD = "source,kind,order_number,line_number,date,dealer,sku,quantity,amount,region,returns_order\n"
COLUMNS = ["order_number", "kind", "date", "date", "dealer", "sku", "quantity", "amount", "amount",
           "region", "amount", "quantity"]  # fmt: skip


def test_twelve_faults_are_all_named_and_nothing_is_written(masters, files):
    good = "x,sell_in,99,1,2012-01-01,D1,S1,1,1,,\n"
    path = files.write("bad.csv", HEAD + TWELVE + good)
    ran = manage("import_data", "sales", path, "--format", "json")
    assert (ran.status, list(ran.json)) == (1, ANSWER)
    assert (ran.json["accepted"], ran.json["rejected"], ran.json["batch"]) == (0, 12, None)
    named = [(error["row"], error["column"]) for error in ran.json["errors"]]
    assert named == list(enumerate(COLUMNS, start=2))
    for row, column in named:
        assert f"row {row}, {column}: " in ran.err
    assert all(list(e) == ["row", "column", "value", "code", "message"] for e in ran.json["errors"])
    assert not SalesLine.objects.exists()
    accepted = manage("import_data", "sales", path, "--accept-good", "--format", "json")
    assert (accepted.status, accepted.json["accepted"], accepted.json["rejected"]) == (0, 1, 12)
    assert SalesLine.objects.count() == 1


@pytest.mark.parametrize("kind", LATER)
def test_a_kind_of_a_later_version_is_refused_in_words(db, files, kind):
    ran = manage("import_data", kind, files.rows("f", "sku", "1"), "--format", "json")
    assert ran.status == 2
    assert kind in ran.json["errors"][0]["message"]
    assert kind in ran.err


def test_a_brand_can_begin_with_sales_alone(masters, files):
    said("import_data", "sales", files.sales({"amount": "10.5"}))
    line = SalesLine.objects.get()
    assert (line.region.code, line.channel) == ("R", "offline")


OPAQUE = [
    ("中国", ""), ("广东", "中国"), ("广州 市", "广东"), ("zz", ""), ("Île de France", "zz"),
    ("0", ""),
]  # fmt: skip


def test_codes_of_a_tree_are_opaque(db, files):
    """Whatever letters they have: what lies below a region is found below it."""
    rows = [f"{code},{parent},province,Name" for code, parent in reversed(OPAQUE)]
    said("import_data", "regions", files.rows("regions", "code,parent,level,name", *rows))
    below = {
        region.code: {each.code for each in Region.objects.within(region)}
        for region in Region.objects.filter(parent=None)
    }
    assert below == {
        "中国": {"中国", "广东", "广州 市"}, "zz": {"zz", "Île de France"}, "0": {"0"},
    }  # fmt: skip
    assert said("import_data", "regions", files.folder / "regions.csv")["accepted"] == 0


def test_a_programme_for_a_region_counts_what_lies_below_it_and_proves_it(db, files):
    test_codes_of_a_tree_are_opaque(db, files)
    said("import_data", "product_lines", files.rows("l", "code,name", "L,Line"))
    said("import_data", "products", files.rows("p", "sku,name,product_line", "KFR-35GW/BP2,K,L"))
    dealers = files.rows("d", "code,name,tier,region", "D1,First,city,广州 市", "D2,Second,city,0")
    said("import_data", "dealers", dealers)
    sold = [{"dealer": d, "sku": "KFR-35GW/BP2", "amount": "100"} for d in ("D1", "D2")]
    said("import_data", "sales", files.sales(*sold))
    scope = {"kinds": ["sell_in"], "include": {"regions": ["中国"], "skus": ["KFR-35GW/BP2"]}}
    said("import_programmes", files.document("p", programme(scope=scope)))
    run = said("settle", "--from", "2012-01-01", "--to", "2013-01-01")
    assert [(line["dealer"], line["due"]) for line in run["lines"]] == [("D1", "1.00")]
    which = ("--run", run["run"], "--dealer", "D1", "--programme", "P")
    assert said("explain", *which)["periods"][0]["lines"][0]["equal"] is True


def test_every_kind_that_can_be_taken_in_is_covered_here():
    assert {kind.name for kind in kinds()} == set(KINDS)
