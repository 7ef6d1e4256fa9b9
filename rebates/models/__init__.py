from .enrolments import Enrolment
from .programmes import Programme, ProgrammeVersion, Step
from .runs import RunLine, SettlementRun
from .statements import Statement, StatementAnswer, StatementDocument

__all__ = [
    "Enrolment",
    "Programme",
    "ProgrammeVersion",
    "RunLine",
    "SettlementRun",
    "Statement",
    "StatementAnswer",
    "StatementDocument",
    "Step",
]
