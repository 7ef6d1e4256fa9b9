"""Programmes of the reference, put through the engine."""

from dealers.models import Dealer
from dealers.placements import Structure
from rebates.engine import schedule
from rebates.engine.calculation import Calculation
from rebates.engine.dealer_facts import DealerFacts
from rebates.engine.measures import Measures
from rebates.joined import joined_spans
from rebates.rules.parsing import parse_terms
from rebates.rules.sharing import Precedence
from rebates.rules.terms import Terms
from rebates.sales.facts import known_at
from tests.engine.any_programmes import YEAR


def versions_of(programme, record) -> list[schedule.Version]:
    group = programme.group and schedule.Group(
        programme.group, Precedence(programme.precedence), programme.priority
    )
    return [
        schedule.Version(
            100 * record.pk + each.number, each.number, record.pk, programme.code, each.start,
            each.end, parse_terms(each.terms), by_contract=programme.by_contract, group=group,
        )
        for each in programme.versions
    ]  # fmt: skip


def terms_of(programmes) -> dict[tuple[str, int], Terms]:
    """The terms of every version, by programme and number."""
    return {
        (programme.code, each.number): parse_terms(each.terms)
        for programme in programmes
        for each in programme.versions
    }


def calculation_of(programmes, life, dealers=()) -> tuple[Calculation, dict[int, str]]:
    """The calculation, and the codes of the dealers; `dealers` limits what is read."""
    as_of = life.facts.as_of
    dues = [
        due
        for programme in programmes
        for due in schedule.dues_between(
            versions_of(programme, life.programmes[programme.code]), *YEAR
        )
    ]
    by_contract = {due.version.programme_id for due in dues if due.version.by_contract}
    measures = Measures(dues, Structure(known_at=as_of), joined_spans(by_contract, as_of))
    measures.read(known_at(as_of), dealers)
    codes = dict(Dealer.objects.values_list("pk", "code"))
    facts = DealerFacts(list(codes), as_of)
    calculation = Calculation(
        dues, measures, facts, dealers=codes, chosen=dealers or None, posted={}, heading={}
    )
    return calculation, codes
