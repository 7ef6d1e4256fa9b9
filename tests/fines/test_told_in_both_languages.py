"""A case that a detector opened and a run settled: each reader finds her own language alone."""

import datetime
import re

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import ProductLine, Region
from rebates.conduct.detecting.run import detect
from rebates.conduct.models import CaseEvent, Violation
from rebates.conduct.services.cases import review
from rebates.conduct.services.recalls import order_recall
from tests.conduct.making import CLAUSE, make_rule_version, make_setting
from tests.conduct.ways import fresh
from tests.conftest import signed_in
from tests.factories import make_territory

pytestmark = pytest.mark.django_db
A_SENTENCE = re.compile(r"[A-Za-z]+(?: [a-z]+)+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
BY_PERSONS = (CLAUSE, "证据充分")
LATER = datetime.date(2099, 1, 1)
TOLD = {
    "zh-hans": ["授权区域外销售", "2099-01-01 前收回 1 件", "为第 1 次违规", "结算批次 "],
    "en": ["Sale outside the territory", "1 pieces by 2099-01-01", "It is offence 1", "ment run "],
}


@pytest.fixture
def case(world) -> Violation:
    """The second of two; the first is overturned, so that it is counted anew, and settled."""
    make_rule_version()
    make_setting("line_outside", valid_from=datetime.date(2026, 1, 1))
    make_territory(dealer=world.accused, region=world.guangzhou)
    for date in ("2026-03-10", "2026-04-10"):
        world.sell("D1", "500", date, kind="sell_out", region=world.north)
    detect(start=datetime.date(2026, 3, 1), end=datetime.date(2026, 5, 1), access=SYSTEM)
    first, second = (
        world.desk.confirm(review(case=one, access=world.desk.opener))
        for one in Violation.objects.order_by("offence_date")
    )
    order_recall(case=second, quantity=1, deadline=LATER, access=world.desk.opener)
    world.desk.overturned(first)
    world.month(4)
    return fresh(second)


def page(case: Violation, world, language: str) -> str:
    """What its page says besides what people wrote."""
    with override(language):  # which the request leaves behind
        answer = signed_in(world.desk.judge).get(
            f"/violations/{case.pk}/", headers={"accept-language": language}
        )
    (main,) = re.findall(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    text = strip_tags(re.sub(r"<(script|style|svg).*?</\1>", "", main, flags=re.DOTALL))
    names = list(BY_PERSONS)
    for model in (Region, ProductLine):
        names += model.objects.values_list("name", flat=True)
    for said in names:
        text = text.replace(said, "")
    return text


@pytest.mark.parametrize("done_in", ["en", "zh-hans"])
@pytest.mark.parametrize(("read_in", "strange"), [("zh-hans", A_SENTENCE), ("en", CHINESE)])
def test_the_page_is_in_the_language_of_its_reader(world, request, done_in, read_in, strange):
    with override(done_in):
        case = request.getfixturevalue("case")
    said = page(case, world, read_in)
    assert [text for text in TOLD[read_in] if text not in said] == []
    assert strange.findall(said) == []


def test_rows_of_before_keep_their_text(world, case):
    CaseEvent.objects.create(
        violation=case, action="settled", to_status="settled", reason="Settlement run 3"
    )
    assert "Settlement run 3" in page(case, world, "zh-hans")
