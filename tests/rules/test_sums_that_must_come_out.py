"""The sums recomputed by hand: what each kind of programme pays, to the fen."""

from collections.abc import Iterable
from decimal import Decimal as D

import pytest

from channels_mgmt.core.money import share_out
from channels_mgmt.core.periods import PeriodLength
from rebates.rules.entitlement import Slice, entitlement, falls_to_period, period_entitlement
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Cap, CapOn, Measure, Method, Step, Terms

AMOUNT, PIECES = Measure.NET_AMOUNT, Measure.QUANTITY


def percents(*steps: tuple[str, str]) -> tuple[Step, ...]:
    return tuple(Step(D(lower), percent=D(percent)) for lower, percent in steps)


def scale(method: Method, steps: tuple[Step, ...], measure=AMOUNT, earning=AMOUNT, cap=None):
    scope = LineScope((LineKind.SELL_IN,))
    return Terms(scope, measure, earning, steps, method, PeriodLength.YEAR, cap=cap)


TEN_AND_25 = percents(("0", "10"), ("1000", "25"))
TEN_20_30 = percents(("0", "10"), ("100", "20"), ("300", "30"))
LUMPS = (
    Step(D(0), percent=D(1), lump_sum=D(200)),
    Step(D(1000), percent=D(2), lump_sum=D(300)),
)
PER_PIECE = (Step(D(1), per_unit=D(5)), Step(D(6), per_unit=D(4)))
FOURTEEN = percents(("0", "10"), ("14", "20"))


def paid(terms: Terms, *sales: str, price: str = "1") -> list[D]:
    """One period: sales are added up, in yuan or, for a target in pieces, in pieces at a price."""
    total = sum(map(D, sales))
    earning = total * D(price) if terms.earning is AMOUNT else total
    return [entitlement(terms, target=total, earning=earning, quantity=total).amount]


def paid_progressively(terms: Terms, *sales: str) -> list[D]:
    """Period after period of one year: what falls to each."""
    dues, before, to_date = [], D(0), D(0)
    for sold in map(D, sales):
        to_date += sold
        now = entitlement(terms, target=to_date, earning=to_date, quantity=D(0)).exact
        dues.append(falls_to_period(to_date=now, before=before))
        before = now
    return dues


def paid_by_lines(terms: Terms, *sales: str) -> list[D]:
    """One period, its payable amount shared out to the lines it came from."""
    [amount] = paid(terms, *sales)
    return share_out(amount, [D(sold) for sold in sales])


def paid_by_versions(monthly_percents: Iterable[str], each: str) -> list[D]:
    """A ladder by months: each month is a version; the target runs over all of them."""
    rates = list(monthly_percents)
    slices = [
        Slice(scale(Method.WHOLE, percents(("0", rate))), len(rates) * D(each), D(each), D(0))
        for rate in rates
    ]
    return [period_entitlement(slices).amount]


def whole(*args, **kwargs) -> Terms:
    return scale(Method.WHOLE, *args, **kwargs)


def graduated(*args, **kwargs) -> Terms:
    return scale(Method.GRADUATED, *args, **kwargs)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(paid(graduated(TEN_AND_25), "2000"), ["350.00"], id="1 graduated"),
        pytest.param(paid(whole(TEN_AND_25), "2000"), ["500.00"], id="2 whole"),
        pytest.param(paid(scale(Method.STACKED, TEN_AND_25), "2000"), ["700.00"], id="3 stacked"),
        pytest.param(
            paid(graduated(FOURTEEN, measure=PIECES), "1", "30", price="100"),
            ["480.00"],
            id="4 graduated by quantity: 14 pieces at 10 %, 17 at 20 %, at 100 a piece",
        ),
        pytest.param(
            paid(graduated(TEN_20_30), "3800"), ["1100.00"], id="5 graduated, three steps"
        ),
        pytest.param(paid(graduated(TEN_20_30), "1000"), ["260.00"], id="5 graduated, three steps"),
        pytest.param(paid(whole(TEN_20_30), "3800"), ["1140.00"], id="6 whole, three steps"),
        pytest.param(
            paid_progressively(graduated(LUMPS), "500", "550", "4000"),
            ["205.00", "306.00", "80.00"],
            id="7 lump and percent, graduated, progressive",
        ),
        pytest.param(
            paid(whole(PER_PIECE, measure=PIECES), "5"),
            ["25.00"],
            id="8 five pieces at ¥5",
        ),
        pytest.param(
            paid(whole(PER_PIECE, measure=PIECES), "6"),
            ["24.00"],
            id="8 six pieces at ¥4",
        ),
        pytest.param(
            paid_progressively(
                whole(percents(("5000", "2"), ("20000", "4"))), "3000", "4000", "20000"
            ),
            ["0.00", "140.00", "940.00"],
            id="12 progressive, whole",
        ),
        pytest.param(
            paid_progressively(
                whole(percents(("100000", "5"))), "50000", "75000", "100000", "75000"
            ),
            ["0.00", "6250.00", "5000.00", "3750.00"],
            id="13 progressive quarters",
        ),
        pytest.param(paid(whole(percents(("0", "4"))), "1000", "-200"), ["32.00"], id="14 returns"),
        pytest.param(
            paid(whole(percents(("0", "1")), cap=Cap(CapOn.MEASURE, D(100_000))), "130000"),
            ["1000.00"],
            id="15 cap on the measure",
        ),
        pytest.param(
            paid_by_lines(
                whole(percents(("0", "100")), cap=Cap(CapOn.BENEFIT, D("1.03"))), "1.00", "1.00"
            ),
            ["0.52", "0.51"],
            id="16 two lines of 1.00 share a cap of 1.03",
        ),
        pytest.param(
            paid_by_versions(["4", "3.5", "3", "2.5", "2", "1.5", "1"], "1000000"),
            ["175000.00"],
            id="17 seasonal ladder, September to March",
        ),
    ],
)
def test_the_sum_comes_out(found, expected):
    assert found == [D(amount) for amount in expected]


def test_pieces_enter_the_next_slice_only_when_the_first_is_full():
    """Row 4 in pieces: 14 at 10 %, 17 at 20 %."""
    terms = graduated(FOURTEEN, measure=PIECES)
    parts = entitlement(terms, target=D(31), earning=D(3100), quantity=D(31)).parts
    assert [(part.quantity, part.percent) for part in parts] == [(14, 10), (17, 20)]
