"""Rows 9 to 11, 16 and 18 to 20 end to end: from the files to the JSON of `settle`."""

import pytest

from rebates.models import Statement

from .conftest import programme, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("masters")]
YEAR = ("--from", "2012-01-01", "--to", "2013-01-01")
GROWTH = [{"from": "110", "percent": "2"}, {"from": "115", "percent": "3"},
          {"from": "120", "percent": "4"}]  # fmt: skip
FROM_90_PERCENT = [{"measure": "attainment_percent", "at_least": "90"}]


def whole(percent: str, bound: str = "0", **terms) -> dict:
    steps = [{"from": bound, "percent": percent}]
    return {"method": "whole", "steps": steps} | terms


def load(files, **programmes: dict) -> None:
    """Programmes by code, each with what its one version says."""
    documents = [programme(code, **terms)["programmes"][0] for code, terms in programmes.items()]
    said("import_programmes", files.document("p", {"programmes": documents}))


def sell(files, *sold: tuple[str, str]) -> None:
    said("import_data", "sales", files.sales(*({"date": d, "amount": a} for d, a in sold)))


def dues(**only: str) -> list[str]:
    lines = said("settle", *YEAR)["lines"]
    assert all(line["why"] for line in lines)
    return [line["due"] for line in lines if only.items() <= line.items()]


@pytest.mark.parametrize(("earning", "method", "due"), [
    ("net_amount", "whole", "70500.00"),
    ("excess_over_base", "whole", "10500.00"),
    ("excess_over_base", "graduated", "3500.00"),
], ids=["9 whole on all", "10 whole on the excess", "11 graduated on the excess"])  # fmt: skip
def test_growth(files, earning, method, due):
    load(files, P={"target_measure": {"of": "growth_percent"}, "earning_measure": {"of": earning},
                   "steps": GROWTH, "method": method})  # fmt: skip
    sell(files, ("2011-03-01", "1250000"), ("2011-12-31", "750000"), ("2012-06-01", "2350000"),
         ("2010-12-31", "77777"), ("2013-01-01", "88888"))  # fmt: skip
    assert dues() == [due]


def test_16_two_dealers_of_100_share_a_budget_of_103(files):
    load(files, P=whole("100", budget={"amount": "1.03"}))
    one, two = (
        {"date": "2012-02-01", "dealer": dealer, "amount": "1.00"} for dealer in ("D1", "D2")
    )
    said("import_data", "sales", files.sales(one, two))
    assert dues() == ["0.52", "0.51"]


def test_16_a_budget_is_not_exceeded_by_rounding(files):
    """Each earns half a fen, which alone would be rounded up."""
    load(files, P=whole("0.5", budget={"amount": "0.01"}))
    one, two = (
        {"date": "2012-02-01", "dealer": dealer, "amount": "1.00"} for dealer in ("D1", "D2")
    )
    said("import_data", "sales", files.sales(one, two))
    assert dues() == ["0.01", "0.00"]


def test_18_a_template_contract(files):
    quarters = ("2012-01-01", "2012-04-01", "2012-07-01", "2012-10-01", "2013-01-01")
    rows = [f"D1,{a},{b},100000" for a, b in zip(quarters, quarters[1:], strict=False)]
    header = "dealer,period_from,period_to,amount"
    said("import_data", "targets", files.rows("targets", header, *rows))
    above = {"target_measure": {"of": "attainment_percent"},
             "earning_measure": {"of": "excess_over_target"}}  # fmt: skip
    load(
        files,
        QUARTER=whole("2", period="quarter", gates=FROM_90_PERCENT),
        YEAR=whole("1", gates=FROM_90_PERCENT),
        ABOVE=whole("2", "100", **above),
    )
    sell(files, ("2012-03-31", "95000"), ("2012-04-01", "85000"), ("2012-07-01", "120000"),
         ("2012-12-31", "120000"))  # fmt: skip
    assert dues(programme="QUARTER") == ["1900.00", "0.00", "2400.00", "2400.00"]
    assert (dues(programme="YEAR"), dues(programme="ABOVE")) == (["4200.00"], ["400.00"])
    assert said("settle", *YEAR)["totals"]["due"] == "11300.00"


@pytest.mark.parametrize(("paid_on", "due"), [
    ("2012-03-16", "100000.00"),
    ("2012-03-31", "80000.00"),
    ("2012-04-15", "50000.00"),
    ("2012-04-16", "0.00"),
], ids=["15 days", "30 days", "45 days", "46 days"])  # fmt: skip
def test_19_payment_speed_on_a_rebate_of_100000(files, paid_on, due):
    load(files, P=whole("1", gates=[{"payment_days": [[15, "1"], [30, "0.8"], [45, "0.5"]]}]))
    sell(files, ("2012-03-01", "10000000"))
    header = "dealer,date,amount,reference"
    said("import_data", "payments", files.rows("payments", header, f"D1,{paid_on},10000000,B1"))
    assert dues() == [due]


def test_20_the_input_vat_of_a_rebate_linked_to_sales(files, boss):
    document = programme("P", **whole("1"))
    document["programmes"][0] |= {"sales_linked": True, "vat_rate": "13"}
    said("import_programmes", files.document("p", document))
    sell(files, ("2012-03-01", "11300000"))
    said("settle", *YEAR, "--post", "--approve-as", boss)
    [row] = Statement.objects.get().content["tax"]
    assert row == {
        "vat_rate": "13.00",
        "amount": "113000.00",
        "net": "100000.00",
        "vat": "13000.00",
    }
