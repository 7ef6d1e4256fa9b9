"""A progress bar, where there is a terminal to draw it on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

WIDTH = 40
EVERY = 0.1  # seconds


@contextmanager
def progress_bar(stream: Any) -> Iterator[Callable[[int, int], None] | None]:
    """What to call with how much is done of how much; None where nobody is looking."""
    if not stream.isatty():
        yield None
        return
    drawn = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn
        if done < total and monotonic() - drawn < EVERY:
            return
        drawn = monotonic()
        share = min(done / total, 1) if total else 1
        bar = "█" * int(share * WIDTH)
        stream.write(f"\r{bar:<{WIDTH}} {share:4.0%}", ending="")
        stream.flush()

    try:
        yield draw
    finally:
        stream.write(f"\r{' ' * (WIDTH + 6)}\r", ending="")
        stream.flush()
