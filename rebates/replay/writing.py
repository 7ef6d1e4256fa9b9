"""One run as a bundle: a ZIP of the rows that decide it, its lines, and a manifest."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..choices import RunStatus
from ..models import SettlementRun
from ..services.calculating import dues_of
from .before import fines_before, rebates_before
from .engine import engine_digest
from .rows import fields_of, lines_of, name_of
from .tables import tables_of

FORMAT = 1
FIXED = (1980, 1, 1, 0, 0, 0)  # entries carry no moment: the same run gives the same bytes
LINE = (
    "dealer__code", "programme__code", "version__number", "period", "target_measure",
    "earning_measure", "step", "due", "already_posted", "amount", "explanation",
)  # fmt: skip
FINE = ("dealer__code", "case__number", "part", "due", "already_posted", "amount", "explanation")
CALCULATED = (RunStatus.DRAFT, RunStatus.APPROVED, RunStatus.POSTING, RunStatus.POSTED,
              RunStatus.REVERSED)  # fmt: skip
Progress = Callable[[int, int], None]


def write_bundle(run: SettlementRun, into: BinaryIO, progress: Progress | None = None) -> None:
    """Everything that decides the lines of a calculated run, and the lines.

    Raises ValidationError for a run that was not calculated: a reversal, or one without lines yet.
    """
    if not was_calculated(run):
        raise ValidationError(_("Run %(run)s was not calculated.") % {"run": run.pk})
    tables = tables_of(run, dues_of(run))
    models = [model for model, _rows in tables]
    lines = b"".join(canonical_lines(run))
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "engine": engine_digest(),
        "run": run.pk,
        "input_digest": run.input_digest,
        "lines_sha256": hashlib.sha256(lines).hexdigest(),
        "posted": [*posted_before(run), *rebates_before(run)],
        "posted_fines": fines_before(run),
        "tables": [],
    }
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bundle:
        for done, (model, rows) in enumerate(tables, start=1):
            fields = fields_of(model, models)
            texts = (line.encode() for line in lines_of(rows, fields))
            entry = f"tables/{name_of(model)}.jsonl"
            manifest["tables"].append(
                {
                    "model": name_of(model),
                    "fields": [field.attname for field in fields],
                    **_write(bundle, entry, texts),
                }
            )
            if progress:
                progress(done, len(tables))
        _write(bundle, "lines.jsonl", [lines])
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        _write(bundle, "manifest.json", [text.encode()])


def was_calculated(run: SettlementRun) -> bool:
    """Whether its lines come from the engine: a reversal's do not."""
    return run.reverses_id is None and run.status in CALCULATED


def canonical_lines(run: SettlementRun) -> list[bytes]:
    """The lines of a run by codes, one JSON list each: the same on every machine."""
    rows = run.lines.order_by().values_list(*LINE)
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    texts = [
        encode([*(str(value) if n > 3 else value for n, value in enumerate(row[:-1])), row[-1]])
        for row in rows.iterator(chunk_size=2000)
    ]
    fines = run.fine_lines.order_by().values_list(*FINE)
    texts += [encode(["fine", *map(str, row[:-1]), row[-1]]) for row in fines]
    return [f"{text}\n".encode() for text in sorted(texts)]


def posted_before(run: SettlementRun) -> list[list[Any]]:
    """What the run found posted: dealer, version and period of each line, and fen."""
    found = run.lines.exclude(already_posted=0).order_by("pk")
    rows = found.values_list("dealer", "programme", "version", "period", "already_posted")
    return [[*key, str(amount)] for *key, amount in rows]


def _write(bundle: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> dict[str, Any]:
    """Add an entry chunk by chunk; how many chunks, and the SHA-256 of all."""
    info = zipfile.ZipInfo(name, FIXED)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    digest, count = hashlib.sha256(), 0
    with bundle.open(info, "w", force_zip64=True) as entry:
        buffered = io.BufferedWriter(entry, 1 << 16)
        for chunk in chunks:
            buffered.write(chunk)
            digest.update(chunk)
            count += 1
        buffered.flush()
        buffered.detach()
    return {"rows": count, "sha256": digest.hexdigest()}
