"""Work out a run: from the facts known at its cut-off to its lines."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from dealers.models import Dealer
from dealers.placements import Structure
from rebates.sales.cells import refresh_cells
from rebates.sales.facts import known_at

from ..choices import RunStatus, VersionStatus
from ..engine.calculation import Calculation, Line
from ..engine.measures import Measures
from ..engine.schedule import Due, Version, dues_between
from ..models import ProgrammeVersion, RunLine, SettlementRun
from .posted import posted_amounts
from .runs import lock_run, move
from .terms import terms_of

Progress = Callable[[int, int], None]

BATCH = 4000  # lines written at a time
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
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
    return _finish(run, calculation.digest)


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


@transaction.atomic
def _finish(run: SettlementRun, digest: str) -> SettlementRun:
    run = lock_run(run)
    run.input_digest = digest
    return move(run, RunStatus.DRAFT, None)


def prepare(run: SettlementRun) -> Calculation:
    """Everything that the lines of the run depend on, read."""
    dues = dues_of(run)
    codes = dict(Dealer.objects.order_by().values_list("pk", "code"))
    chosen = {pk for pk, code in codes.items() if code in run.dealers}
    if run.dealers:
        codes = {pk: codes[pk] for pk in chosen}
    posted = posted_amounts(
        programmes={due.version.programme_id for due in dues},
        periods={due.period.key for due in dues},
        dealers=chosen,
    )
    heading = {
        "from": str(run.date_from),
        "to": str(run.date_to),
        "programmes": run.programmes,
        "dealers": run.dealers,
    }
    measures = read_measures(run, dues, chosen)
    return Calculation(dues, measures, dealers=codes, posted=posted, heading=heading)


def dues_of(run: SettlementRun) -> list[Due]:
    versions = approved_versions(run.programmes)
    return [
        due
        for _programme, its in groupby(versions, key=lambda version: version.programme)
        for due in dues_between(list(its), run.date_from, run.date_to)
    ]


def approved_versions(programmes: Sequence[str] = ()) -> list[Version]:
    """The versions in force at any time of these programmes (of all when none is named)."""
    rows = ProgrammeVersion.objects.filter(status=VersionStatus.APPROVED)
    if programmes:
        rows = rows.filter(programme__code__in=programmes)
    rows = rows.select_related("programme").prefetch_related("steps")
    return [engine_version(row) for row in rows.order_by("programme_id", "valid_from")]


def engine_version(row: ProgrammeVersion) -> Version:
    return Version(
        row.pk,
        row.number,
        row.programme_id,
        row.programme.code,
        row.valid_from,
        row.valid_to,
        terms_of(row),
    )


def read_measures(run: SettlementRun, dues: Sequence[Due], dealers: set[int]) -> Measures:
    """The sums at the cut-off; read again where sales were taken in while it was reading."""
    measures = Measures(dues, Structure(known_at=run.as_of))
    for _attempt in range(ATTEMPTS):
        known = known_at(run.as_of)
        measures.read(known, dealers)
        if known_at(run.as_of) == known:
            return measures
    raise ValidationError(_("Sales are being taken in all the time. Try again in a moment."))


def stored_values(run: int, line: Line) -> tuple:
    """In the order of COLUMNS."""
    *unchanged, due, already_posted, explanation = line
    return run, *unchanged, due, already_posted, due - already_posted, _encode(explanation)


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
