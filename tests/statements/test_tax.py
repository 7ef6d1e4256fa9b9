"""The tax split: what of a rebate is VAT, by line and in total; nothing but a figure to read."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebates.services.statements import check_statement, document_of, present
from rebates.services.statements.tax import Terms, input_vat, split, totals
from tests.statements.test_document import squeezed, text_of
from tests.statements.world import MOMENT

FEN = st.integers(-(10**14), 10**14).map(lambda fen: D(fen).scaleb(-2))
RATES = st.integers(0, 10_000).map(lambda rate: D(rate).scaleb(-2))


@pytest.mark.parametrize(("amount", "rate", "vat"), [
    ("113000", "13", "13000.00"),  # sum 20 of the domain
    ("-113000", "13", "-13000.00"),
    ("100", "13", "11.50"),
    ("0.04", "13", "0.00"),
    ("0.05", "13", "0.01"),
    ("109", "9", "9.00"),
    ("1.03", "3", "0.03"),
    ("0.01", "100", "0.01"),  # half a fen goes up
    ("-0.01", "100", "-0.01"),
    ("50", "0", "0.00"),
    ("1000000000000.00", "13", "115044247787.61"),
])  # fmt: skip
def test_the_vat_in_an_amount_is_taken_half_up_to_the_fen(amount, rate, vat):
    assert input_vat(D(amount), D(rate)) == D(vat)


@given(FEN, RATES)
def test_net_and_vat_are_the_amount_and_a_reversal_is_its_mirror(amount, rate):
    tax = split(amount, Terms(rate))
    assert D(tax["net"]) + D(tax["vat"]) == amount
    assert input_vat(-amount, rate) == -input_vat(amount, rate)
    exact = amount * rate / (100 + rate)
    assert abs(D(tax["vat"]) - exact) <= D("0.0050000001")


@given(st.lists(st.tuples(FEN, st.sampled_from([None, D("13"), D("9"), D("0")])), max_size=12))
def test_the_totals_are_the_sums_of_the_lines(parts):
    lines = [{"amount": str(a), "tax": split(a, Terms(rate))} for a, rate in parts]
    rows = totals(lines)
    assert sum((D(row["amount"]) for row in rows), D(0)) == sum((a for a, _ in parts), D(0))
    for row in rows:
        of_rate = [line for line in lines if line["tax"]["vat_rate"] == row["vat_rate"]]
        if row["vat_rate"] is not None:
            assert D(row["vat"]) == sum(D(line["tax"]["vat"]) for line in of_rate)
            assert D(row["net"]) + D(row["vat"]) == D(row["amount"])
        else:
            assert row["net"] is row["vat"] is None


@pytest.fixture
def issued(world):
    """113,000.00 linked to sales, 50.00 that is not, and a programme that pays nothing."""
    run, dealer = world.run(), world.dealer()
    world.line(run, dealer, world.programme(), "0", due=D("113000"))
    more = {"name": "陈列费", "name_en": "Display"}
    world.line(run, dealer, world.programme("DISPLAY", sales_linked=False, **more), "0",
               due=D("50"))  # fmt: skip
    world.line(run, dealer, world.programme("NONE"), "0")
    return world.post(run, dealer)


def test_a_statement_says_it_by_line_and_in_total(issued):
    display, linked = [line["tax"] for line in issued.content["lines"] if line["amount"] != "0.00"][
        ::-1
    ]
    assert linked == {"vat_rate": "13.00", "net": "100000.00", "vat": "13000.00"}
    assert display == {"vat_rate": None, "net": None, "vat": None}
    assert issued.content["tax"] == [
        {"vat_rate": "13.00", "amount": "113000.00", "net": "100000.00", "vat": "13000.00"},
        {"vat_rate": None, "amount": "50.00", "net": None, "vat": None},
    ]
    assert check_statement(issued) == []


def test_the_pdf_and_the_page_show_it(issued, hq_client):
    text = squeezed(text_of(document_of(statement=issued, language="en").pdf))
    assert "IncludesVATat13%:net100,000.00,inputVATtobereversed13,000.00." in text
    assert "Notlinkedtosales:thedealerinvoicesaservice" in text
    shown = hq_client.get(f"/statements/{issued.pk}/").content.decode()
    assert "Input VAT to be reversed" in shown
    assert "13,000.00" in shown


def test_another_rate_of_the_programme_is_used_from_then_on(world):
    run, dealer, version = world.run(), world.dealer(), world.programme(vat_rate=D("9"))
    world.line(run, dealer, version, "0", due=D("109"))
    assert present(world.post(run, dealer).content)["tax"][0].rate == "9\u00a0%"


def test_what_settles_anew_is_taxed_as_the_first_time(world):
    run, dealer, version = world.run(), world.dealer(), world.programme()
    world.line(run, dealer, version, "0", due=D("113"))
    first = world.post(run, dealer)
    version.programme.vat_rate, version.programme.sales_linked = D("9"), False
    version.programme.save()
    again = world.run()
    world.line(again, dealer, version, "0", due=D("0"), already=D("113"))
    world.line(again, dealer, version, "0", due=D("113"), period="2013")
    content = world.post(again, dealer, MOMENT.replace(year=2014)).content
    old, new = content["lines"]
    assert (old["first"], old["tax"]["vat"]) == (first.number, "-13.00")
    assert (new["first"], new["tax"]["vat_rate"]) == (None, None)
