"""The engine's job done slowly and obviously: every line is looked at for every question."""

from decimal import Decimal

from channels_mgmt.core.periods import Period, periods_ending_within
from rebates.rules.entitlement import Slice, falls_to_period, period_entitlement
from rebates.rules.terms import Cumulation, Measure, OnChange

MONTH_ENDS_OF = {"month": 12, "quarter": 4, "half": 2, "year": 1}


def settle(versions, lines, start, end) -> dict[tuple[str, str, str], tuple]:
    """(dealer, programme, period) → (due, step, target, earning) for one programme's versions."""
    found = {}
    for length in MONTH_ENDS_OF:
        alike = [v for v in versions if v.terms.period == length]
        for period in periods_ending_within(length, start, end):
            in_force = [v for v in alike if touches(v, period.start, period.end)]
            if not in_force:
                continue
            for dealer in sorted({line.dealer.code for line in lines}):
                its = [line for line in lines if line.dealer.code == dealer]
                if told := settle_period(alike, its, period, in_force[-1]):
                    found[dealer, in_force[-1].programme, period.key] = told
    return found


def settle_period(versions, lines, period, last):
    progressive = last.terms.cumulation is Cumulation.PROGRESSIVE
    start = period.start.replace(month=1) if progressive else period.start
    slices, concerned = slices_between(versions, lines, start, period.end)
    if not concerned:
        return None
    result = period_entitlement(slices)
    before = 0
    if progressive and start < period.start:
        earlier, _ = slices_between(versions, lines, start, period.start)
        before = period_entitlement(earlier).exact if earlier else 0
    due = falls_to_period(to_date=result.exact, before=before or Decimal(0))
    earning = sum(s.earning for s in slices if s.terms.earning is last.terms.earning)
    return due, result.last.step, slices[-1].target, earning


def slices_between(versions, lines, start, end):
    """The slices of the versions in force, and whether any line counts for one of them."""
    in_force = [v for v in versions if touches(v, start, end)]
    slices, concerned = [], False
    for number, version in enumerate(in_force):
        first, last = number, number
        while first > 0 and in_force[first].terms.on_change is not OnChange.RESTART:
            first -= 1
        while last + 1 < len(in_force) and (
            in_force[last + 1].terms.on_change is not OnChange.RESTART
        ):
            last += 1
        target_from = max(start, in_force[first].valid_from)
        target_to = min(end, in_force[last].valid_to or end)
        counted = [line for line in lines if counts(version.terms.scope, line)]
        targeted = [line for line in counted if target_from <= line.date < target_to]
        earned = [
            line
            for line in counted
            if start <= line.date < end
            and version.valid_from <= line.date
            and (version.valid_to is None or line.date < version.valid_to)
        ]
        concerned = concerned or bool(targeted)
        terms = version.terms
        slices.append(
            Slice(
                terms, total(targeted, terms.target), total(earned, terms.earning),
                total(earned, Measure.QUANTITY),
            )
        )  # fmt: skip
    return slices, concerned


def touches(version, start, end) -> bool:
    return version.valid_from < end and (version.valid_to is None or version.valid_to > start)


def total(lines, measure):
    column = "quantity" if measure is Measure.QUANTITY else "amount"
    return sum((Decimal(getattr(line, column)) for line in lines), Decimal(0))


def counts(scope, line) -> bool:
    """Whether a scope lets a line in, asked of the line itself."""
    its = {
        "product_lines": ancestors(line.sku.product_line),
        "skus": {line.sku.code},
        "brands": {line.sku.brand},
        "regions": ancestors(line.region),
        "tiers": {tier_of(line.dealer, line.date).code},
        "dealers": {line.dealer.code},
        "channels": {line.channel} if line.channel == "offline" else {line.channel, "online"},
        "shops": {line.shop.code} if line.shop else set(),
    }
    if line.kind not in scope.kinds:
        return False
    for name, codes in its.items():
        included, excluded = getattr(scope.include, name), getattr(scope.exclude, name)
        if included and not codes & set(included):
            return False
        if codes & set(excluded):
            return False
    return True


def tier_of(dealer, day):
    """The tier of its last placement until the day; its own where it was never moved."""
    placed = [p for p in dealer.placements.all() if p.valid_from <= day]
    return max(placed, key=lambda p: (p.valid_from, p.pk)).tier if placed else dealer.tier


def ancestors(node) -> set[str]:
    codes = set()
    while node:
        codes.add(node.code)
        node = node.parent
    return codes


__all__ = ["Period", "settle"]
