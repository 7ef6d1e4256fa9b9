"""Evidence of findings: what a scan or a line said when it was brought into a case."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from channels_mgmt.core.audit import plain

from ..choices import EvidenceKind
from ..models import Evidence, Finding, Violation


def bring_in(case: Violation, findings: Collection[Finding]) -> None:
    """One piece of evidence for each finding, with its facts pinned; the dealer will read it."""
    loaded = Finding.objects.filter(pk__in=[finding.pk for finding in findings])
    rows = loaded.select_related("sku", "region", "home", "scan", "sales_line", "observation")
    Evidence.objects.bulk_create(_evidence(case, finding) for finding in rows.order_by("pk"))


def _evidence(case: Violation, finding: Finding) -> Evidence:
    facts = plain(facts_of(finding))
    return Evidence(
        violation=case,
        kind=_kind(finding),
        facts=facts,
        finding=finding,
        scan_id=finding.scan_id,
        sales_line_id=finding.sales_line_id,
        observation_id=finding.observation_id,
        sha256=digest_of(facts),
        visible_to_dealer=True,
    )


def _kind(finding: Finding) -> EvidenceKind:
    if finding.observation_id:
        return EvidenceKind.OBSERVATION
    if finding.sales_line_id:
        return EvidenceKind.LINE
    return EvidenceKind.SCAN if finding.scan_id else EvidenceKind.NOTE


def facts_of(finding: Finding) -> dict[str, Any]:
    """What the finding rests on, in codes, dates and exact numbers; nothing of who told it."""
    facts = {
        "finding": finding.key,
        "detector": finding.detector,
        "day": finding.day,
        "sku": finding.sku and finding.sku.code,
        "from": finding.home and finding.home.code,
        "region": finding.region and finding.region.code,
        "channel": finding.channel,
        "reference": finding.reference,
        "quantity": finding.quantity,
        "goods_value": finding.goods_value,
        "supply_value": finding.supply_value,
    }
    if scan := finding.scan:
        facts |= {"serial": scan.code, "scanned_at": scan.scanned_at, "scanned_by": scan.by}
    if line := finding.sales_line:
        facts |= {"order": line.order_number, "line": line.line_number, "amount": line.amount}
    if seen := finding.observation:
        facts |= {"price": seen.price, "observed_at": seen.observed_at, "url": seen.url}
    return {name: value for name, value in facts.items() if value not in (None, "")}


def digest_of(content: Any) -> str:
    """SHA-256 of a value, the same whenever it is read again."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """One digest over pieces of evidence in their order."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
