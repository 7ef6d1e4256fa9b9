"""Work out a run: from the facts known at its cut-off to its lines."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dealers.models import Dealer
from dealers.placements import Structure
from rebates.sales.cells import refresh_cells
from rebates.sales.facts import known_at

from ..choices import Enrolment, RunStatus, VersionStatus
from ..engine.calculation import Calculation, Line, PlainKey
from ..engine.dealer_facts import DealerFacts
from ..engine.measures import Measures
from ..engine.schedule import Due, Group, Version, dues_between
from ..fines.calculating import write_fines
from ..joined import joined_spans
from ..models import Programme, ProgrammeVersion, RunLine, SettlementRun
from ..rules.sharing import Precedence
from .posted import posted_amounts
from .runs import lock_run, move
from .terms import terms_of

Progress = Callable[[int, int], None]

BATCH = 4000  # lines written at a time
ATTEMPTS = 3  # to read facts that nobody changes meanwhile
COLUMNS = (
    "run", "dealer", "programme", "version", "period", "target_measure", "earning_measure",
    "step", "due", "already_posted", "amount", "explanation",
)  # fmt: skip


def calculate(*, run: SettlementRun, progress: Progress | None = None) -> SettlementRun:
    """Write the lines of a run that is to be calculated, and make it a draft.

    Safe to do twice: it begins anew. progress(done, total) counts dealers.
    """
    _begin(run)
    refresh_cells()
    calculation = prepare(run)
    concerned = calculation.concerned
    waiting: list[tuple] = []
    for done, dealer in enumerate(concerned, start=1):
        waiting += [stored_values(run.pk, line) for line in calculation.lines_of(dealer)]
        if len(waiting) >= BATCH or done == len(concerned):
            write_rows(waiting)
            waiting.clear()
            if progress:
                progress(done, len(concerned))
    return _finish(run, write_fines(run, calculation.digest))


@transaction.atomic
def _begin(run: SettlementRun) -> None:
    run = lock_run(run)
    if run.status == RunStatus.FAILED:
        run = move(run, RunStatus.CALCULATING, None)
    if run.status != RunStatus.CALCULATING:
        raise ValidationError(
            _("Run %(run)s is calculated already. Start a new one.") % {"run": run.pk}
        )
    run.lines.all().delete()
    run.fine_lines.all().delete()


@transaction.atomic
def _finish(run: SettlementRun, digest: str) -> SettlementRun:
    run = lock_run(run)
    run.input_digest = digest
    return move(run, RunStatus.DRAFT, None)


def prepare(run: SettlementRun) -> Calculation:
    """Everything that the lines of the run depend on, read."""
    return Preparation(run, dues_of(run)).calculation()


@dataclass(frozen=True, slots=True)
class Preparation:
    """Reads what decides the lines of a run. A run may be one that is not stored, to try terms."""

    run: SettlementRun
    dues: Sequence[Due]

    def calculation(self) -> Calculation:
        return self.calculations(self.dues)[0]

    def calculations(self, *several: Sequence[Due]) -> list[Calculation]:
        """One for each of these selections from the dues, over the same facts, read once."""
        codes = dict(Dealer.objects.order_by().values_list("pk", "code"))
        chosen = {pk for pk, code in codes.items() if code in self.run.dealers}
        measures = self._measures(set() if concerns_others(self.dues) else chosen)
        known = DealerFacts(list(codes), self.run.as_of)
        return [
            Calculation(
                dues,
                measures,
                known,
                dealers=codes,
                chosen=chosen if self.run.dealers else None,
                posted=posted_of(dues, chosen),
                heading=self._heading(),
            )
            for dues in several
        ]

    def _heading(self) -> dict[str, Any]:
        run = self.run
        return {
            "from": str(run.date_from),
            "to": str(run.date_to),
            "programmes": run.programmes,
            "dealers": run.dealers,
        }

    def _measures(self, dealers: set[int]) -> Measures:
        """The sums at the cut-off; read again where sales were taken in while it was reading."""
        as_of = self.run.as_of
        by_contract = {due.version.programme_id for due in self.dues if due.version.by_contract}
        joined = joined_spans(by_contract, as_of) if by_contract else {}
        measures = Measures(self.dues, Structure(known_at=as_of), joined)
        for _attempt in range(ATTEMPTS):
            known = known_at(as_of)
            measures.read(known, dealers)
            if known_at(as_of) == known:
                return measures
        raise ValidationError(_("Sales are being taken in all the time. Try again in a moment."))


def posted_of(dues: Iterable[Due], dealers: set[int]) -> dict[PlainKey, int]:
    """Fen posted for the programmes and periods of these dues; to all dealers if none is named."""
    dues = list(dues)
    return posted_amounts(
        programmes={due.version.programme_id for due in dues},
        periods={due.period.key for due in dues},
        dealers=dealers,
    )


def concerns_others(dues: Iterable[Due]) -> bool:
    """Whether what one dealer gets hangs on the sales of others: a budget, the dealers below."""
    return any(
        m.version.terms.budget or m.version.terms.pass_through
        for due in dues
        for m in due.all_measured
    )


def dues_of(run: SettlementRun) -> list[Due]:
    return dues_within(approved_versions(run.programmes, run.as_of), run.date_from, run.date_to)


def dues_within(versions: Iterable[Version], start: datetime.date, end: datetime.date) -> list[Due]:
    """The periods that end in (start, end]; the versions come programme by programme."""
    return [
        due
        for _programme, its in groupby(versions, key=lambda version: version.programme)
        for due in dues_between(list(its), start, end)
    ]


def approved_versions(
    programmes: Sequence[str] = (), known_at: datetime.datetime | None = None
) -> list[Version]:
    """The versions in force at any time of these programmes (of all when none is named), and of
    those in one exclusion group with them, as they were known at a moment."""
    rows = ProgrammeVersion.objects.filter(status=VersionStatus.APPROVED)
    if programmes:
        named = Programme.objects.filter(code__in=programmes)
        groups = named.exclude(exclusion_group="").values("exclusion_group")
        mates = Programme.objects.filter(exclusion_group__in=groups)
        rows = rows.filter(Q(programme__in=named) | Q(programme__in=mates))
    if known_at:
        rows = rows.filter(Q(approved_at=None) | Q(approved_at__lte=known_at))
    rows = rows.select_related("programme").prefetch_related("steps")
    return [engine_version(row, known_at) for row in rows.order_by("programme_id", "valid_from")]


def engine_version(row: ProgrammeVersion, known_at: datetime.datetime | None = None) -> Version:
    programme = row.programme
    group = None
    if programme.exclusion_group:
        precedence = Precedence(programme.precedence)
        group = Group(programme.exclusion_group, precedence, programme.priority)
    ended_later = known_at is not None and row.ended_at is not None and row.ended_at > known_at
    return Version(
        row.pk,
        row.number,
        row.programme_id,
        programme.code,
        row.valid_from,
        None if ended_later else row.valid_to,
        terms_of(row),
        by_contract=programme.enrolment == Enrolment.CONTRACT,
        group=group,
    )


def stored_values(run: int, line: Line) -> tuple:
    """In the order of COLUMNS."""
    *unchanged, due, already_posted, explanation = line
    return run, *unchanged, due, already_posted, due - already_posted, explanation


def write_rows(rows: Iterable[tuple]) -> None:
    """Past the models: making instances of the lines would cost more than the rules."""
    columns = ", ".join(RunLine._meta.get_field(name).column for name in COLUMNS)
    into = f"{RunLine._meta.db_table} ({columns})"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)
