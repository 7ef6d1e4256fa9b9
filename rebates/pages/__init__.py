"""The pages of this app, a file for each subject."""

from .programmes import ProgrammePages, ProgrammeVersionPages
from .run_lines import RunLinePages
from .runs import SettlementRunPages

__all__ = ["ProgrammePages", "ProgrammeVersionPages", "RunLinePages", "SettlementRunPages"]
