"""The mailbox: the ConfigMap through which operator and workers talk, and all that they share.

Keys, each a JSON document:

==================  ============  =====================================================================
``request.json``    operator      the request, frozen when the run started (``api.request.ReindexRequest``)
``control.json``    operator      what steers a running slice (``Control``)
``plan.json``       prepare       the plan, or why there is none (``Prepared``)
``slice-N.json``    slice N       its last checkpoint (``engine.checkpoint.Checkpoint``)
``catch-up.json``   finish        the plan with one slice more, which catches up (``Plan``); its checkpoint is as the other slices'
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


def slice_key(number: int) -> str:
    """The key of slice ``number``'s checkpoint."""
    return f"slice-{number}.json"


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
