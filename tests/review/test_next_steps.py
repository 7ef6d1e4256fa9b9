"""All dealers by their distance to the next step: what each is told of itself, in one pass."""

import datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealers.models import Dealer
from rebates.models import Programme, ProgrammeVersion, Step
from rebates.services.next_steps import dealers_in_business, next_steps
from rebates.services.progress import progress_of
from tests import factories as make

DAY = datetime.date(2024, 6, 1)
BOUNDS = {50_000: 1, 100_000: 2, 200_000: 3}


@pytest.fixture
def ladder(db) -> Programme:
    version = make.make_version(make.make_programme("LADDER"), valid_from=datetime.date(2020, 1, 1))
    with_steps(version, BOUNDS)
    return version.programme


def with_steps(version: ProgrammeVersion, bounds: dict[int, int]) -> None:
    version.steps.all().delete()
    for lower, percent in bounds.items():
        Step.objects.create(version=version, lower=lower, percent=percent)


def found(**more) -> list[tuple]:
    steps = next_steps(dealers=Dealer.objects.all(), day=DAY, **more)
    return [(s.dealer.code, s.standing.step, s.missing, s.percent, s.gain) for s in steps]


def test_it_works(ladder, sell, dealers):
    sell(dealers.guangzhou, "95000")
    sell(dealers.hangzhou, "30000")
    sell(dealers.guangdong, "120000")
    sell(dealers.zhejiang, "250000")  # on the highest step
    assert found() == [
        ("GZ", 1, D("5000.0000"), D("95.0"), D("1050.00")),
        ("HZ", 0, D("20000.0000"), D("60.0"), D("500.00")),
        ("GD", 2, D("80000.0000"), D("60.0"), D("3600.00")),
    ]


def test_each_is_what_the_dealer_is_told(ladder, sell, dealers):
    second = make.make_version(make.make_programme("MONTHLY"), period="month")
    with_steps(second, {1_000: 1, 40_000: 2})
    for number, dealer in enumerate(Dealer.objects.order_by("code"), start=1):
        sell(dealer, f"{number * 17_000}.37", "2024-06-20")
        sell(dealer, f"{number * 3_000}", "2024-02-02")
    steps = next_steps(dealers=Dealer.objects.all(), day=DAY)
    assert len(steps) > 4
    for step in steps:
        [told] = [
            each.standing
            for each in progress_of(dealer=step.dealer, day=DAY)
            if each.programme == step.programme
        ]
        assert (told.so_far, told.step, told.ahead, told.amount) == (
            step.standing.so_far, step.standing.step, step.standing.ahead, step.standing.amount,
        )  # fmt: skip
    expected = sum(
        1
        for dealer in Dealer.objects.all()
        for each in progress_of(dealer=dealer, day=DAY)
        if each.counts and each.standing.ahead
    )
    assert len(steps) == expected


def test_pieces_come_after_money(ladder, sell, dealers):
    pieces = make.make_version(make.make_programme("PIECES"), target="quantity")
    with_steps(pieces, {10: 1})
    sell(dealers.guangzhou, "10000", quantity=4)
    units = [s.standing.terms.target for s in next_steps(dealers=Dealer.objects.all(), day=DAY)]
    assert units == ["net_amount", "quantity"]


def test_queries_do_not_grow_with_dealers(ladder, sell, dealers, hq_client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = hq_client.get("/next-steps/", {"day": DAY})
        assert "LADDER" in answer.content.decode()
        return len(queries)

    sell(dealers.guangzhou, "100")
    few = asked()
    for _ in range(20):
        sell(make.make_dealer(), "100")
    assert asked() == few


def test_a_terminated_dealer_has_no_next_step(ladder, sell, dealers, hq):
    sell(dealers.guangzhou, "100")
    Dealer.objects.filter(pk=dealers.guangzhou.pk).update(status="terminated")
    assert next_steps(dealers=dealers_in_business(hq.scope), day=DAY) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def sold(self, ladder, sell, dealers):
        sell(dealers.guangzhou, "95000")
        sell(dealers.hangzhou, "30000")

    def codes(self, client, **asked) -> list[str]:
        answer = client.get("/api/v1/next-steps/", {"day": "2024-06-01", **asked})
        assert answer.status_code == 200, answer.content
        return [row["dealer"] for row in answer.json()]

    def test_the_page(self, hq_client):
        text = hq_client.get("/next-steps/", {"day": "2024-06-01"}).content.decode()
        for figure in ("95,000.00", "5,000.00", "95.0", "1,050.00"):
            assert figure in text
        assert text.index(">GZ</a>") < text.index(">HZ</a>")

    def test_filters_and_orders(self, hq_client):
        assert self.codes(hq_client) == ["GZ", "HZ"]
        assert self.codes(hq_client, region="330000") == ["HZ"]
        assert self.codes(hq_client, tier="provincial") == []
        assert self.codes(hq_client, programme="LADDER", order="percent") == ["GZ", "HZ"]
        assert self.codes(hq_client, order="gain") == ["GZ", "HZ"]
        assert hq_client.get("/next-steps/", {"region": "X"}).status_code == 422
        assert hq_client.get("/api/v1/next-steps/", {"region": "X"}).status_code == 400

    def test_a_province_sees_its_own(self, province_client):
        assert self.codes(province_client) == ["GZ"]

    def test_it_is_not_there_for_dealers(self, dealer_client):
        assert dealer_client.get("/next-steps/").status_code == 404
        assert dealer_client.get("/api/v1/next-steps/").status_code == 404
        assert "/next-steps/" not in dealer_client.get("/", follow=True).content.decode()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_the_file_has_every_row(self, hq_client, kind):
        answer = hq_client.get("/next-steps/", {"day": "2024-06-01", "format": kind})
        content = b"".join(answer.streaming_content)
        if kind == "csv":
            assert len(content.decode().splitlines()) == 3
        assert content

    def test_over_http(self, hq_client):
        [first, _second] = hq_client.get("/api/v1/next-steps/", {"day": "2024-06-01"}).json()
        assert first == {
            "dealer": "GZ", "programme": "LADDER", "version": 1, "period": "2024",
            "target": "net_amount", "so_far": "95000.0000", "missing": "5000.0000", "step": 1,
            "percent": "95.0",
            "next_step": {"step": 2, "bound": "100000.0000", "beyond": False, "due": "2000.00",
                          "gain": "1050.00", "estimated": False},
        }  # fmt: skip
