from .appeals import Appeal
from .cases import Violation
from .complaints import Complaint
from .decisions import PenaltyDecision
from .effects import Effect
from .events import CaseEvent
from .evidence import Evidence
from .findings import Finding
from .holidays import Holiday
from .recalls import Recall
from .rules import PenaltyRule, PenaltyRuleVersion, PenaltyStep
from .settings import DetectorSetting, Neighbour, SerialExemption
from .trials import PenaltyTrial, TriedCase

__all__ = [
    "Appeal",
    "CaseEvent",
    "Complaint",
    "DetectorSetting",
    "Effect",
    "Evidence",
    "Finding",
    "Holiday",
    "Neighbour",
    "PenaltyDecision",
    "PenaltyRule",
    "PenaltyRuleVersion",
    "PenaltyStep",
    "PenaltyTrial",
    "Recall",
    "SerialExemption",
    "TriedCase",
    "Violation",
]
