"""What was last heard of every Reindex and its children, by the object's UID. No I/O; written by watch, kopf's events and apply."""

from collections import defaultdict
from typing import Any

from reindex_operator.controller import names
from reindex_operator.controller.observed import Children, sort_out

Thing = dict[str, Any]
KINDS = ("Job", "ConfigMap", "Pod")
Place = tuple[str, str]
"""Namespace and name."""


class Store:
    """A cache of dictionaries. Whoever reads must not change them."""

    def __init__(self) -> None:
        self.reindexes: dict[str, Thing] = {}
        self._children: dict[str, dict[str, dict[Place, Thing]]] = {kind: defaultdict(dict) for kind in KINDS}

    def put_reindex(self, thing: Thing) -> bool:
        """Takes an object up; False when a newer one is known."""
        uid = thing["metadata"]["uid"]
        if _newer(self.reindexes.get(uid), thing):
            return False
        self.reindexes[uid] = thing
        return True

    def renew_reindex(self, thing: Thing) -> None:
        """Takes the answer of a request up; not of an object that was forgotten meanwhile: nobody would say again that it is gone."""
        if thing["metadata"]["uid"] in self.reindexes:
            self.put_reindex(thing)

    def forget(self, uid: str) -> None:
        """The object is gone; its children go as the garbage collector reaches them."""
        self.reindexes.pop(uid, None)

    def put(self, kind: str, thing: Thing) -> str | None:
        """Takes a child up; the UID of its Reindex, or None when nothing is new or it is nobody's."""
        owner = owner_uid(thing)
        if owner is None:
            return None
        known = self._children[kind][owner]
        if _newer(known.get(_place(thing)), thing):
            return None
        known[_place(thing)] = slim(kind, thing)
        return owner

    def drop(self, kind: str, thing: Thing) -> str | None:
        """A child is gone; the UID of its Reindex."""
        owner = owner_uid(thing)
        known = self._children[kind].get(owner or "", {})
        found = known.get(_place(thing))
        if found and found["metadata"]["uid"] == thing["metadata"]["uid"]:
            del known[_place(thing)]
        if owner and not known:
            self._children[kind].pop(owner, None)
        return owner

    def replace(self, kind: str, namespace: str | None, things: list[Thing]) -> set[str]:
        """What a list found takes the place of all that was known of this kind in ``namespace``; the UIDs concerned."""
        kept = {thing["metadata"]["uid"] for thing in things}
        concerned: set[str] = set()
        for owner, known in list(self._children[kind].items()):
            for thing in list(known.values()):
                if thing["metadata"]["uid"] not in kept and namespace in {None, thing["metadata"]["namespace"]}:
                    self.drop(kind, thing)
                    concerned.add(owner)
        return concerned | {uid for thing in things if (uid := self.put(kind, thing))}

    def children(self, reindex: Thing) -> Children:
        """The children of an object's runs, without the Jobs that are being deleted. Anybody may write its UID on things of another namespace."""
        uid, own = reindex["metadata"]["uid"], reindex["metadata"]["namespace"]
        jobs, boxes, pods = (
            tuple(thing for (namespace, _), thing in self._children[kind].get(uid, {}).items() if namespace == own) for kind in KINDS
        )
        return sort_out(reindex, [job for job in jobs if not job["metadata"].get("deletionTimestamp")], boxes, pods)


def owner_uid(thing: Thing) -> str | None:
    """UID of the Reindex that a child belongs to."""
    uid: str | None = (thing["metadata"].get("labels") or {}).get(names.LABEL_UID)
    return uid


def _place(thing: Thing) -> Place:
    return thing["metadata"]["namespace"], thing["metadata"]["name"]


def slim(kind: str, thing: Thing) -> Thing:
    """The child without what nobody here reads: for thousands of pods it is most of their size."""
    metadata = {key: value for key, value in thing["metadata"].items() if key not in {"managedFields", "annotations"}}
    kept = thing | {"metadata": metadata}
    if kind == "Job":
        kept["spec"] = {key: value for key, value in thing["spec"].items() if key != "template"}
    if kind == "Pod":
        status = thing.get("status", {})
        wanted = ("phase", "reason", "message", "conditions", "containerStatuses")
        kept = {"metadata": metadata, "status": {key: status[key] for key in wanted if key in status}}
    return kept


def _newer(known: Thing | None, thing: Thing) -> bool:
    """Whether what is known is newer: watches and our own writes' answers may cross."""
    if known is None or known["metadata"]["uid"] != thing["metadata"]["uid"]:
        return False
    return int(known["metadata"]["resourceVersion"]) > int(thing["metadata"]["resourceVersion"])
