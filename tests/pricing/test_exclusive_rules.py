"""Where an online-exclusive SKU may be sold: the pure rule, as a table."""

import pytest

from pricing.rules.exclusives import Deal, Holder, allowed

TMALL = Holder(shop=1, platform="tmall", operator=None)  # the flagship
JD = Holder(shop=2, platform="jd", operator=7)
PDD = Holder(shop=3, platform="pinduoduo", operator=8)
OTHER_SHOP, NOBODY = 9, None


@pytest.mark.parametrize(
    ("holders", "deal", "good"),
    [
        # on a day on which nobody holds it, nothing is checked
        ([], Deal(None, "offline", None), True),
        ([], Deal(OTHER_SHOP, "tmall", None), True),
        ([], Deal(None, "offline", 7), True),
        # a sale in a shop
        ([TMALL], Deal(1, "tmall", None), True),
        ([TMALL], Deal(1, "online", None), True),
        ([TMALL], Deal(2, "jd", None), False),
        ([TMALL], Deal(OTHER_SHOP, "tmall", None), False),
        ([TMALL, JD], Deal(2, "jd", None), True),
        ([TMALL, JD], Deal(3, "pinduoduo", None), False),
        # a sale that names no shop
        ([TMALL], Deal(None, "offline", None), False),
        ([TMALL], Deal(None, "online", None), False),
        ([TMALL], Deal(None, "tmall", None), False),
        # what a shop stocks up with
        ([TMALL], Deal(1, "tmall", 7), True),
        ([JD], Deal(2, "jd", 7), True),
        ([JD], Deal(2, "jd", 99), True),  # the shop is named: who brings the goods is free
        ([JD], Deal(1, "tmall", 7), False),
        ([JD], Deal(None, "jd", 7), True),
        ([JD], Deal(None, "online", 7), True),
        ([JD], Deal(None, "offline", 7), False),
        ([JD], Deal(None, "tmall", 7), False),
        ([JD], Deal(None, "jd", 8), False),
        ([JD, PDD], Deal(None, "jd", 8), False),  # its shop is on another platform
        ([JD, PDD], Deal(None, "pinduoduo", 8), True),
        ([TMALL], Deal(None, "tmall", NOBODY), False),  # no operator is nobody's
        ([TMALL], Deal(None, "tmall", 7), False),
        ([TMALL, JD], Deal(None, "online", 7), True),
    ],
)
def test_a_deal_keeps_to_the_shops_that_hold_it(holders, deal, good):
    assert allowed(deal, holders) is good
