"""Bombs are refused at once and with little memory, each in a process of its own that measures."""

import json
import resource
import subprocess
import sys

import pytest

from .bombs import BOMBS

MB = 1 << 20
SECONDS, MEMORY = 1.0, 200 * MB
READ = r"""
import json, re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from channels_mgmt.core.imports.readers import open_table
from channels_mgmt.core.imports.report import Faults, FileFault
faults, rows, before = Faults(), 0, time.process_time()
try:
    for rows, _ in enumerate(open_table(Path(sys.argv[1]), faults).rows, start=1):
        pass
    codes = [error.code for error in faults.errors]
    refused = faults.of_file or len(faults.rows) > 0
except FileFault as fault:
    refused, codes = True, [fault.code]
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps({
    "refused": refused, "codes": sorted(set(codes)), "rows": rows,
    "seconds": time.process_time() - before, "bytes": int(peak[1]) * 1024,
}))
"""


def limit() -> None:
    """Whatever does not refuse dies of it."""
    resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once_and_with_little_memory(write, name):
    path = write(BOMBS[name]())
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout)
    print(name, path.stat().st_size // 1024, "KB", answer)
    assert answer["refused"]
    assert answer["seconds"] < SECONDS
    assert answer["bytes"] < MEMORY


def test_there_are_twenty_of_them():
    assert len(BOMBS) >= 20
