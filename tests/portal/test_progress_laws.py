"""How far a dealer is, whatever was sold: as a run says, and what selling the rest brings."""

import datetime
from decimal import Decimal

from hypothesis import given

from rebates.services.progress import Progress, progress_of
from tests.settlement.any_sales import DEALERS, PROGRAMMES, Laws, fewer, some_sales
from tests.settlement.world import D, day


class TestAnySales(Laws):
    """Whatever was sold, in any of the programmes of the laws."""

    @fewer
    @given(some_sales)
    def test_what_falls_to_a_period_is_what_a_draft_says(self, found) -> None:
        self.sell(found)
        lines = self.world.draft().lines.values_list(
            "dealer__code", "programme__code", "period", "due"
        )
        drafted = {(dealer, code, period): due for dealer, code, period, due in lines}
        for dealer, on in self.standpoints():
            for each in progress_of(dealer=self.world.dealers[dealer], day=on):
                key = (dealer, each.programme.code, each.period.key)
                assert each.standing.amount == drafted.get(key, Decimal(0)), key

    @fewer
    @given(some_sales)
    def test_when_what_is_missing_is_sold_the_step_is_reached_and_pays_what_was_said(
        self, found
    ) -> None:
        self.sell(found)
        [dealer, on] = self.standpoints()[0]
        for each in progress_of(dealer=self.world.dealers[dealer], day=on):
            if each.standing.ahead and not each.standing.ahead.estimated:
                then = self.elsewhere(lambda each=each: self.sold_so_much_more(each, dealer, on))
                assert then.standing.step >= each.standing.ahead.step
                assert then.standing.amount == each.standing.ahead.amount

    def sold_so_much_more(self, each: Progress, dealer: str, on: datetime.date) -> Progress:
        ahead = each.standing.ahead
        amount = ahead.missing + (D("0.01") if ahead.beyond else 0)
        self.world.sell(dealer, f"{amount:f}", on.isoformat(), sku="HOOD-1")
        found = progress_of(dealer=self.world.dealers[dealer], day=on)
        return next(p for p in found if p.programme == each.programme)

    def standpoints(self) -> list[tuple[str, datetime.date]]:
        return [(dealer, day(f"2012-{month}-10")) for dealer in DEALERS for month in ("02", "11")]

    def test_the_programmes_are_of_every_kind(self) -> None:
        for dealer in DEALERS:
            found = progress_of(dealer=self.world.dealers[dealer], day=day("2012-03-20"))
            assert {each.programme.code for each in found} == set(PROGRAMMES)
