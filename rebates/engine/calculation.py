"""The measures, put through the rules: one line for each dealer, programme and period."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..rules.documents import terms_document
from .dealer_facts import DealerFacts
from .granted import Budgeted, Granted, Line, let_one_pay
from .measures import Measures
from .schedule import Due, Version

__all__ = ["Calculation", "Line", "PlainKey", "canonical", "versions_used"]

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
        self._digest = hashlib.sha256(canonical({**heading, "versions": versions_used(used)}))

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
                given = [[each.canonical() for each in part] for part in inputs]
                found.append((settling, already, Granted(settling, dealer, settling.own(inputs))))
                shared = settling.shares_now.get(dealer), settling.shares_before.get(dealer)
                given += [str(share) for share in shared if share is not None]
            elif already:
                given = []
                found.append((settling, already, None))
            else:
                continue
            determined_by.append([*settling.key, already, given])
        let_one_pay([granted for _, _, granted in found if granted])
        self._digest.update(canonical([self.dealers[dealer], determined_by]))
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


_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: Any) -> bytes:
    """One line of JSON, the same for the same value on every machine."""
    return (_encode(value) + "\n").encode()
