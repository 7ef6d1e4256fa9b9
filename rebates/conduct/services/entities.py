"""Cases of one legal entity: under whatever dealer code, a firm's offences are its own."""

from django.db.models import Q, QuerySet

from dealers.models import Dealer

from ..models import Violation


def cases_of_entity(case: Violation) -> list[Violation]:
    """All cases of the same kind against the firm, in the order in which they were opened."""
    return list(cases_of_firm(case.dealer).filter(kind=case.kind))


def cases_of_firm(dealer: Dealer) -> QuerySet[Violation]:
    """All cases against the firm of a dealer, with their rules, in the order in which they were
    opened.

    The same firm has the same credit code, now or when a case was opened; a dealer that was merged
    into another goes on in it.
    """
    codes, dealers = {dealer.uscc} - {""}, {dealer.pk}
    while True:
        known = len(codes) + len(dealers)
        rows = Dealer.objects.filter(
            Q(pk__in=dealers) | Q(uscc__in=codes) | Q(merged_into__in=dealers)
        ).values_list("pk", "uscc", "merged_into")
        for key, code, into in rows:
            dealers |= {key, into} - {None}
            codes |= {code} - {""}
        opened = Violation.objects.filter(Q(dealer__in=dealers) | Q(uscc__in=codes))
        for key, code in opened.values_list("dealer", "uscc").distinct().order_by():
            dealers.add(key)
            codes |= {code} - {""}
        if len(codes) + len(dealers) == known:
            break
    rows = Violation.objects.filter(Q(dealer__in=dealers) | Q(uscc__in=codes)).order_by("pk")
    rows = rows.select_related("dealer", "rule_version__rule")
    return rows.prefetch_related("rule_version__steps")


class Entities:
    """Which legal entity each dealer belongs to, for all at once: as ``cases_of_entity`` has it.

    Two queries. An entity is told by a number that means nothing else.
    """

    def __init__(self) -> None:
        self._above: dict[int | str, int | str] = {}
        for key, code, into in Dealer.objects.values_list("pk", "uscc", "merged_into"):
            self._join(key, code, into)
        opened = Violation.objects.order_by().values_list("dealer", "uscc").distinct()
        for key, code in opened:
            self._join(key, code)
        roots = dict.fromkeys(self._root(one) for one in self._above)
        self._numbers = {root: number for number, root in enumerate(roots)}

    def of(self, dealer: int) -> int:
        return self._numbers[self._root(dealer)]

    def _join(self, dealer: int, *others: int | str | None) -> None:
        """Codes are texts and dealers numbers: neither is taken for the other."""
        root = self._root(dealer)
        for other in others:
            if other:
                self._above[self._root(other)] = root

    def _root(self, one: int | str) -> int | str:
        above = self._above.setdefault(one, one)
        while above != self._above[above]:
            above = self._above[above]
        self._above[one] = above
        return above
