"""Which database, and how it is opened."""

from typing import Any

import dj_database_url

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # recursive_triggers: REPLACE must not slip past the append-only triggers.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str) -> dict[str, Any]:
    """The settings of a connection to ``postgres://…`` or ``sqlite:///…``."""
    found = dj_database_url.parse(url, conn_max_age=60)
    if found["ENGINE"].endswith("sqlite3"):
        found.setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
    return found
