"""Load a bundle into an empty database and work its run out."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.bulk import insert_rows
from rebates.sales.cells import mark_changed
from rebates.sales.models import SalesLine

from ..choices import RunStatus
from ..models import FineLine, RunLine, SettlementRun
from ..services.calculating import calculate
from .engine import engine_digest
from .rows import loaded
from .writing import FORMAT, canonical_lines

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out, beside what the bundle says came out before."""

    run: int
    lines: int
    input_digest: str
    lines_sha256: str
    same_inputs: bool
    same_lines: bool
    same_engine: bool
    first_difference: str | None

    @property
    def same(self) -> bool:
        return self.same_inputs and self.same_lines


class Bundle:
    """A bundle that is what it says it is; raises ValidationError where it is not."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self.zip.read("manifest.json"))
            version = self.manifest["format"]
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            text = _("%(file)s is no bundle of a run: %(why)s.")
            raise ValidationError(text % {"file": path, "why": error}) from None
        if version != FORMAT:
            text = _("%(file)s has format %(format)s; this version reads %(known)s.")
            raise ValidationError(text % {"file": path, "format": version, "known": FORMAT})

    def lines_of(self, table: dict[str, Any]) -> Iterator[bytes]:
        """The rows of a table; raises ValidationError at the end where they are not the ones that
        the manifest names."""
        digest = hashlib.sha256()
        with self.zip.open(f"tables/{table['model']}.jsonl") as entry:
            for line in entry:
                digest.update(line)
                yield line
        if digest.hexdigest() != table["sha256"]:
            text = _("The rows of %(table)s are not those of the manifest: the bundle was changed.")
            raise ValidationError(text % {"table": table["model"]})


def replay(bundle: Bundle, progress: Progress | None = None) -> Replayed:
    """Load everything and work the run out; the database must be empty but for its migrations."""
    manifest = bundle.manifest
    with transaction.atomic():
        for done, table in enumerate(manifest["tables"], start=1):
            _load(bundle, table)
            if progress:
                progress(done, len(manifest["tables"]))
        mark_changed(set(SalesLine.objects.order_by().values_list("date", flat=True).distinct()))
        run = SettlementRun.objects.get(pk=manifest["run"])
        _post_before(run, manifest["posted"], manifest.get("posted_fines", []))
        SettlementRun.objects.filter(pk=run.pk).update(
            status=RunStatus.CALCULATING, input_digest="", approved_by=None
        )
    return _compare(calculate(run=run), bundle)


def _load(bundle: Bundle, table: dict[str, Any]) -> None:
    model = apps.get_model(table["model"])
    fields = [model._meta.get_field(name) for name in map(_field_name, table["fields"])]
    with connection.cursor() as cursor:  # what migrations put there
        if model._base_manager.exists():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    insert_rows(
        model,
        [field.column for field in fields],
        loaded(bundle.lines_of(table), fields),
    )


def _field_name(attname: str) -> str:
    return attname.removesuffix("_id")


def _post_before(run: SettlementRun, posted: list[list[Any]], fines: list[list[Any]]) -> None:
    """One earlier run that posted all that the run found posted."""
    if not (posted or fines):
        return
    earlier = SettlementRun.objects.create(
        date_from=run.date_from, date_to=run.date_to, as_of=run.as_of, status=RunStatus.POSTED
    )
    SettlementRun.objects.filter(pk=earlier.pk).update(created_at=timezone.now())
    RunLine.objects.bulk_create(
        RunLine(
            run=earlier,
            dealer_id=dealer,
            programme_id=programme,
            version_id=version,
            period=period,
            target_measure=0,
            earning_measure=0,
            due=Decimal(amount),
            already_posted=0,
            amount=Decimal(amount),
        )
        for dealer, programme, version, period, amount in posted
    )
    FineLine.objects.bulk_create(
        FineLine(
            run=earlier,
            dealer_id=dealer,
            case_id=case,
            part=part,
            decision_id=decision,
            due=0,
            already_posted=-Decimal(amount),
            amount=Decimal(amount),
        )
        for dealer, case, part, decision, amount in fines
    )


def _compare(run: SettlementRun, bundle: Bundle) -> Replayed:
    manifest = bundle.manifest
    before, now = bundle.zip.read("lines.jsonl"), canonical_lines(run)
    digest = hashlib.sha256(b"".join(now)).hexdigest()
    return Replayed(
        run=run.pk,
        lines=len(now),
        input_digest=run.input_digest,
        lines_sha256=digest,
        same_inputs=run.input_digest == manifest["input_digest"],
        same_lines=digest == manifest["lines_sha256"],
        same_engine=engine_digest() == manifest["engine"],
        first_difference=_first_difference(before.splitlines(True), now),
    )


def _first_difference(before: list[bytes], now: list[bytes]) -> str | None:
    """The first line that only one of the two has."""
    only = sorted(set(before) ^ set(now))
    return only[0].decode().strip() if only else None
