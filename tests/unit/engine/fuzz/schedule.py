"""What a seed stands for: the source, the destination, the request, and what strikes."""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import books, bulk, pages, replay, retry

FAULTS = ("none-done", "lost", "429", "503", "503-done", "half", "items-429", "items-503", "views", "held")
"""Strikes at a request: not carried out, or its answer lost; a status; half an answer; some documents of a bulk rejected, of which a 503 may be done; all points in time gone; a bulk that a gateway carries out later."""


@dataclass(frozen=True)
class Schedule:
    """What is drawn from ``seed`` before the run begins; what strikes meanwhile is drawn from ``chance`` as it goes."""

    seed: int
    chance: random.Random = field(repr=False)
    indices: list[str]
    shards: int
    destination: int | None
    """Its shards; None where the run makes it."""
    numbers: int
    each: int
    """Documents at every number: more than one in an index that was shrunk."""
    others: int
    """Documents of somebody else under ids of the run; ``same``: with the very same content."""
    same: bool
    changes: int
    """How often the source changes."""
    creates: bool
    size: int | None
    slices: int
    max_docs: int | None
    rate: float
    """How likely a fault strikes at a request."""
    holds: bool
    """Whether a bulk may be carried out long after its answer was given up."""
    small: int
    """How far a slice may send, and how many documents are read and looked for at once."""

    @property
    def request(self) -> ReindexRequest:
        """What is to be run."""
        source: dict[str, Any] = {"index": self.indices} | ({"size": self.size} if self.size else {})
        dest = {"index": "d"} | ({"opType": "create"} if self.creates else {})
        more = {"maxDocs": self.max_docs} if self.max_docs else {}
        asked = {"cluster": {"hosts": ["http://none:1"]}, "source": source, "dest": dest, "conflicts": "proceed", "slices": self.slices}
        return ReindexRequest.model_validate(asked | more)


def schedule(seed: int) -> Schedule:
    """The schedule of ``seed``."""
    chance = random.Random(seed)
    indices = chance.choice([["s"], ["s"], ["s", "t"]])
    numbers, each = chance.randrange(1, 150), chance.choice([1, 1, 1, 3])
    changes = chance.randrange(1, 6) if chance.random() < 0.4 else 0
    others = chance.choice([0, 0, 20])
    max_docs = chance.randrange(1, numbers * each + 1) if not changes and chance.random() < 0.3 else None
    slices = chance.choice([1, 1, 2, 3])
    return Schedule(
        seed,
        chance,
        indices,
        shards=chance.choice([1, 1, 2, 3]),
        destination=chance.choice([1, 2]) if others or chance.random() < 0.5 else None,
        numbers=numbers,
        each=each,
        others=others,
        same=chance.random() < 0.5,
        changes=changes,
        creates=chance.random() < 0.4,
        size=chance.choice([None, 1, 3, 7, 20]),
        slices=slices if max_docs is None or max_docs >= slices else 1,
        max_docs=max_docs,
        rate=chance.choice([0, 0.05, 0.2, 0.4]),
        holds=not changes and chance.random() < 0.4,
        small=chance.choice([3, 20, 500]),
    )


@contextlib.contextmanager
def in_haste(small: int) -> Iterator[None]:
    """Have the engine wait for nothing, save all the time, and take few documents for many."""
    constants = [
        (retry, "FIRST", 0.0),
        (books, "SAVE_EVERY", 0.0),
        (books, "LEAST", small),
        (replay, "AT_ONCE", small),
        (pages, "FIRST_DOCS", small),
        (pages, "PAGE_BYTES", 100 * small),
        (bulk, "TARGET_BYTES", 50 * small),
    ]
    with contextlib.ExitStack() as patched:
        for where, name, value in constants:
            patched.enter_context(patch.object(where, name, value))
        yield
