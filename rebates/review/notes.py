"""Looking through a draft, dealer by dealer: who looked when, and what she noted.

Looking is a tick, not a state of the run: an approver sees how many dealers were looked at and
decides. A state of its own would have to be left again whenever a run is calculated anew, and a
run of one dealer would need three persons.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Dealer

from ..choices import RunStatus
from ..models import ReviewNote, SettlementRun
from ..services.runs import dealers_of, lock_run

REVIEWED = (RunStatus.DRAFT, RunStatus.APPROVED)
TEXT_LENGTH = ReviewNote._meta.get_field("text").max_length


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How many dealers of a run were looked at, of those in sight."""

    done: int
    total: int

    @property
    def all(self) -> bool:
        return self.done == self.total


@transaction.atomic
def look_at(
    *, run: SettlementRun, dealers: Collection[str], access: Access, text: str = "",
    looked: bool = True,
) -> list[ReviewNote]:  # fmt: skip
    """Tick these dealers (codes) of a draft as looked at, or note something of them, or both.

    A dealer that somebody ticked before keeps that tick; a text is noted all the same. Raises
    ValidationError when the run is posted, or has no such dealer in sight, or nothing is said.
    """
    if not access.may(Verb.REVIEW_RUNS):
        raise PermissionDenied
    run = lock_run(run)
    if run.status not in REVIEWED:
        raise ValidationError(
            _("Run %(run)s is %(status)s: only a draft is reviewed.")
            % {"run": run.pk, "status": run.get_status_display().lower()}
        )
    text = checked_text(text, looked)
    chosen = dealers_named(run, dealers, access.to(Verb.REVIEW_RUNS))
    ticked = set(ticks(run).filter(dealer__in=chosen).values_list("dealer", flat=True))
    notes = []
    for dealer in chosen:
        tick = looked and dealer.pk not in ticked
        if tick or text:
            note = ReviewNote(run=run, dealer=dealer, looked=tick, text=text, by=access.user)
            note.save()
            # Of the note and not of the run: whoever has a hand in the run cannot approve it.
            record("looked_at" if tick else "noted", note, by=access.user, after=told(note))
            notes.append(note)
    return notes


def ticks(run: SettlementRun):
    return ReviewNote.objects.filter(run=run, looked=True).order_by()


def told(note: ReviewNote) -> dict[str, str]:
    found = {"run": note.run_id, "dealer": note.dealer.code, "text": note.text}
    return {name: value for name, value in found.items() if value}


def checked_text(text: str, looked: bool) -> str:
    text = text.strip()
    if not (text or looked):
        raise ValidationError({"text": ValidationError(_("Write the note."), "required")})
    if len(text) > TEXT_LENGTH:
        too_long = _("At most %(max)s characters.") % {"max": TEXT_LENGTH}
        raise ValidationError({"text": ValidationError(too_long, "length")})
    return text


def dealers_named(run: SettlementRun, codes: Iterable[str], scope: Scope) -> list[Dealer]:
    """Dealers of the run, as far as the person reviews them."""
    wanted = sorted(set(codes))
    if not wanted:
        text = _("Tick the dealers that you have looked at.")
        raise ValidationError({"dealers": ValidationError(text, "required")})
    rows = Dealer.objects.visible_to(scope).filter(code__in=wanted)
    found = list(rows.filter(pk__in=dealers_of(run).values("pk")).order_by("code"))
    missing = sorted(set(wanted) - {dealer.code for dealer in found})
    if missing:
        text = _("Run %(run)s has nothing for dealer %(dealer)s.")
        raise ValidationError(
            {"dealers": [text % {"run": run.pk, "dealer": code} for code in missing]}
        )
    return found


def looked_at(run: SettlementRun, scope: Scope) -> LookedAt:
    """Two queries."""
    total = dealers_of(run).filter(pk__in=Dealer.objects.visible_to(scope).values("pk")).count()
    mine = ReviewNote.objects.visible_to(scope).filter(run=run, looked=True)
    return LookedAt(mine.count(), total)


def notes_by_dealer(run: SettlementRun, scope: Scope) -> dict[int, list[ReviewNote]]:
    """The first one first."""
    rows = ReviewNote.objects.visible_to(scope).filter(run=run).select_related("by", "dealer")
    found: dict[int, list[ReviewNote]] = defaultdict(list)
    for note in rows.order_by("pk"):
        found[note.dealer_id].append(note)
    return found


def texts_of(run: SettlementRun, scope: Scope) -> list[ReviewNote]:
    """What was noted, by dealer."""
    rows = ReviewNote.objects.visible_to(scope).filter(run=run).exclude(text="")
    return list(rows.select_related("by", "dealer").order_by("dealer__code", "pk"))
