"""What changes around the dealers: their places, grades, targets, contracts, prices, conduct."""

import datetime
from decimal import Decimal as D

from channels_mgmt.core.scopes import Verb
from dealers.choices import ContractStatus, DealerStatus, Grade
from dealers.models import Contract, Target, Tier
from dealers.services.contracts import end_contract, save_contract, sign_contract
from dealers.services.dealers import change_status
from dealers.services.grades import set_grade
from dealers.services.placements import Move, place_dealers
from dealers.services.targets import save_target
from pricing.models import PriceList
from pricing.services.price_lists import publish_list, save_price, save_price_list
from rebates.conduct.models import Violation
from rebates.conduct.services.answers import answer_case
from rebates.conduct.services.appeals import appeal, decide_appeal
from rebates.conduct.services.cases import dismiss, open_by_hand, review
from rebates.conduct.services.deciding import confirm
from rebates.models import Programme
from rebates.services.enrolments import join_programme
from tests.conduct.making import make_evidence
from tests.simulation.life import Life, NothingToDo

WHY = "as agreed"


def move_dealer(life: Life) -> str:
    """Below another dealer, on another tier, or both; from a day that may long be past."""
    dealer, above = life.dealer(), life.dealer()
    tier = Tier.objects.get(code=life.dice.choice(("provincial", "city", "outlet", "outlet")))
    home = life.market.regions[life.dice.choice(list(life.market.regions)[1:])]
    upstream = None if tier.code == "provincial" else above
    day = life.day_before(120) + datetime.timedelta(days=40)
    by = life.market.boss.user
    moves = [Move(dealer, tier, upstream, home)]
    place_dealers(moves=moves, valid_from=day, by=by, reason=WHY)
    return f"{dealer.code} is {tier.code} below {upstream and upstream.code} since {day}"


def change_dealer_status(life: Life) -> str:
    dealer = life.dealer()
    to = DealerStatus.SUSPENDED if dealer.status == DealerStatus.ACTIVE else DealerStatus.ACTIVE
    access = life.who(Verb.CHANGE_STRUCTURE)
    dealer = change_status(dealer=dealer, to=to, access=access, reason=WHY)
    return f"{dealer.code} is {dealer.status}"


def grade_dealer(life: Life) -> str:
    grade, dealer, day = life.dice.choice(list(Grade)), life.dealer(), life.day_before(200)
    access = life.who(Verb.CHANGE_STRUCTURE)
    set_grade(dealer=dealer, grade=grade, valid_from=day, access=access, reason=WHY)
    return f"{dealer.code} is {grade} since {day}"


def set_target(life: Life) -> str:
    """Of a quarter of the next year, or the amount of one that stands is changed."""
    dealer, access = life.dealer(), life.who(Verb.CHANGE_CONTRACTS)
    amount = D(life.dice.randrange(30_000, 300_000))
    start = datetime.date(life.today.year + 1, life.dice.choice((1, 4, 7, 10)), 1)
    end = (start + datetime.timedelta(days=95)).replace(day=1)
    target = Target(dealer=dealer, period_from=start, period_to=end)
    if life.maybe(0.5):
        target = life.one_of(Target.objects.filter(dealer=dealer))
    target.amount = amount
    save_target(instance=target, access=access, verb=Verb.CHANGE_CONTRACTS, reason=WHY)
    return f"{target}: {amount}"


def draft_contract(life: Life) -> str:
    """With a programme that only contracts join."""
    start = life.day_before(60) + datetime.timedelta(days=30)
    length = life.dice.choice((90, 365, None))
    end = length and start + datetime.timedelta(days=length)
    contract = Contract(
        dealer=life.dealer(), number=f"CT-{life.number()}", valid_from=start, valid_to=end,
        deposit_required=D(1000),
    )  # fmt: skip
    contract = save_contract(contract=contract, access=life.who(Verb.CHANGE_CONTRACTS))
    return f"{contract} of {contract.dealer.code}: {start} to {end}"


def join_contract(life: Life) -> str:
    contract = life.one_of(Contract.objects.filter(status=ContractStatus.DRAFT))
    programme = life.one_of(Programme.objects.filter(enrolment="contract"))
    access = life.who(Verb.CHANGE_CONTRACTS)
    join_programme(contract=contract, programme=programme, access=access)
    return f"{contract} joins {programme.code}"


def decide_contract(life: Life) -> str:
    """A draft is signed; a signed one ends early."""
    access = life.who(Verb.SIGN_CONTRACTS)
    if life.maybe(0.75):
        contract = life.one_of(Contract.objects.filter(status=ContractStatus.DRAFT))
        return f"{sign_contract(contract=contract, access=access, reason=WHY)} is signed"
    contract = life.one_of(Contract.objects.filter(status=ContractStatus.IN_FORCE))
    day = life.day_before(60)
    return f"{end_contract(contract=contract, last_day=day, access=access, reason=WHY)} ends {day}"


def change_prices(life: Life) -> str:
    """A draft takes the place of the list in force, one of its prices changes, it is published."""
    last, access = PriceList.objects.order_by("pk").last(), life.who(Verb.CHANGE_PRODUCTS)
    verb = Verb.CHANGE_PRODUCTS
    if last.published_at is None and life.maybe(0.5):
        return f"{publish_list(price_list=last, access=access, reason=WHY)} is published"
    if last.published_at is None or life.maybe(0.2):
        price = life.one_of(last.prices.order_by("pk"))  # refused where it is published
        price.price += life.dice.randrange(1, 90)
        return f"{save_price(instance=price, access=access, verb=verb, reason=WHY)} changed"
    new = PriceList(code=f"LIST-{life.number()}", supersedes=last, valid_from=life.today)
    return f"{save_price_list(instance=new, access=access, verb=verb)} is drafted"


def open_a_case(life: Life) -> str:
    kind = life.dice.choice(("cross_region", "cross_region", "false_data"))
    case = open_by_hand(
        dealer=life.dealer(), kind=kind, offence_date=life.day_before(100),
        access=life.who(Verb.OPEN_CASES), summary="seen", quantity=3, goods_value=D(6400),
        supply_value=D(5100), deposit=D(1000), invaded=life.dealer() if life.maybe(0.5) else None,
    )  # fmt: skip
    make_evidence(violation=case)
    return f"{case}: {kind} of {case.dealer.code} on {case.offence_date}"


def go_on_with_case(life: Life) -> str:
    """One move of one case: reviewed, answered, confirmed or dismissed, appealed, judged."""
    case = life.one_of(Violation.objects.exclude(status__in=("dismissed", "overturned")))
    access, dealers = life.who(Verb.DECIDE_CASES), life.principal(case.dealer)
    if case.status == "detected":
        review(case=case, access=life.who(Verb.OPEN_CASES))
    elif case.status == "under_review" and life.maybe(0.5):
        answer_case(case=case, text=f"no {life.number()}", access=dealers)
    elif case.status == "under_review":
        how = confirm if life.maybe(0.8) else dismiss
        how(case=case, access=access, reason=WHY)
    elif case.status == "appealed":
        outcome = life.dice.choice(("upheld", "overturned"))
        judge = life.who(Verb.DECIDE_APPEALS)
        decide_appeal(case=case, outcome=outcome, access=judge, reason=WHY)
    elif life.maybe(0.7):
        raise NothingToDo  # most are not appealed, or late
    else:
        appeal(case=case, text="no", access=dealers)
    return f"{case}: {case.status}, then {Violation.objects.get(pk=case.pk).status}"


OPERATIONS = {
    move_dealer: 1, change_dealer_status: 1, grade_dealer: 1, set_target: 2, draft_contract: 2,
    join_contract: 2, decide_contract: 2, change_prices: 2, open_a_case: 4, go_on_with_case: 14,
}  # fmt: skip
