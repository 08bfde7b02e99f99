"""Whose turn it is: at most ``MAX_CONCURRENT`` runs are at work at once, the others wait in the order in which their objects were made.

Who is at work is read from the statuses, so a restart changes nothing; a turn that was given but is not in a status yet is remembered.
Called by the loop.
"""

from collections.abc import Mapping
from typing import Any

from reindex_operator.controller import runs

Thing = Mapping[str, Any]


def at_work(reindex: Thing) -> bool:
    """Whether the run has begun, and neither ended nor been paused since."""
    return runs.active_since(reindex) is not None and not runs.finished(reindex)


def wants(reindex: Thing) -> bool:
    """Whether the object asks for a run that is to be at work."""
    spec = reindex["spec"]
    if reindex["metadata"].get("deletionTimestamp") or spec.get("suspend") or spec.get("cancel"):
        return False
    return not runs.finished(reindex) or runs.another(reindex) or runs.taken_up(reindex) is not None


class Turns:
    """Gives turns. ``limit`` 0: everybody has one."""

    def __init__(self, limit: int, reindexes: Mapping[str, Thing]) -> None:
        self._limit, self._reindexes = limit, reindexes
        self._given: set[str] = set()
        self._waiting: dict[str, tuple[str, str]] = {}

    def take(self, uid: str) -> bool:
        """Whether the object may be at work now; one that may not waits."""
        if not self._limit:
            return True
        thing = self._reindexes[uid]
        if at_work(thing) or uid in self._given:
            self._given.add(uid)
            self._waiting.pop(uid, None)
            return True
        self._waiting[uid] = (str(thing["metadata"].get("creationTimestamp")), uid)
        if uid not in self.next():
            return False
        del self._waiting[uid]
        self._given.add(uid)
        return True

    def give_back(self, uid: str) -> list[str]:
        """The object is not at work any more, or gone; the UIDs whose turn it is."""
        self._waiting.pop(uid, None)
        if uid not in self._given:
            return []
        self._given.discard(uid)
        return self.next()

    def next(self) -> list[str]:
        """The UIDs of those that wait and may be at work now, the oldest first."""
        busy = self._given | {uid for uid, thing in self._reindexes.items() if at_work(thing)}
        return sorted(self._waiting, key=self._waiting.__getitem__)[: max(0, self._limit - len(busy))]
