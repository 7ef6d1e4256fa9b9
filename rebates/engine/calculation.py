"""The measures, put through the rules: one line for each dealer, programme and period."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..rules.documents import terms_document
from ..rules.pieces import canonical
from .dealer_facts import DealerFacts
from .granted import Budgeted, Granted, Line, let_one_pay
from .measures import Measures
from .schedule import Due, Version

__all__ = ["Calculation", "Line", "PlainKey", "versions_used"]

PlainKey = tuple[int, int, str]
"""Dealer's id, programme's id, key of the period."""


class Calculation:
    """The lines of a run, in the order of dealer, programme and period; `digest` covers the inputs.

    dealers: the code of every dealer by id; chosen: those to whom the run is limited, or None.
    posted: fen by dealer, programme and period.
    """

    def __init__(
        self,
        dues: Sequence[Due],
        measures: Measures,
        known: DealerFacts,
        *,
        dealers: Mapping[int, str],
        chosen: Iterable[int] | None = None,
        posted: Mapping[PlainKey, int],
        heading: Mapping[str, Any],
    ) -> None:
        ordered = sorted(dues, key=lambda due: due.key)
        self.settling = [Budgeted(due, measures, known, dealers) for due in ordered]
        self.dealers, self.posted = dealers, posted
        self.chosen = dealers.keys() if chosen is None else set(chosen)
        used = {m.version for due in dues for m in due.all_measured}
        self._digest = hashlib.sha256(line(canonical({**heading, "versions": versions_used(used)})))

    @property
    def concerned(self) -> list[int]:
        """Every dealer who gets a line, by code."""
        with_lines = set().union(*(settling.dealers for settling in self.settling))
        with_lines |= {dealer for (dealer, _, _), amount in self.posted.items() if amount}
        return sorted(with_lines & self.chosen, key=self.dealers.__getitem__)

    def lines_of(self, dealer: int) -> list[Line]:
        """The dealer's lines; the dealers are to be asked for in the order of `concerned`."""
        found: list[tuple[Budgeted, int, Granted | None]] = []
        determined_by = []
        for settling in self.settling:
            already = self.posted.get((dealer, settling.version.programme_id, settling.period), 0)
            if dealer in settling.dealers:
                inputs = settling.inputs(dealer)
                granted = Granted(settling, dealer, settling.own(inputs))
                given = granted.determined_by(inputs)
            elif already:
                granted, given = None, ""
            else:
                continue
            found.append((settling, already, granted))
            determined_by.append(f"[{settling.named},{already},[{given}]]")
        let_one_pay([granted for _, _, granted in found if granted])
        self._digest.update(
            line(f"[{canonical(self.dealers[dealer])},[{','.join(determined_by)}]]")
        )
        return [
            granted.line(dealer, already) if granted else settling.line_of_nothing(dealer, already)
            for settling, already, granted in found
        ]

    @property
    def digest(self) -> str:
        """SHA-256 of everything that determined the lines that were worked out so far."""
        return self._digest.hexdigest()


def versions_used(versions: Iterable[Version]) -> list[dict[str, Any]]:
    return [
        {
            "programme": version.programme,
            "number": version.number,
            "valid_from": str(version.valid_from),
            "valid_to": version.valid_to and str(version.valid_to),
            "by_contract": version.by_contract,
            "group": version.group and list(version.group),
            "terms": terms_document(version.terms),
        }
        for version in sorted(versions, key=lambda version: (version.programme, version.number))
    ]


def line(text: str) -> bytes:
    return f"{text}\n".encode()
