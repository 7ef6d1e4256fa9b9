"""The rules are pure: they must import, and run, where there is no Django."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = sorted(path.stem for path in (ROOT / "rebates" / "rules").glob("[a-z]*.py"))
PROGRAM = """
import importlib, sys
for name in {names}:
    importlib.import_module("rebates.rules." + name)
print([name for name in sys.modules if name.split(".")[0] in ("django", "rest_framework")])
"""


def test_the_rules_import_without_django():
    command = [sys.executable, "-c", PROGRAM.format(names=RULES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
