"""On-time service is asked of whoever keeps the jobs, and is unknown until somebody does."""

from datetime import date
from fractions import Fraction

import pytest

from rebates.sales import service_facts
from rebates.sales.service_facts import (
    AlreadyRegistered,
    on_time_known,
    on_time_percent,
    register_on_time,
)

WINDOW = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def nobody_keeps_the_jobs(monkeypatch):
    monkeypatch.setattr(service_facts, "_answers", [])


def nine_in_ten(dealers, start, end, known_at):
    return {dealer: Fraction(90) for dealer in dealers if (start, end) == WINDOW}


def test_it_works():
    register_on_time(nine_in_ten)
    assert on_time_known()
    assert on_time_percent([1, 2], *WINDOW, None) == {1: Fraction(90), 2: Fraction(90)}


def test_nothing_is_known_while_nobody_keeps_the_jobs():
    assert not on_time_known()
    assert on_time_percent([1, 2], *WINDOW, None) == {}


def test_the_same_source_may_say_so_twice():
    register_on_time(nine_in_ten)
    register_on_time(nine_in_ten)
    assert on_time_percent([1], *WINDOW, None) == {1: Fraction(90)}


def test_a_second_source_is_refused():
    register_on_time(nine_in_ten)
    with pytest.raises(AlreadyRegistered, match="answers on-time service already"):
        register_on_time(lambda *asked: {})
    assert on_time_percent([1], *WINDOW, None) == {1: Fraction(90)}
