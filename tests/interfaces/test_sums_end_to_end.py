"""Sums that must come out, from the files to the JSON of `settle`: sales, programme, due."""

from decimal import Decimal as D

import pytest

from dealers.models import LedgerEntry
from rebates.models import Statement

from .conftest import programme, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("masters")]

Sold = dict[str, object]


def sell(date: str, amount: str, quantity: int = 1, **more: object) -> Sold:
    return {"date": date, "amount": amount, "quantity": quantity, **more}


def percents(*steps: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": bound, "percent": percent} for bound, percent in steps]


MONTHS_OF_WINTER = ["2012-09", "2012-10", "2012-11", "2012-12", "2013-01", "2013-02", "2013-03"]
TEN_AND_TWENTY_FIVE = percents(("0", "10"), ("1000", "25"))
TEN_TWENTY_THIRTY = {"steps": percents(("0", "10"), ("100", "20"), ("300", "30")),
                     "upper_inclusive": True}  # fmt: skip
PIECES = {
    "target_measure": {"of": "quantity"}, "earning_measure": {"of": "quantity"},
    "method": "whole",
    "steps": [{"from": "1", "per_unit": "5"}, {"from": "6", "per_unit": "4"}],
}  # fmt: skip
LUMPS = [{"from": "0", "percent": "1", "lump_sum": "200"},
         {"from": "1000", "percent": "2", "lump_sum": "300"}]  # fmt: skip
QUARTERS = {"period": "quarter", "cumulation": "progressive", "method": "whole",
            "steps": percents(("100000", "5"))}  # fmt: skip

CASES = {
    "1 graduated": ({"steps": TEN_AND_TWENTY_FIVE}, [sell("2012-02-01", "2000")], ["350.00"]),
    "2 whole": ({"steps": TEN_AND_TWENTY_FIVE, "method": "whole"},
                [sell("2012-02-01", "2000")], ["500.00"]),
    "3 stacked": ({"steps": TEN_AND_TWENTY_FIVE, "method": "stacked"},
                  [sell("2012-02-01", "2000")], ["700.00"]),
    # A graduated bound is what is full before the step begins. At 100 a piece: 14 × 10 + 17 × 20.
    "4 graduated pieces": (
        {"steps": percents(("0", "10"), ("14", "20")), "target_measure": {"of": "quantity"}},
        [sell("2012-02-01", "100", 1), sell("2012-03-01", "3000", 30)], ["480.00"]),
    "5 graduated, three steps": (TEN_TWENTY_THIRTY, [sell("2012-02-01", "3800")], ["1100.00"]),
    "5 graduated, 1,000": (TEN_TWENTY_THIRTY, [sell("2012-02-01", "1000")], ["260.00"]),
    "6 whole, three steps": ({**TEN_TWENTY_THIRTY, "method": "whole"},
                             [sell("2012-02-01", "3800")], ["1140.00"]),
    "7 lumps": (
        {"steps": LUMPS, "upper_inclusive": True, "period": "month", "cumulation": "progressive"},
        [sell("2012-01-05", "500"), sell("2012-02-05", "550"), sell("2012-03-05", "4000")],
        ["205.00", "306.00", "80.00", *["0.00"] * 9]),  # the year goes on, and says why it pays not
    "8 five pieces": (PIECES, [sell("2012-02-01", "1", 5)], ["25.00"]),
    "8 six pieces": (PIECES, [sell("2012-02-01", "1", 6)], ["24.00"]),
    "12 progressive months": (
        {"steps": percents(("5000", "2"), ("20000", "4")), "method": "whole", "period": "month",
         "cumulation": "progressive"},
        [sell("2012-10-01", "3000"), sell("2012-11-01", "4000"), sell("2012-12-31", "20000")],
        ["0.00", "140.00", "940.00"]),
    "13 progressive quarters": (
        QUARTERS,
        [sell("2012-03-31", "50000"), sell("2012-04-01", "75000"), sell("2012-07-01", "100000"),
         sell("2012-12-31", "75000")], ["0.00", "6250.00", "5000.00", "3750.00"]),
    "14 returns": (
        {"steps": percents(("0", "4")), "method": "whole"},
        [sell("2012-02-01", "1000", 10),
         sell("2012-03-01", "-200", -2, returns_order="sales-0")], ["32.00"]),
    "15 cap on the measure": (
        {"steps": percents(("0", "1")), "cap": {"on": "measure", "amount": "100000"}},
        [sell("2012-02-01", "130000")], ["1000.00"]),
}  # fmt: skip
PERIODS = {"year": ["2012"], "quarter": ["2012Q1", "2012Q2", "2012Q3", "2012Q4"]}


def settle(*more: str, start: str = "2012-01-01", end: str = "2013-01-01") -> dict:
    return said("settle", "--from", start, "--to", end, *more)


@pytest.mark.parametrize(("terms", "sold", "due"), CASES.values(), ids=CASES)
def test_it_comes_out(files, terms, sold, due):
    said("import_programmes", files.document("p", programme(**terms)))
    said("import_data", "sales", files.sales(*sold))
    run = settle()
    assert [line["due"] for line in run["lines"]] == due
    assert [line["amount"] for line in run["lines"]] == due
    assert all(line["why"] for line in run["lines"])
    if terms.get("period", "year") in PERIODS:
        assert [line["period"] for line in run["lines"]] == PERIODS[terms.get("period", "year")]
    assert run["totals"] == {"dealers": 1, "due": str(sum(map(D, due))),
                             "amount": str(sum(map(D, due)))}  # fmt: skip


def test_17_a_seasonal_ladder_is_a_version_a_month(files):
    document = programme("LADDER")
    [entry] = document["programmes"]
    base = {**entry["versions"][0], "method": "whole", "period": "month"}
    ends = [*MONTHS_OF_WINTER[1:], "2013-04"]
    entry["versions"] = [
        {**base, "valid_from": f"{month}-01", "valid_to": f"{end}-01",
         "steps": percents(("0", str(D(4) - D(number) / 2)))}
        for number, (month, end) in enumerate(zip(MONTHS_OF_WINTER, ends, strict=True))
    ]  # fmt: skip
    said("import_programmes", files.document("ladder", document))
    sold = [sell(f"{month}-15", "1000000") for month in MONTHS_OF_WINTER]
    said("import_data", "sales", files.sales(*sold))
    run = settle(start="2012-09-01", end="2013-04-01")
    assert [line["period"] for line in run["lines"]] == MONTHS_OF_WINTER
    assert [line["due"] for line in run["lines"]] == [
        "40000.00", "35000.00", "30000.00", "25000.00", "20000.00", "15000.00", "10000.00",
    ]  # fmt: skip
    assert run["totals"]["due"] == "175000.00"


def test_13_quarters_posted_one_by_one_come_to_the_same(files, boss):
    said("import_programmes", files.document("p", programme(**QUARTERS)))
    sold = {"03-31": "50000", "06-30": "75000", "09-30": "100000", "12-31": "75000"}
    stretches = ["2012-01-01", "2012-04-01", "2012-07-01", "2012-10-01", "2013-01-01"]
    posted = []
    for number, (day, amount) in enumerate(sold.items()):
        said("import_data", "sales", files.sales(sell(f"2012-{day}", amount), name=f"q{number}"))
        start, end = stretches[number : number + 2]
        run = settle("--post", "--approve-as", boss, start=start, end=end)
        posted += [line["amount"] for line in run["lines"]]
    assert posted == ["0.00", "6250.00", "5000.00", "3750.00"]
    assert said("verify_books")["proved"] is True


def test_21_a_correction_below_zero_is_shown_and_carried_forward(files, boss):
    """A rebate of 20.00 is posted; then dear goods come back and cheap ones go out: −100.00."""
    post = ("--post", "--approve-as", boss)
    terms = {"method": "whole", "steps": percents(("0", "4")), "period": "month",
             "target_measure": {"of": "quantity"}}  # fmt: skip
    said("import_programmes", files.document("p", programme(**terms)))
    said("import_data", "sales", files.sales(sell("2012-01-10", "500", 10)))
    assert settle(*post)["totals"]["amount"] == "20.00"
    late = sell("2012-02-10", "-2600", -5, returns_order="sales-0")
    said("import_data", "sales", files.sales(sell("2012-02-10", "100", 100), late, name="late"))
    run = settle(*post)
    assert [(line["period"], line["due"], line["amount"]) for line in run["lines"]] == [
        ("2012-01", "20.00", "0.00"), ("2012-02", "-100.00", "-100.00"),
    ]  # fmt: skip
    assert LedgerEntry.objects.balance() == D("-80.00")
    last = Statement.objects.order_by("pk").last()
    assert (last.opening, last.movements, last.closing) == (D("20.00"), D("-100.00"), D("-80.00"))
    assert not LedgerEntry.objects.filter(debit="payouts").exists()
    assert settle(*post)["totals"] == {"dealers": 1, "due": "-80.00", "amount": "0.00"}
    assert said("verify_books")["proved"] is True
