"""Two reorganisations at once: of two that do not go together, one is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Dealer
from dealers.placements import placed_on, standing
from dealers.services import placements, reorganisation
from dealers.structure.plans import plan_move
from tests.factories import make_dealer, make_region, make_tier
from tests.structure.doing import to_come

ROUNDS = 10
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer, with or without the lock"
)


def below_each_other(first: Dealer, second: Dealer) -> list:
    """Two dealers of a city: each becomes the other's outlet, which only one of them can."""
    barrier = Barrier(2)

    def sink(dealer: Dealer, under: Dealer):
        try:
            barrier.wait(timeout=30)
            return reorganisation.reorganise(
                plan=lambda: plan_move(
                    dealer=dealer, tier=make_tier("outlet"), upstream=under,
                    home_region=dealer.home_region, valid_from=to_come(),
                ),
                access=SYSTEM, reason="reorganised",
            )  # fmt: skip
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(sink, (first, second), (second, first)))


def upside_down() -> int:
    """Dealers that do not stand below a higher tier on the day."""
    found = standing(set(Dealer.objects.values_list("pk", flat=True)), day := to_come())
    below = {pk: placed_on(dealer.upstream, day) for pk, dealer in found.items() if dealer.upstream}
    return sum(above.tier.rank >= found[pk].tier.rank for pk, above in below.items())


@pytest.fixture
def pair(transactional_db):
    make_tier("city")
    make_tier("outlet")
    home = make_region("000000")

    def two() -> tuple[Dealer, Dealer]:
        return make_dealer(home_region=home), make_dealer(home_region=home)

    return two


def test_a_dealer_never_stands_below_its_own_outlet(pair):
    for _ in range(ROUNDS):
        answers = below_each_other(*pair())
        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert upside_down() == 0


@on_postgresql
def test_without_the_lock_they_do(pair, monkeypatch):
    """The proof that the test above would see it: both have looked before either has written."""
    both, check = Barrier(2), placements.check_order

    def look_and_wait(*what) -> None:
        check(*what)
        both.wait(timeout=30)

    monkeypatch.setattr(placements, "check_order", look_and_wait)
    # It locks the dealers' own records, over which PostgreSQL would see a deadlock.
    monkeypatch.setattr(placements, "bring_up_to_date", lambda **how: 0)
    for module in (placements, reorganisation):
        monkeypatch.setattr(module, "lock_table", lambda model: None)
    answers = below_each_other(*pair())
    assert not any(isinstance(answer, ValidationError) for answer in answers)
    assert upside_down() == 2
