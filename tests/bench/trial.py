"""What-if and the next steps of all dealers, over the lines and programmes of the settlement.

``python trial.py STAGE FOLDER LINES DEALERS`` prints JSON.
"""

import json
import sys
from pathlib import Path

import stages  # first of all: it sets Django up
from measuring import peak_mb, with_cpu

from channels_mgmt.core.scopes import SYSTEM
from rebates.choices import VersionStatus
from rebates.models import ProgrammeVersion, Trial
from rebates.services.next_steps import dealers_in_business, next_steps
from rebates.services.versions import document_of, propose_version
from rebates.whatif.calculating import calculate_trial
from rebates.whatif.outcome import found_in
from rebates.whatif.starting import start_trial

DEARER = "2.5"  # percent, where the highest step of the rules in force has less


def trial(folder: Path, lines: int, dealers: int) -> dict:
    """A dearer draft of one programme, tried on the quarter that was settled: the same programmes
    by two sets of rules."""
    version = ProgrammeVersion.objects.filter(status=VersionStatus.APPROVED).earliest("pk")
    terms = document_of(version)
    terms["steps"][-1]["percent"] = DEARER
    terms["valid_from"] = str(stages.QUARTER[0])
    draft = propose_version(programme=version.programme, document=terms, access=SYSTEM)
    trial = start_trial(
        date_from=stages.QUARTER[0], date_to=stages.QUARTER[1], drafts=[draft.pk], access=SYSTEM
    )
    spent, _ = with_cpu(lambda: calculate_trial(trial=trial))
    peak = peak_mb()
    shown, found = with_cpu(lambda: found_in(Trial.objects.get(), SYSTEM.scope))
    assert found.winners
    return {
        **spent,
        "trial_lines": trial.lines.count(),
        "result_s": shown["seconds"],
        "peak_mb": peak,
    }


def steps_ahead(folder: Path, lines: int, dealers: int) -> dict:
    """What every dealer misses to the next step of every programme, on a day of that quarter."""
    people, day = dealers_in_business(SYSTEM.scope), stages.QUARTER[0]
    next_steps(dealers=people[:1], day=day)  # warm
    spent, found = with_cpu(lambda: next_steps(dealers=people, day=day))
    return {**spent, "steps": len(found), "peak_mb": peak_mb()}


STAGES = {"trial": trial, "steps_ahead": steps_ahead}

if __name__ == "__main__":
    stage, folder, lines, dealers = sys.argv[1:]
    print(json.dumps(STAGES[stage](Path(folder), int(lines), int(dealers))))
