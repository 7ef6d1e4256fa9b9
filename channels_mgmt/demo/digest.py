"""A fingerprint of generated rows: the same seed must give the same demo, on any machine."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def digest(rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over the rows in their order."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return found.hexdigest()
