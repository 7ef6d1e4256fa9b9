from .enrolments import Enrolment
from .fines import FineLine, TopUpDemand
from .payouts import Payout, PayoutBatch, PayoutFile
from .programmes import Programme, ProgrammeVersion, Step
from .reviews import ReviewNote
from .runs import RunLine, SettlementRun
from .statement_papers import StatementAnnex, StatementReminder
from .statements import LineAnswer, Statement, StatementAnswer, StatementDocument
from .trials import Trial, TrialLine

__all__ = [
    "Enrolment",
    "FineLine",
    "LineAnswer",
    "Payout",
    "PayoutBatch",
    "PayoutFile",
    "Programme",
    "ProgrammeVersion",
    "ReviewNote",
    "RunLine",
    "SettlementRun",
    "Statement",
    "StatementAnnex",
    "StatementAnswer",
    "StatementDocument",
    "StatementReminder",
    "Step",
    "TopUpDemand",
    "Trial",
    "TrialLine",
]
