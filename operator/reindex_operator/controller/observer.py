"""Looks at a run: what is known of it from the store, and asked for where that may lag or does not say. Called by the loop."""

import logging

from reindex_operator.controller import clock, names, runs
from reindex_operator.controller.decision import Target, requeue
from reindex_operator.controller.jobs import idle
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.lost import lost, next_look
from reindex_operator.controller.observed import Children, Mailbox, Observed, Warned, needs_fresh_mailbox, read_mailbox
from reindex_operator.controller.obstacles import hopeful, unexplained
from reindex_operator.controller.progress import Sample
from reindex_operator.controller.store import Store, Thing
from reindex_operator.controller.vanishing import held, vanishing

log = logging.getLogger(__name__)

LOOK_AGAIN = 6.0
"""How soon what does not get on is looked at again."""
NOT_FOUND = 404


class Observer:
    """Sees what reconcile is to know."""

    def __init__(self, kube: Kube, store: Store) -> None:
        self._kube, self._store = kube, store

    async def observe(self, reindex: Thing, samples: tuple[Sample, ...]) -> tuple[Observed, float | None]:
        """What is seen, and seconds until it is worth another look though nothing is heard."""
        if runs.needs_fresh_jobs(reindex):
            await self._fresh_jobs(reindex)
        found, box = await self._children(reindex)
        jobs, pods, now = found.jobs, found.pods, clock.now()
        stuck = unexplained(jobs, pods, now)
        warnings = await self._warnings(reindex["metadata"]["namespace"], stuck)
        observed = Observed(
            jobs,
            box,
            pods,
            old_jobs=found.old_jobs,
            old_mailboxes=tuple(Target.of(box | {"apiVersion": "v1", "kind": "ConfigMap"}) for box in found.old_config_maps),
            warnings=warnings,
            samples=samples,
            stuck=frozenset(stuck),
            lost=lost(found.every_pod, found.every_job, now),
            vanishing=await self._vanishing(reindex, found),
        )
        return observed, requeue(LOOK_AGAIN if hopeful(jobs, pods) else None, next_look(found.every_pod, now))

    async def _children(self, reindex: Thing) -> tuple[Children, Mailbox | None]:
        """The children, and the mailbox: one that is at least as new as what is known of the Jobs, where that matters."""
        found = self._store.children(reindex)
        box = read_mailbox(found.config_map) if found.config_map else None
        at_rest: set[str] | None = None
        # A Job whose pods ended while the mailbox was on its way may have left more in it than came.
        while not runs.settled(reindex) and needs_fresh_mailbox(reindex, found.jobs, box) and at_rest != _at_rest(found):
            at_rest = _at_rest(found)
            fresh = await self._fresh_mailbox(reindex)
            found, box = self._store.children(reindex), read_mailbox(fresh) if fresh else None
        return found, box

    async def _vanishing(self, reindex: Thing, found: Children) -> bool:
        return held(found.every_job, found.every_pod, clock.now()) and await vanishing(self._kube, reindex["metadata"]["namespace"])

    async def _fresh_jobs(self, reindex: Thing) -> None:
        """Lists the object's Jobs into the store."""
        metadata = reindex["metadata"]
        query = {"labelSelector": f"{names.LABEL_UID}={metadata['uid']}"}
        found = await self._kube.request("GET", path("batch/v1", "Job", metadata["namespace"]), query=query)
        for job in found["items"]:
            self._store.put("Job", job)

    async def _fresh_mailbox(self, reindex: Thing) -> Thing | None:
        try:
            found = await self._kube.request("GET", path(*Target.mailbox(reindex)))
        except KubeError as error:
            if error.status == NOT_FOUND:
                return None
            raise
        self._store.put("ConfigMap", found)
        return found

    async def _warnings(self, namespace: str, uids: list[str]) -> tuple[Warned, ...]:
        """The newest Warning event about each of a few things, oldest first."""
        found: list[tuple[str, Warned]] = []
        for uid in uids[:3]:
            query = {"fieldSelector": f"involvedObject.uid={uid},type=Warning", "limit": 50}
            try:
                listed = (await self._kube.request("GET", path("v1", "Event", namespace), query=query))["items"]
            except Exception as error:  # noqa: BLE001 - a run is to be steered without an explanation too
                log.warning("the events about %s: %s: %s", uid, type(error).__name__, error)
                continue
            found += [(_when(event), Warned(event.get("reason") or "Warning", event.get("message") or "")) for event in listed]
        return tuple(warned for _, warned in sorted(found, key=lambda pair: pair[0]))


def _at_rest(found: Children) -> set[str]:
    """UIDs of the Jobs that have ended or are paused, with no pod at work any more."""
    return {job["metadata"]["uid"] for job in found.every_job if idle(job)}


def _when(event: Thing) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp"))
