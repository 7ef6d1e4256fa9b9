"""A small brand, and what a posted run leaves behind: lines, entries, a statement."""

import datetime
from decimal import Decimal as D

from channels_mgmt.core.money import to_fen
from channels_mgmt.core.periods import Period, PeriodLength
from dealers.choices import Account
from dealers.models import Brand, Dealer, LedgerEntry
from dealers.services import ledger
from rebates.choices import RunStatus
from rebates.models import Programme, ProgrammeVersion, RunLine, SettlementRun, Statement
from rebates.rules.entitlement import Slice, period_entitlement
from rebates.rules.explanation import explain
from rebates.rules.scopes import LineKind, LineScope
from rebates.rules.terms import Measure, Method, Step, Terms
from rebates.services.statements import issue_statement
from tests.factories import make_region, make_tier

MOMENT = datetime.datetime(2013, 1, 8, 2, 30, tzinfo=datetime.UTC)
STEPS = (Step(D(0), percent=D(1)), Step(D(50_000), percent=D(2)), Step(D(100_000), percent=D(3)))


def terms(method: str = "graduated", steps=STEPS, target: str = "net_amount") -> Terms:
    return Terms(
        LineScope((LineKind.SELL_IN,)),
        Measure(target),
        Measure.NET_AMOUNT,
        steps,
        Method(method),
        PeriodLength.YEAR,
    )


class World:
    """Builds by name what a test speaks of; all money is in yuan."""

    def __init__(self) -> None:
        Brand(
            name="华厨电器股份有限公司",
            name_en="Huachu Appliances Co., Ltd.",
            address="广东省佛山市顺德区容桂街道工业路 8 号",
            phone="0757-2838 0000",
            answer_days=15,
        ).save()
        china = make_region("000000", name="中国", name_en="China")
        guangdong = make_region("440000", china, name="广东省", name_en="Guangdong")
        self.guangzhou = make_region("440100", guangdong, name="广州市", name_en="Guangzhou")
        self.tier = make_tier("city", name="地包", name_en="City dealer")

    def dealer(self, code: str = "D0034", **more) -> Dealer:
        more = {"name": "广州珠江厨电商贸有限公司", "name_en": "Pearl River Kitchens"} | more
        return Dealer.objects.create(
            code=code, tier=self.tier, **{"home_region": self.guangzhou} | more
        )

    def programme(self, code: str = "ANNUAL", **more) -> ProgrammeVersion:
        more = {"name": "年度返利", "name_en": "Annual rebate"} | more
        return ProgrammeVersion.objects.create(
            programme=Programme.objects.create(code=code, **more),
            number=1,
            valid_from=datetime.date(2012, 1, 1),
            method="graduated",
            period="year",
        )

    def run(self, period: str = "2012", *, status: str = RunStatus.POSTED, **more) -> SettlementRun:
        days = Period.parse(period)
        return SettlementRun.objects.create(
            date_from=days.start,
            date_to=days.end,
            as_of=MOMENT,
            status=status,
            input_digest="ab" * 32,
            **more,
        )

    def line(
        self, run, dealer, version, sold, *, already=D(0), period="2012", rules=None, due=None
    ) -> RunLine:
        """A line as the engine writes it: explained by the real rules."""
        measured = D(sold)
        found = period_entitlement([Slice(rules or terms(), measured, measured, D(7))])
        due = found.amount if due is None else due
        return RunLine.objects.create(
            run=run,
            dealer=dealer,
            programme=version.programme,
            version=version,
            period=period,
            target_measure=measured,
            earning_measure=measured,
            step=found.last.step,
            due=due,
            already_posted=already,
            amount=to_fen(due - already),
            explanation=explain(found),
        )

    def post(self, run, dealer, issued_at=MOMENT) -> Statement:
        """What posting does for one dealer, at a moment that the test knows."""
        self.book(run, dealer)
        return issue_statement(run=run, dealer=dealer, issued_at=issued_at)

    def book(self, run, dealer) -> None:
        for line in run.lines.filter(dealer=dealer):
            ledger.post(
                dealer=dealer,
                postings=[
                    ledger.Posting(
                        Account.REBATES,
                        against=Account.BRAND_REBATE_EXPENSE,
                        amount=line.amount,
                        date=run.last_day,
                        key=f"run-line:{line.pk}",
                    )
                ],
                source=f"settlement:{run.pk}",
                by=None,
            )

    def entry(self, dealer, amount, account=Account.FINES, key="case:1", memo="") -> LedgerEntry:
        """Something that is no rebate: a fine, a payout, a deposit."""
        return self.move(
            dealer,
            account=account,
            against=Account.BRAND_CASH,
            amount=D(amount),
            key=key,
            memo=memo,
        )

    @staticmethod
    def move(dealer, **what) -> LedgerEntry:
        posting = ledger.Posting(date=datetime.date(2012, 12, 31), **what)
        [entry] = ledger.post(dealer=dealer, postings=[posting], source="manual", by=None)
        return entry
