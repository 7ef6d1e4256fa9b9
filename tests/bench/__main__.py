"""Measure import, settlement, statements, prices, detection, each against a bare limit in one run.

The limit of the settlement is DuckDB over Parquet; that its dues equal ours is asserted.

    make bench                              1,000,000 lines, SQLite and PostgreSQL
    make bench ARGS="--lines 100000 --dealers 200 --only sqlite"
    make bench ARGS="--lines 5000000 --settlement-alone"
    make bench ARGS="--flat"                also three times the lines: does memory stay flat?
    make bench ARGS="--lines 0 --scans 0"   the prices alone: 5,000 products, 680,000 prices

Every stage is a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASE = os.environ.get("BENCH_DATABASE", "channels_bench")
SCRIPTS = {
    "parquet": "limit.py",
    "limit": "limit.py",
    "trial": "trial.py",
    "steps_ahead": "trial.py",
    "statements": "papers.py",
    "workers": "papers.py",
    "annexes": "papers.py",
}
SETTLED = "import", "settlement", "parquet", "limit"
PAPERS = "trial", "steps_ahead", "statements", "workers", "annexes"
# What helpers of a query use is counted nowhere.
ONE_PROCESS = {"PGOPTIONS": "-c max_parallel_workers_per_gather=0"}


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory() as folder:
        databases = {"sqlite": f"sqlite:///{folder}/bench.sqlite3"}
        if postgres_answers():
            databases["postgresql"] = f"{POSTGRES}/{DATABASE}"
        else:
            print("No PostgreSQL answers: measured on SQLite alone.", file=sys.stderr)
        results = {
            name: measure(url, Path(folder), options)
            for name, url in databases.items()
            if options.only in (None, name)
        }
    for name, stages in results.items():
        print(f"\n{name}: {options.lines:,} lines, {options.dealers:,} dealers, 30 programmes,",
              f"{options.skus:,} products with prices")  # fmt: skip
        for stage, figures in stages.items():
            print(f"  {stage:13}", "  ".join(f"{key} {value}" for key, value in figures.items()))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--dealers", type=int, default=1_000)
    parser.add_argument("--skus", type=int, default=5_000, help="products with prices; 0: none")
    parser.add_argument("--scans", type=int, default=1_000_000, help="to detect in; 0: none")
    parser.add_argument("--flat", action="store_true", help="import three times the lines as well")
    parser.add_argument("--import-alone", action="store_true", help="no settlement, no statements")
    parser.add_argument("--settlement-alone", action="store_true", help="with its limit, no papers")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--json", help="write the figures to this file as well")
    options = parser.parse_args()
    if options.settlement_alone:
        options.skus = options.scans = 0
    return options


def postgres_answers() -> bool:
    import psycopg

    try:
        psycopg.connect(f"{POSTGRES}/postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def recreate_postgres() -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")


def measure(url: str, folder: Path, options: argparse.Namespace) -> dict[str, dict]:
    if url.startswith("postgres"):
        recreate_postgres()
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder), **ONE_PROCESS}
    sales = [str(folder), str(options.lines), str(options.dealers)]
    stages = [("stages.py", "prepare", sales)]
    if options.lines:
        names = SETTLED if options.settlement_alone else (*SETTLED, *PAPERS)
        names = names[:1] if options.import_alone else names
        stages += [(SCRIPTS.get(name, "stages.py"), name, sales) for name in names]
    if options.skus:
        names, prices = ("price_file", "price_import", "price_reading"), str(options.skus)
        stages += [("prices.py", name, [str(folder), prices]) for name in names]
    found = {
        stage: run_stage(script, stage, arguments, environment)
        for script, stage, arguments in stages
    }
    if limit := found.get("limit"):
        settled = found["settlement"]["cpu_s"]
        limit["settlement_ratio"] = round(settled / limit["cpu_s"], 1)
        if trial := found.get("trial"):
            trial["ratio"] = round(trial["cpu_s"] / settled, 1)
    if options.scans:
        found |= detection(url, folder, options.scans, options.dealers)
        if options.flat:
            more = detection(url, folder, 3 * options.scans, options.dealers)
            found |= {f"{stage}_3x": figures for stage, figures in more.items()}
    if options.flat and options.lines:
        found["import_3x"] = three_times(url, folder, options)
        found["import_3x"]["more_mb"] = found["import_3x"]["peak_mb"] - found["import"]["peak_mb"]
    return found


def detection(url: str, folder: Path, scans: int, dealers: int) -> dict[str, dict]:
    """In a database of its own."""
    if url.startswith("postgres"):
        recreate_postgres()
    else:
        url = f"sqlite:///{folder}/scans{scans}.sqlite3"
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    arguments = [str(folder), str(scans), str(dealers)]
    stages = ("scans", "detection")
    return {one: run_stage("detection.py", one, arguments, environment) for one in stages}


def three_times(url: str, folder: Path, options: argparse.Namespace) -> dict:
    """The import of three times the lines into a database of its own."""
    if url.startswith("postgres"):
        recreate_postgres()
    else:
        url = f"sqlite:///{folder}/bench3.sqlite3"
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    sales = [str(folder), str(3 * options.lines), str(options.dealers)]
    run_stage("stages.py", "prepare", sales, environment)
    return run_stage("stages.py", "import", sales, environment)


def run_stage(script: str, stage: str, arguments: list[str], environment: dict[str, str]) -> dict:
    print(f"… {stage} ({environment['DATABASE_URL'].split(':')[0]})", file=sys.stderr, flush=True)
    command = [sys.executable, str(Path(__file__).with_name(script)), stage, *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
