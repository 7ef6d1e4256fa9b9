"""One event of an EPCIS document, however the document is written (EPCIS 2.0, §7.4)."""

from dataclasses import dataclass, field


class BadEvent(ValueError):
    """An event that does not say what an event must; says why."""


@dataclass(slots=True)
class Event:
    """``classes`` counts the entries of quantity lists: products without serials.

    ``places`` are the read point and the business location, as far as there are any.
    """

    kind: str
    time: str = ""
    offset: str = ""
    action: str = ""
    step: str = ""
    parent: str = ""
    epcs: list[str] = field(default_factory=list)
    classes: int = 0
    places: list[str] = field(default_factory=list)
    transaction: str = ""
    event_id: str = ""
    declared_at: str = ""
    reason: str = ""
    corrected_by: list[str] = field(default_factory=list)


OBJECT, AGGREGATION, TRANSACTION = "ObjectEvent", "AggregationEvent", "TransactionEvent"
READ = frozenset({OBJECT, AGGREGATION, TRANSACTION})
PASSED_OVER = frozenset({"TransformationEvent", "AssociationEvent", "QuantityEvent"})
