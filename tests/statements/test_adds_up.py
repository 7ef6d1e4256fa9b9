"""Opening + lines = closing, over any ledger; and the paper says it in words that can be found."""

from decimal import Decimal as D

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_mgmt.core.money import in_capitals
from dealers.choices import Account
from rebates.models import Statement
from rebates.services.statements import check_statement, document_of
from tests.statements.test_document import squeezed, text_of
from tests.statements.world import MOMENT, World

FEN = st.integers(-(10**11), 10**11).map(lambda fen: D(fen).scaleb(-2))
ACCOUNTS = ["fines", "service_fees", "payouts", "goods_credit", "deposit"]
MONTH = st.tuples(
    st.lists(FEN, max_size=3),  # rebates, each of a programme
    st.lists(st.tuples(st.sampled_from(ACCOUNTS), FEN.filter(bool)), max_size=4),
)


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(months=st.lists(MONTH, min_size=1, max_size=4))
def test_every_statement_adds_up_and_the_next_begins_where_it_ends(world, months):
    dealer = world.dealer(f"D{Statement.objects.count()}-{world.next()}")
    closing = deposit = D(0)
    for number, (rebates, entries) in enumerate(months):
        run = world.run(f"2012-{number + 1:02}")
        for place, due in enumerate(rebates):
            world.line(run, dealer, world.version(place), "0", due=due, period="2012")
        for place, (account, amount) in enumerate(entries):
            world.entry(dealer, amount, account=account, key=f"{dealer.pk}:{number}:{place}")
        statement = world.post(run, dealer, MOMENT)
        moved = sum(rebates, D(0)) + sum((a for n, a in entries if n in Account.of_balance()), D(0))
        assert statement.opening == closing
        assert statement.closing == closing + moved
        content = statement.content
        stated = [D(row["amount"]) for row in (*content["lines"], *content["others"])]
        assert D(content["opening"]) + sum(stated, D(0)) == D(content["closing"])
        deposit += sum((a for n, a in entries if n == "deposit"), D(0))
        assert D(content["deposit"]["closing"]) == deposit
        assert check_statement(statement) == []
        closing = statement.closing


class Many(World):
    """With programmes that are made once, for any number of dealers."""

    def __init__(self) -> None:
        super().__init__()
        self.versions, self.named = [], 0

    def version(self, place: int):
        while len(self.versions) <= place:
            self.versions.append(self.programme(f"P{len(self.versions)}"))
        return self.versions[place]

    def next(self) -> int:
        self.named += 1
        return self.named


@pytest.fixture
def world(db) -> Many:
    return Many()


@pytest.mark.parametrize("due", ["100000", "-80.00", "0.01", "1234567890.12"])
def test_the_text_of_the_paper_has_the_chinese_words_and_the_amount_in_capitals(world, due):
    run, dealer = world.run(), world.dealer()
    world.line(run, dealer, world.version(0), "0", due=D(due))
    statement = world.post(run, dealer)
    with override("zh-hans"):
        text = squeezed(text_of(document_of(statement=statement, language="zh-hans").pdf))
    for word in ("结算单", "年度返利", "广州珠江厨电商贸有限公司", in_capitals(D(due))):
        assert word in text, word
