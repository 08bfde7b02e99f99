"""The mailbox: the ConfigMap through which operator and workers talk, and all that they share.

Keys, each a JSON document:

==================  ============  =====================================================================
``request.json``    operator      the request, frozen when the run started (``api.request.ReindexRequest``)
``control.json``    operator      what steers a running slice (``Control``)
``plan.json``       prepare       the plan, or why there is none (``Prepared``)
``slice-N.json``    slice N       its last checkpoint (``engine.checkpoint.Checkpoint``)
``catch-up.json``   finish        the slice that catches up (``engine.catchup.CatchUp``); its checkpoint is as the other slices'
``finish.json``     finish        how it ended (``Finished``)
==================  ============  =====================================================================

Pure: text in, text out. Called by the controller and the worker.
"""

from typing import TypeVar

import msgspec

from reindex_operator.engine.checkpoint import Ending
from reindex_operator.engine.plan import Plan

T = TypeVar("T")

REQUEST = "request.json"
CONTROL = "control.json"
PLAN = "plan.json"
FINISH = "finish.json"
CATCH_UP = "catch-up.json"
_SLICES = "slice-"

STORED_A_SECOND = 256 << 10
"""Bytes that the checkpoints of one run may have the API server store in a second: it keeps each version for some minutes."""
LONGEST_INTERVAL = 30.0
"""Seconds between two checkpoints of a slice, however large the mailbox: well below the lease of a slice (``engine.books.LEASE``)."""


def slice_key(number: int) -> str:
    """The key of slice ``number``'s checkpoint."""
    return f"{_SLICES}{number}.json"


class _State(msgspec.Struct):
    """What of a checkpoint says whether its slice is at work."""

    state: str = "Running"


def save_interval(data: dict[str, str]) -> float:
    """Seconds that a slice lets pass between two checkpoints, at the least: each has the whole mailbox stored anew."""
    running = sum(decode(text, _State).state == "Running" for key, text in data.items() if key.startswith(_SLICES))
    return min(running * sum(map(len, data.values())) / STORED_A_SECOND, LONGEST_INTERVAL)


class Control(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the operator may change while a slice runs: the limit of one slice in documents a second (-1: none).

    ``attempt`` is the one that the checkpoints were last made ready for. ``stop``: the slices are to end; whoever is not reached by
    its kubelet hears it with its next checkpoint.
    """

    requests_per_second: float = -1.0
    attempt: int = 1
    stop: bool = False


class Prepared(msgspec.Struct, frozen=True, omit_defaults=True):
    """What prepare found: a plan, or an ending."""

    plan: Plan | None = None
    ending: Ending | None = None


class Finished(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the finish step ended; ``notes`` for people. No ending is success."""

    ending: Ending | None = None
    notes: list[str] = []


def encode(message: msgspec.Struct) -> str:
    """The text of ``message`` for its key."""
    return msgspec.json.encode(message).decode()


def decode(text: str, kind: type[T]) -> T:
    """The message of ``kind`` in ``text``; raises ``msgspec.ValidationError`` when it is none."""
    return msgspec.json.decode(text, type=kind)
