"""What a run found, counted: by reason, by dealer, and from province to province."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from channels_mgmt.core.trees import ancestors
from dealers.choices import RegionLevel
from dealers.models import Region

from ..choices import Detector
from ..models import Finding


@dataclass(slots=True)
class Found:
    """``seen`` counts what was found before, too; ``findings`` are the new ones.

    ``silent``: nobody tells this detector anything. Of a dry run all are new.
    """

    seen: int = 0
    findings: list[Finding] = field(default_factory=list)
    cases: int = 0
    silent: bool = False

    @property
    def no_case(self) -> dict[str, int]:
        """How many were made no case, by the reason."""
        return dict(sorted(Counter(one.no_case for one in self.findings if one.no_case).items()))


@dataclass(slots=True)
class Outcome:
    """What came of ``start ≤ day < end``."""

    start: datetime.date
    end: datetime.date
    dry: bool = False
    by_detector: dict[Detector, Found] = field(default_factory=dict)
    groups: dict[str, list[Finding]] = field(default_factory=dict)  # of a dry run: would-be cases

    def add(self, detector: Detector, found: Found) -> None:
        self.by_detector[detector] = found

    @property
    def findings(self) -> list[Finding]:
        return [one for found in self.by_detector.values() for one in found.findings]

    @property
    def new(self) -> int:
        return len(self.findings)

    @property
    def cases(self) -> int:
        return sum(found.cases for found in self.by_detector.values())

    def by_dealer(self) -> dict[str, int]:
        """Findings by the dealer's code, the most first."""
        return _most_first(one.dealer.code for one in self.findings)

    def by_provinces(self) -> dict[tuple[str, str], int]:
        """Findings by province of home and of the place, as codes, the most first."""
        province = _provinces(self.findings)
        return _most_first(
            (province.get(one.home_id, ""), province.get(one.region_id, ""))
            for one in self.findings
        )

    def document(self) -> dict[str, Any]:
        """As the command answers it; days are half-open."""
        return {
            "from": str(self.start),
            "to": str(self.end),
            "dry_run": self.dry,
            "new": self.new,
            "cases": self.cases,
            "detectors": [
                {"code": code.value, "seen": found.seen, "new": len(found.findings),
                 "cases": found.cases, "no_case": found.no_case, "silent": found.silent}
                for code, found in self.by_detector.items()
            ],
            "dealers": [
                {"dealer": code, "findings": count} for code, count in self.by_dealer().items()
            ],
            "provinces": [
                {"from": home, "to": place, "findings": count}
                for (home, place), count in self.by_provinces().items()
            ],
        }  # fmt: skip


def _most_first(keys: Iterable) -> dict:
    return dict(sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0])))


def _provinces(findings: list[Finding]) -> dict[int, str]:
    """The code of the province that a region lies in; of what lies in none, its own."""
    keys = {key for one in findings for key in (one.home_id, one.region_id) if key}
    rows = Region.objects.filter(pk__in=keys).values_list("pk", "code", "path")
    codes = dict(Region.objects.filter(level=RegionLevel.PROVINCE).values_list("path", "code"))
    return {
        pk: next((codes[above] for above in ancestors(path) if above in codes), code)
        for pk, code, path in rows
    }
