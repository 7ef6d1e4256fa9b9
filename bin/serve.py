#!/usr/bin/env python3
"""Run the web server and one worker side by side on $HOST:$PORT (127.0.0.1:8000).

Ctrl-C ends both. A worker that dies is started again; when the server ends, so does the worker.
The worker does $PROCESSES jobs at once, by default one for each core, at most 8.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
THREADS = os.environ.get("THREADS", "4")
os.environ.setdefault("PUBLIC_URL", f"http://{HOST}:{PORT}")  # printed on statements
PROCESSES = os.environ.get("PROCESSES") or str(min(os.cpu_count() or 1, 8))
PATIENCE = 10  # seconds a process is given to end by itself
SERVER = [
    *(sys.executable, "-m", "gunicorn", "channels_mgmt.wsgi:application"),
    *("--bind", f"{HOST}:{PORT}", "--worker-class", "gthread", "--threads", THREADS),
    *("--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"),
    "--no-control-socket",
]
WORKER = [sys.executable, str(ROOT / "manage.py"), "work", "--processes", PROCESSES]


def end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches this script alone, which then ends the others.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=end_with_parent)


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def port_is_taken() -> bool:
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            print(f"{HOST}:{PORT} cannot be used: {error.strerror}.", file=sys.stderr)
            print("Choose another port: make run PORT=8001", file=sys.stderr)
            return True
    return False


def watch() -> int:
    server, worker = start(SERVER), start(WORKER)
    try:
        while server.poll() is None:
            if worker.poll() is not None:
                print(f"The worker ended ({worker.returncode}); starting it again.", flush=True)
                worker = start(WORKER)
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(worker)
        stop(server)
    return server.returncode


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    end_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    if port_is_taken():
        return 1
    print(f"\nServing on http://{HOST}:{PORT}/ (Ctrl-C stops)", flush=True)
    print("Sign-ins: printed above by load_demo, and in README.md\n", flush=True)
    return watch()


if __name__ == "__main__":
    sys.exit(main())
