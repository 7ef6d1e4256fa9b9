"""The laws of settlement, for any sales: over real rows, real runs and the real ledger."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from channels_mgmt.core.periods import Period
from dealers.models import LedgerEntry
from rebates.choices import RunStatus
from rebates.models import ProgrammeVersion, RunLine, SettlementRun, Statement
from rebates.rules.entitlement import Slice, period_entitlement
from rebates.sales.models import SalesLine
from rebates.services.books import verify
from rebates.services.reversing import reverse_run
from rebates.services.runs import discard_run
from rebates.services.terms import terms_of
from tests.settlement.any_sales import (
    DEALERS,
    NOTHING,
    PROGRAMMES,
    Laws,
    cut,
    fewer,
    laws,
    posted_rows,
    sales,
    some_sales,
)
from tests.settlement.world import D


class TestWhatIsDue(Laws):
    @laws
    @given(some_sales, st.data())
    def test_does_not_depend_on_lines_orders_files_and_days(self, found, data) -> None:
        split = [part for sale in found for part in cut(sale, data)]
        whole = self.elsewhere(lambda: self.sold_then_due(found))
        assert self.sold_then_due(data.draw(st.permutations(split))) == whole

    def test_depends_on_the_period_though(self) -> None:
        sale = {"dealer": "D1", "amount": D(60_000), "date": "2012-03-31", "sku": "HOOD-1"}
        half = sale | {"amount": D(30_000)}
        whole = self.elsewhere(lambda: self.sold_then_due([sale]))
        assert self.sold_then_due([half, half | {"date": "2012-04-01"}]) != whole

    @laws
    @given(some_sales, some_sales)
    def test_is_not_changed_by_what_others_sell(self, mine, theirs) -> None:
        self.sell([sale | {"dealer": "D1"} for sale in mine])
        alone = self.dues(dealer="D1")
        self.sell([sale | {"dealer": "D2"} for sale in theirs])
        assert self.dues(dealer="D1") == alone

    @laws
    @given(some_sales, st.permutations(list(PROGRAMMES)), st.permutations(DEALERS), st.data())
    def test_does_not_depend_on_the_order_of_anything(self, found, codes, dealers, data) -> None:
        """The same brand twice under other names, its programmes and dealers made in two orders."""

        def due(codes, dealers, found) -> dict[tuple, Decimal]:
            for dealer in dealers:
                self.world.add_dealer(f"N-{dealer}")
            for code in codes:
                self.world.programme(f"N-{code}", **PROGRAMMES[code])
            self.sell([sale | {"dealer": f"N-{sale['dealer']}"} for sale in found])
            return self.dues()

        first = self.elsewhere(lambda: due(PROGRAMMES, DEALERS, found))
        for dealer in DEALERS:
            self.world.dealers.pop(f"N-{dealer}")
        assert due(codes, dealers, data.draw(st.permutations(found))) == first


class TestReturns(Laws):
    def test_a_return_of_less_leaves_something(self) -> None:
        sale = {"dealer": "D1", "amount": D(60_000), "date": "2012-03-31", "sku": "HOOD-1"}
        self.sell([sale])
        self.world.settle()
        self.take_back([sale | {"amount": D("59999.0000")}])
        self.world.settle()
        assert self.balances() != dict.fromkeys(DEALERS, NOTHING)

    def test_a_lump_sum_from_the_first_yuan_is_taken_back_too(self) -> None:
        """Whoever has returned all that he bought has sold nothing, as if he had never bought."""
        sale = {"dealer": "D1", "amount": D(60_000), "date": "2012-03-31", "sku": "HOOD-1"}
        for method in ("whole", "stacked", "graduated"):
            steps = [{"from": "0", "lump_sum": "200"}, {"from": "50000", "lump_sum": "300"}]
            self.world.programme(f"LUMP-{method}", method=method, steps=steps)
        self.sell([sale])
        self.world.settle()
        self.take_back([sale])
        assert self.dues() == {}
        self.world.settle()
        assert self.balances() == dict.fromkeys(DEALERS, NOTHING)

    @laws
    @given(some_sales)
    def test_selling_and_returning_everything_leaves_nothing(self, found) -> None:
        self.sell(found)
        self.world.settle()
        self.take_back(found)
        self.world.settle()
        assert self.balances() == dict.fromkeys(DEALERS, NOTHING)

    @laws
    @given(some_sales, st.integers(0, 5))
    def test_settle_return_settle_is_settling_once_at_the_end(self, found, number) -> None:
        returned = found[:number]

        def once() -> dict[str, Decimal]:
            self.sell(found)
            self.take_back(returned)
            self.world.settle()
            return self.balances()

        at_the_end = self.elsewhere(once)
        self.sell(found)
        self.world.settle()
        self.take_back(returned)
        self.world.settle()
        assert self.balances() == at_the_end


class TestProgressive(Laws):
    def test_settling_each_sale_by_itself_would_not_do(self) -> None:
        terms = terms_of(ProgrammeVersion.objects.get(programme__code="PROGRESSIVE"))
        each, both = (period_entitlement([Slice(terms, D(n), D(n), D(1))]).amount
                      for n in (60_000, 120_000))  # fmt: skip
        assert 2 * each != both

    @fewer
    @given(st.lists(st.lists(sales, max_size=2), min_size=4, max_size=4))
    def test_what_was_posted_is_the_entitlement_of_the_year_to_date(self, quarters) -> None:
        """At every cut-off, late lines of earlier quarters and all; and again nothing is posted."""
        for quarter, found in enumerate(quarters, start=1):
            # A sale may be of any day up to the cut-off: what comes late is caught up with.
            month = 3 * quarter
            late = [
                sale | {"date": f"2012-{(int(sale['date'][5:7]) - 1) % month + 1:02}-15"}
                for sale in found
            ]
            self.sell(late)
            end = Period.parse(f"2012Q{quarter}").end
            run = self.world.settle(end=str(end), programmes=["PROGRESSIVE"])
            self.check_posted(end)
            entries = LedgerEntry.objects.count()
            again = self.world.settle(end=str(end), programmes=["PROGRESSIVE"])
            assert set(again.lines.values_list("amount", flat=True)) <= {NOTHING}
            assert (LedgerEntry.objects.count(), again.pk != run.pk) == (entries, True)

    def check_posted(self, end) -> None:
        terms = terms_of(ProgrammeVersion.objects.get(programme__code="PROGRESSIVE"))
        sold: dict[int, list] = defaultdict(lambda: [NOTHING, 0])
        for line in SalesLine.objects.filter(date__lt=end):
            sold[line.dealer_id][0] += line.amount
            sold[line.dealer_id][1] += line.quantity
        posted = defaultdict(lambda: NOTHING)
        for line in RunLine.objects.filter(
            programme__code="PROGRESSIVE", run__status=RunStatus.POSTED
        ):
            posted[line.dealer_id] += line.amount
        for dealer, (amount, pieces) in sold.items():
            found = period_entitlement([Slice(terms, amount, amount, D(pieces))])
            assert posted[dealer] == found.amount


class TestWhatIsPosted(Laws):
    @settings(laws, max_examples=15)
    @given(st.lists(st.tuples(st.sampled_from(
        ["sell", "return", "settle", "settle one", "reverse", "draft", "discard"]
    ), sales), min_size=3, max_size=7))  # fmt: skip
    def test_is_never_edited_and_adds_up_to_the_fen(self, story) -> None:
        for verb, sale in [("sell", story[0][1]), ("settle", story[0][1]), *story]:
            before = posted_rows()
            self.do(verb, sale)
            after = posted_rows()
            assert {key: after.get(key) for key in before} == before
        self.check_statements()
        assert list(verify()) == []

    def do(self, verb: str, sale: dict) -> None:
        posted = SettlementRun.objects.filter(status=RunStatus.POSTED, reverses=None)
        posted = posted.exclude(reversed_by__isnull=False)
        if verb in ("sell", "return"):
            (self.sell if verb == "sell" else self.take_back)([sale])
        elif verb in ("settle", "settle one"):
            dealers = [sale["dealer"]] if verb == "settle one" else []
            self.world.settle(dealers=dealers)
        elif verb == "draft":
            self.world.draft()
        elif verb == "reverse" and (run := posted.order_by("pk").last()):
            self.world.reverse(run)
        elif verb == "discard" and (run := posted.order_by("pk").first()):
            discard_run(
                run=reverse_run(run=run, access=self.world.manager, reason="tried"),
                access=self.world.manager,
                reason="tried",
            )

    def check_statements(self) -> None:
        for statement in Statement.objects.select_related("run"):
            content, lines = statement.content, statement.run.lines.filter(dealer=statement.dealer)
            printed = sum((D(line["amount"]) for line in content["lines"]), NOTHING)
            stored = sum(lines.values_list("amount", flat=True), NOTHING)
            assert printed == stored == D(content["rebates"]) == statement.movements
            assert statement.opening + statement.movements == statement.closing
            assert all(D(line["amount"]) == D(line["amount"]).quantize(D("0.01"))
                       for line in content["lines"])  # fmt: skip
        for dealer in DEALERS:
            last = Statement.objects.filter(dealer__code=dealer).order_by("pk").last()
            assert self.world.balance(dealer) == (last.closing if last else NOTHING)
