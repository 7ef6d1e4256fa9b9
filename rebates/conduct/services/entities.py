"""Cases of one legal entity: under whatever dealer code, a firm's offences are its own."""

from django.db.models import Q

from dealers.models import Dealer

from ..models import Violation


def cases_of_entity(case: Violation) -> list[Violation]:
    """All cases of the same kind against the firm, in the order in which they were opened.

    The same firm has the same credit code, now or when a case was opened; a dealer that was merged
    into another goes on in it.
    """
    codes, dealers = {case.uscc, case.dealer.uscc} - {""}, {case.dealer_id}
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
    rows = Violation.objects.filter(Q(dealer__in=dealers) | Q(uscc__in=codes), kind=case.kind)
    return list(rows.select_related("dealer", "rule_version__rule").order_by("pk"))
