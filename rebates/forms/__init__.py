from .programmes import ProgrammeForm
from .runs import StartRunForm
from .versions import VersionForm

__all__ = ["ProgrammeForm", "StartRunForm", "VersionForm"]
