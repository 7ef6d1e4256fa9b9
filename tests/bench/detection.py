"""Detection: ``python detection.py STAGE FOLDER SCANS DEALERS`` prints JSON.

``scans`` ships and sees as many units, in twice as many territories as dealers; ``detection`` finds
those that were diverted, against the bare join of scans and shipments.
"""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "channels_mgmt.settings")
os.environ["LOG_LEVEL"] = "ERROR"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from measuring import peak_mb, timed, with_cpu  # noqa: E402

from channels_mgmt.core.scopes import SYSTEM  # noqa: E402
from dealers.models import Territory  # noqa: E402
from rebates.conduct.detecting.run import detect  # noqa: E402
from rebates.conduct.models import Finding  # noqa: E402
from tests.conduct.detecting.trade import DIVERTED_OF, END, START, Trade  # noqa: E402

PERIOD = {"start": START, "end": END, "access": SYSTEM}


def write_scans(folder: Path, scans: int, dealers: int) -> dict:
    call_command("migrate", verbosity=0)
    seconds, _ = timed(lambda: Trade(dealers).happens(scans))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"write_s": round(seconds, 1)}


def detection(folder: Path, scans: int, dealers: int) -> dict:
    bare_s = min(timed(bare_join)[0] for _ in range(2))
    figures, outcome = with_cpu(lambda: detect(**PERIOD))
    again_s, again = timed(lambda: detect(**PERIOD))
    expected = 2 * (scans // DIVERTED_OF)
    assert outcome.new == Finding.objects.count() == expected, (outcome.new, expected)
    assert again.new == 0
    return {
        **figures,
        "again_s": round(again_s, 1),
        "scans_per_s": round(scans / figures["seconds"]),
        "territories": Territory.objects.count(),
        "findings": outcome.new,
        "bare_join_s": round(bare_s, 2),
        "ratio": round(figures["seconds"] / bare_s, 1),
        "peak_mb": peak_mb(),
        "load": round(os.getloadavg()[0], 1),
    }


def bare_join() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), MAX(scan.region_id + serial.dealer_id) FROM sales_scan scan"
            " JOIN sales_serial serial ON serial.code = scan.serial"
        )
        return cursor.fetchone()[0]


STAGES = {"scans": write_scans, "detection": detection}

if __name__ == "__main__":
    stage, folder, scans, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(scans), int(dealers))))
