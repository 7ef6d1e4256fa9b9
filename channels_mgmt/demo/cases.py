"""The demo's cases: a city dealer whose goods turn up in another city, three times.

The fines of two are settled, the third withdraws its authorisation. None is appealed yet: whoever
looks around may.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record
from dealers.roles import access_of
from rebates.conduct.choices import Detector, Termination
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import DetectorSetting, PenaltyRule, Violation
from rebates.conduct.services.answers import answer_case
from rebates.conduct.services.cases import review
from rebates.conduct.services.deciding import confirm
from rebates.conduct.services.versions import approve_version, propose_version
from rebates.sales.choices import SaleKind
from rebates.sales.models import SalesLine

from .history import AGREED
from .people import SELLS_ELSEWHERE

START, FROM, TO = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
PERIOD = "2026Q2"
ELSEWHERE, ITS_DEALER = "330106", "C330100-1"  # Hangzhou, Xihu
CLAUSE = (
    "乙方不得向授权区域以外销售。违反的，第一次支付违约金100,000元，第二次支付150,000元，"
    "第三次取消授权；被窜货经销商按货值的10%获得补偿。"
)  # not outside the territory: 100,000, then 150,000, then the authorisation is withdrawn
STEPS = (
    {"number": 1, "fixed": Decimal(100_000)},
    {"number": 2, "fixed": Decimal(150_000)},
    {"number": 3, "termination": Termination.AUTHORISATION},
)
ANSWER = "货物由我司下级网点售出，我司正在核实。"  # sold by an outlet of ours, we look into it
PROVED = "物流码扫描记录与出库单一致，窜货事实清楚。"  # scan and shipment agree


def write_rules(hq: Access, finance: Access) -> None:
    """The ladder by two persons, and the detector that looks at scans."""
    rule = PenaltyRule(code="CH-2026", name="窜货处罚办法", name_en="Cross-region selling",
                       kind=Detector.SERIAL_OUTSIDE.kind)  # fmt: skip
    save_record(instance=rule, access=hq, verb=Verb.CHANGE_PENALTIES, reason=AGREED)
    terms = {"valid_from": START, "share_percent": Decimal(10), "clause": CLAUSE}
    version = propose_version(rule=rule, values=terms, steps=STEPS, access=hq)
    approve_version(version=version, access=finance, reason=AGREED)
    setting = DetectorSetting(
        detector=Detector.SERIAL_OUTSIDE, valid_from=START, created_by=hq.user
    )
    save_record(instance=setting, access=hq, verb=Verb.CHANGE_PENALTIES, reason=AGREED)


def lines_sold() -> list[SalesLine]:
    """The first line that the dealer bought in each month of the quarter."""
    rows = SalesLine.objects.filter(
        dealer__code=SELLS_ELSEWHERE, kind=SaleKind.SELL_IN, quantity__gt=0,
        date__gte=FROM, date__lt=TO,
    )  # fmt: skip
    found = rows.select_related("sku").order_by("date", "order_number", "line_number")
    return [next(months) for _month, months in groupby(found, lambda line: line.date.month)]


def serial_of(line: SalesLine) -> str:
    return f"LZ26-{line.sku.code}-E{line.date.month:02}"


def serial_rows(lines: list[SalesLine]) -> list[dict[str, str]]:
    return [
        {
            "serial": serial_of(line),
            "sku": line.sku.code,
            "dealer": SELLS_ELSEWHERE,
            "shipped_on": str(line.date),
            "order_number": line.order_number,
        }
        for line in lines
    ]


def scan_rows(lines: list[SalesLine]) -> list[dict[str, str]]:
    """An inspector of the brand finds each in a shop of another city some days later."""
    return [
        {
            "serial": serial_of(line),
            "scanned_at": f"{min(line.date + timedelta(9), TO - timedelta(1))}T14:30:00+08:00",
            "region": ELSEWHERE,
            "by": "inspector",
            "reference": f"XC2026-2{line.date.month}",
        }
        for line in lines
    ]


def decide_cases(hq: Access) -> None:
    """Found, put under review, answered by the dealer, confirmed by the manager of its province."""
    dealer, province = (access_of(User.objects.get(username=n)) for n in ("dealer3", "guangdong"))
    detect(start=FROM, end=TO, access=hq, detectors=[Detector.SERIAL_OUTSIDE])
    for case in Violation.objects.order_by("offence_date"):
        review(case=case, access=hq)
        answer_case(case=case, text=ANSWER, access=dealer)
        confirm(case=case, access=province, reason=PROVED)
