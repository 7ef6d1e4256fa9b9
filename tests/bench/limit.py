"""The limit: the same thirty programmes by DuckDB over Parquet, and whether both pay the same.

``python limit.py STAGE FOLDER LINES DEALERS`` prints JSON. It knows nothing of the engine: plain
SQL made from the programme file. So equal dues to the fen are a proof of the settlement besides.
"""

import json
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import duckdb
import generate
import stages
from measuring import cpu_s, peak_mb, timed

from channels_mgmt.core.periods import Period, periods_ending_within
from rebates.models import RunLine
from rebates.rules.terms import PeriodLength

TIMES = 3  # the fastest counts
MASTERS = {
    "dealers": "dealer VARCHAR, province VARCHAR",
    "products": "sku VARCHAR, product_line VARCHAR",
    "asked": "programme VARCHAR, period VARCHAR, before BOOLEAN, scope VARCHAR,"
    " first_month INTEGER, end_month INTEGER",
    "steps": "programme VARCHAR, method VARCHAR, lower DECIMAL(24,4), upper DECIMAL(24,4),"
    " rate DECIMAL(9,6)",
}

# What every dealer sold in each month, of each scope: one pass over the lines.
MONTHS = """
    CREATE OR REPLACE TEMP TABLE months AS
    UNPIVOT (
        SELECT dealer, month(date) AS month, {sums}
          FROM read_parquet('{folder}/sales.parquet')
          JOIN dealers USING (dealer) JOIN products USING (sku)
         WHERE kind = 'sell_in' AND date >= '{start}' AND date < '{end}'
         GROUP BY dealer, month(date)
    ) ON COLUMNS(* EXCLUDE (dealer, month)) INTO NAME scope VALUE amount
"""
# What is due, in yuan: the year to date less what fell to it before, where it is progressive.
DUES = """
    CREATE OR REPLACE TEMP TABLE dues AS
    WITH measured AS (
        SELECT dealer, programme, period, before, SUM(amount)::DECIMAL(24, 4) AS target
          FROM months JOIN asked
            ON months.scope = asked.scope AND month >= first_month AND month < end_month
         GROUP BY dealer, programme, period, before
    ), entitled AS (
        SELECT dealer, measured.programme, period, before, ROUND(COALESCE(SUM(rate * CASE
                   WHEN method <> 'graduated' THEN target
                   ELSE LEAST(target, COALESCE(upper, target)) - lower END), 0), 2) AS amount
          FROM measured LEFT JOIN steps
            ON steps.programme = measured.programme AND target > 0 AND lower <= target
           AND (method <> 'whole' OR upper IS NULL OR target < upper)
         GROUP BY dealer, measured.programme, period, before
    )
    SELECT dealer, programme, period,
           SUM(CASE WHEN before THEN -amount ELSE amount END) AS due
      FROM entitled GROUP BY dealer, programme, period
"""


def parquet(folder: Path, lines: int, dealers: int) -> dict:
    """The sales file as Parquet; money as decimals, the days as dates."""
    types = "{'date': 'DATE', 'quantity': 'BIGINT', 'amount': 'DECIMAL(18, 4)'}"
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT * FROM read_csv('{folder}/sales.csv', types={types}))"
            f" TO '{folder}/sales.parquet' (FORMAT parquet)"
        )
    return {"parquet_mb": (folder / "sales.parquet").stat().st_size // 2**20}


def limit(folder: Path, lines: int, dealers: int) -> dict:
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        masters(database, dealers)
        spent = min(spent_on(database, folder) for _ in range(TIMES))
        peak = peak_mb()
        due = database.execute("SELECT * FROM dues ORDER BY ALL").fetchall()
    same_as_the_run(due)
    cpu, seconds = spent
    return {
        "seconds": round(seconds, 2),
        "cpu_s": round(cpu, 2),
        "dues": len(due),
        "equal": True,
        "peak_mb": peak,
    }


def spent_on(database: duckdb.DuckDBPyConnection, folder: Path) -> tuple[float, float]:
    """Seconds of the processor, of all its threads, and by the clock."""
    year = Period(*stages.QUARTER).year_to_date()
    sums = ", ".join(
        f"SUM(amount) FILTER (WHERE {condition}) AS {name}" for condition, name in scopes().items()
    )
    before = cpu_s()
    months = MONTHS.format(sums=sums, folder=folder, start=year.start, end=year.end)
    seconds, _ = timed(lambda: (database.execute(months), database.execute(DUES)))
    return cpu_s() - before, seconds


def masters(database: duckdb.DuckDBPyConnection, dealers: int) -> None:
    """The tables that the query needs besides the lines."""
    parents = {region["code"]: region["parent"] for region in generate.regions()}
    tables = {
        "dealers": ((each["code"], parents[each["region"]]) for each in generate.dealers(dealers)),
        "products": ((each["sku"], each["product_line"]) for each in generate.products()),
        "asked": asked(),
        "steps": steps(),
    }
    for table, rows in tables.items():
        database.execute(f"CREATE TEMP TABLE {table} ({MASTERS[table]})")
        marks = ", ".join("?" * (MASTERS[table].count(", ") + 1))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows))


def versions() -> Iterator[tuple[str, dict]]:
    for programme in generate.programmes()["programmes"]:
        yield programme["code"], programme["versions"][0]


def condition_of(version: dict) -> str:
    """Which lines a version counts. Every region that is named is a province."""
    columns = {"product_lines": "product_line", "regions": "province", "channels": "channel"}
    conditions = [
        f"{columns[name]} IN ({', '.join(repr(code) for code in codes)})"
        for name, codes in version["scope"]["include"].items()
    ]
    return " AND ".join(conditions) or "TRUE"


def scopes() -> dict[str, str]:
    """A name for every condition; programmes with the same one share its sums, as in the engine."""
    found: dict[str, str] = {}
    for _, version in versions():
        found.setdefault(condition_of(version), f"s{len(found)}")
    return found


def asked() -> Iterator[tuple]:
    """The months that count for each due, and those that fell to it before."""
    named = scopes()
    for code, version in versions():
        for period in periods_ending_within(PeriodLength(version["period"]), *stages.QUARTER):
            key = code, period.key
            scope, end = named[condition_of(version)], period.last_day.month + 1
            start = period.start.month
            if version["cumulation"] == "per_period":
                yield *key, False, scope, start, end
                continue
            yield *key, False, scope, 1, end
            yield *key, True, scope, 1, start


def steps() -> Iterator[tuple]:
    for code, version in versions():
        rows = version["steps"]
        for step, following in zip_longest(rows, rows[1:]):
            upper = following and following["from"]
            rate = f"{step['percent']}e-2"
            yield code, version["method"], step["from"], upper, rate


def same_as_the_run(due: list[tuple]) -> None:
    """Every line of the run, no more and no less, to the fen."""
    lines = RunLine.objects.values_list("dealer__code", "programme__code", "period", "due")
    ours = set(lines.order_by())
    theirs = set(due)
    assert len(due) == len(theirs)
    assert ours == theirs, (
        f"{len(ours - theirs)} lines differ; ours {sorted(ours - theirs)[:3]},"
        f" DuckDB's {sorted(theirs - ours)[:3]}"
    )


if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    found = {"parquet": parquet, "limit": limit}[stage](Path(folder), int(lines), int(dealers))
    print(json.dumps(found))
