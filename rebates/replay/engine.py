"""Which engine works a run out: a digest of the sources that decide amounts."""

import hashlib
from pathlib import Path

from django.conf import settings

DECIDING = (
    "rebates/rules",
    "rebates/engine",
    "channels_mgmt/core/money.py",
    "channels_mgmt/core/periods.py",
    "dealers/placements.py",
    "rebates/joined.py",
    "rebates/fines/dues.py",
    "rebates/fines/forfeits.py",
    "rebates/fines/explaining.py",
    "rebates/conduct/services/settling.py",
)


def engine_digest() -> str:
    """SHA-256 over the names and contents of the sources, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(_sources(settings.BASE_DIR)):
        digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(base: Path) -> list[Path]:
    found = []
    for name in DECIDING:
        path = base / name
        found += path.rglob("*.py") if path.is_dir() else [path]
    return found
