"""The pages of this app, a file for each subject."""

from .programmes import ProgrammePages, ProgrammeVersionPages
from .runs import RunLinePages, SettlementRunPages

__all__ = ["ProgrammePages", "ProgrammeVersionPages", "RunLinePages", "SettlementRunPages"]
