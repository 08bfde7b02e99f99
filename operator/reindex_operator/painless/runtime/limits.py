"""What keeps a script from exhausting its worker: time, text, collections."""

import time
from typing import Any, Never

from .throwable import Throwable

LOOP_STEPS = 1_000_000
STEPS_AT_ONCE = 64
"""Steps of a loop between two looks at the clock."""
MAX_TEXT = 16 * 1024 * 1024
MAX_ITEMS = 1_000_000
SECONDS = 5.0
CALL_DEPTH = 800


class Clock:
    """When the run under way must end."""

    deadline = float("inf")


def start(seconds: float = SECONDS) -> None:
    """A script's run begins."""
    Clock.deadline = time.monotonic() + seconds


def check() -> None:
    """Called where a function or a library call that walks a collection begins, and in loops."""
    if time.monotonic() > Clock.deadline:
        raise Throwable("org.elasticsearch.painless.PainlessError", f"the script ran longer than {SECONDS:g} seconds for one document")


def step(left: int) -> int:
    """A function has ``left`` steps for its loops; how many it will have when this is to be called again. Raises when they are used up."""
    if left <= 0:
        raise Throwable(
            "org.elasticsearch.painless.PainlessError", "The maximum number of statements that can be executed in a loop has been reached."
        )
    check()
    return left - STEPS_AT_ONCE


def walk() -> int:
    """A loop goes on over its collection; for how many elements until this is to be called again."""
    check()
    return STEPS_AT_ONCE


def too_long(length: int) -> Never:
    """A text grew beyond the bound."""
    raise Throwable("java.lang.OutOfMemoryError", f"a string of {length} characters is longer than the {MAX_TEXT} that a script may build")


def bounded(items: Any) -> Any:
    """A collection, refused if it has grown too large."""
    if len(items) > MAX_ITEMS:
        raise Throwable("java.lang.OutOfMemoryError", f"a collection has more than the {MAX_ITEMS} elements that a script may build")
    return items
