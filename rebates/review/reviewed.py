"""The dealers of a run as a reviewer goes through them."""

from dataclasses import dataclass

from channels_mgmt.core.scopes import Scope

from ..models import ReviewNote, SettlementRun
from .comparison import Change, compare
from .notes import notes_by_dealer


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a dealer is due, before and now, and what was said of it in this run."""

    change: Change
    notes: list[ReviewNote]

    @property
    def looked(self) -> ReviewNote | None:
        """The tick: who looked, and when."""
        return next((note for note in self.notes if note.looked), None)

    @property
    def texts(self) -> list[ReviewNote]:
        return [note for note in self.notes if note.text]


def reviewed(run: SettlementRun, other: SettlementRun | None, scope: Scope) -> list[Reviewed]:
    """The dealers of the run, the largest difference to the other run first. Five queries."""
    notes = notes_by_dealer(run, scope)
    changes = compare(run, other, scope).by_dealer()
    return [
        Reviewed(change, notes.get(change.dealer.pk, [])) for change in changes if not change.gone
    ]
