from .programmes import Programme, ProgrammeVersion, Step
from .runs import RunLine, SettlementRun
from .statements import Statement, StatementDocument

__all__ = [
    "Programme",
    "ProgrammeVersion",
    "RunLine",
    "SettlementRun",
    "Statement",
    "StatementDocument",
    "Step",
]
