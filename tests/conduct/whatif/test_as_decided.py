"""The law: by the rules in force a what-if reckons to the fen what was decided, whatever happened.

Two ways come to the same sums: cases are decided one by one, each reckoning its firm anew; a
what-if reckons all of them at once.
"""

import datetime
import random

import pytest

from rebates.conduct.choices import Severity
from rebates.conduct.models import PenaltyDecision
from rebates.conduct.whatif.calculating import calculate_trial
from rebates.conduct.whatif.starting import start_trial
from tests.conduct.making import make_later_version, make_rule_version
from tests.conduct.ways import decision
from tests.factories import START, make_dealer

pytestmark = pytest.mark.django_db
STEPS = (
    {"number": 1, "fixed": 1_000},
    {"number": 2, "fixed": 1_000, "multiple": "0.3333"},
    {"number": 3, "per_unit": "7.77", "rebate_percent": 10},
    {"number": 1, "severity": "malicious", "fixed": 9_000},
    {"number": 2, "severity": "malicious", "termination": "territory"},
)
TURNS = 14


@pytest.mark.parametrize("seed", range(4))
def test_it_works(seed, desk, dealers, hq):
    chance = random.Random(seed)
    rule = make_rule_version(steps=STEPS, window_months=chance.choice([1, 6, 12]))
    draft = make_later_version(rule=rule.rule, status="draft")  # of days on which nothing happened
    firm = dealers.guangzhou, merged_into(dealers.guangzhou)
    cases = [happened(chance, desk, firm) for _turn in range(TURNS)]
    trial = start_trial(
        access=hq, drafts=[draft.pk], date_from=datetime.date(2025, 1, 1),
        date_to=datetime.date(2027, 1, 1),
    )  # fmt: skip
    calculate_trial(trial=trial)
    told = {row.key: row for row in trial.cases.all()}
    assert PenaltyDecision.objects.exists()
    for case in cases:
        made, row = decision(case), told[case.number]
        assert (row.before, row.share_before) == (made.fine, made.share)
        assert row.sides["before"]["offence"] == made.offence
        assert not row.differs


def happened(chance: random.Random, desk, dealers):
    """A case of some day, confirmed; some are overturned, which moves those there were."""
    day = datetime.date(2025, 6, 1) + datetime.timedelta(chance.randrange(400))
    values = {"quantity": chance.randrange(1, 50), "supply_value": chance.randrange(1, 10**6)}
    case = desk.under_review(day, dealer=chance.choice(dealers), **values)
    case = desk.confirm(case, severity=chance.choice(list(Severity)))
    appeals = case.dealer == desk.dealer and chance.random() < 0.5
    return desk.overturned(case) if appeals else case


def merged_into(dealer):
    other = make_dealer("SZ2", home_region=dealer.home_region)
    other.merged_into, other.merged_on = dealer, START
    other.save()
    return other
