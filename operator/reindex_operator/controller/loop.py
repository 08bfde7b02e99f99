"""The loop around reconcile: what was heard goes in, decisions are applied. The thin shell; ``__main__`` starts it."""

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from reindex_operator import mailbox
from reindex_operator.controller import clock, logs, names, progress, status
from reindex_operator.controller.apply import Writer
from reindex_operator.controller.decision import Decision, requeue
from reindex_operator.controller.events import events
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.metrics import Metrics
from reindex_operator.controller.observed import robbed
from reindex_operator.controller.observer import LOOK_AGAIN, Observer
from reindex_operator.controller.queue import KeyedQueue
from reindex_operator.controller.reconcile import decide
from reindex_operator.controller.settings import Settings
from reindex_operator.controller.store import Store, Thing
from reindex_operator.controller.turns import Turns, at_work, wants
from reindex_operator.controller.watch import KINDS, Reflector, everything

log = logging.getLogger(__name__)

WORKERS = 8
BACKOFF_MAX = 60.0
CHECKPOINT_DELAY = 0.5
"""Checkpoints of many slices come together: a pass waits this long for more of them."""
LIST_AGAIN = 2.0
NOT_FOUND = 404


@dataclass
class _Memory:
    """What is remembered of an object between passes; nothing that a restart may not lose."""

    samples: tuple[progress.Sample, ...] = ()
    written: float = 0.0
    failures: int = 0
    steps: str = ""


class Operator:
    """Reconciles every Reindex that it hears of."""

    def __init__(self, kube: Kube, settings: Settings, store: Store, metrics: Metrics) -> None:
        self.store = store
        self.queue = KeyedQueue()
        self.listed = asyncio.Event()
        """Set when all objects are known."""
        self.last_pass = asyncio.get_running_loop().time()
        """When a pass last ended, by the loop's clock."""
        self._kube, self._settings, self._metrics = kube, settings, metrics
        self._writer = Writer(kube, self.store)
        self._observer = Observer(kube, self.store)
        self._memory: dict[str, _Memory] = {}
        self._turns = Turns(settings.max_concurrent, store.reindexes)

    async def run(self) -> None:
        """Runs until it is cancelled. No pass is made before the first lists are in."""
        await self._list()
        self.listed.set()
        reflectors = [
            Reflector(self._kube, self.store, kind, namespace, self._child_changed)
            for kind in KINDS
            for namespace in self._settings.watch_namespaces or (None,)
        ]
        async with AsyncExitStack() as stack:
            group = await stack.enter_async_context(asyncio.TaskGroup())
            for reflector in reflectors:
                group.create_task(reflector.run())
            await asyncio.gather(*(reflector.synced.wait() for reflector in reflectors))
            log.info("the caches are filled: %d objects", len(self.store.reindexes))
            group.create_task(self._resync())
            for _ in range(WORKERS):
                group.create_task(self._work())

    def reindex_changed(self, kind: str | None, thing: Thing) -> None:
        """An event of kopf's about a Reindex; ``kind`` is None in its first list."""
        uid = thing["metadata"]["uid"]
        if kind == "DELETED":
            self._gone(uid)
        elif self.store.put_reindex(thing):
            self.queue.add(uid)

    def _gone(self, uid: str) -> None:
        self.store.forget(uid)
        self._memory.pop(uid, None)
        self._give_back(uid)

    def _give_back(self, uid: str) -> None:
        for other in self._turns.give_back(uid):
            self.queue.add(other)

    async def _list(self) -> None:
        """All objects, before kopf tells of them one by one: who is at work has to be known before anybody is given a turn."""
        for where in self._collections():
            while True:
                try:
                    found, _ = await everything(self._kube, where, {})
                    break
                except Exception as error:  # noqa: BLE001 - as with the watches: an API server that is away comes back
                    log.warning("listing %s: %s: %s", names.KIND, type(error).__name__, error)
                    await asyncio.sleep(LIST_AGAIN)
            for thing in found:
                self.reindex_changed(None, thing)

    async def _forget_gone(self) -> None:
        """Forgets what was deleted while kopf's watch was broken off: the list that it goes on from says what there is, not what there was."""
        known, there = set(self.store.reindexes), set[str]()
        try:
            for where in self._collections():
                found, _ = await everything(self._kube, where, {}, kept=_uid_alone)
                there |= {one["uid"] for one in found}
        except Exception as error:  # noqa: BLE001 - it is asked again at the next resync
            log.warning("listing %s: %s: %s", names.KIND, type(error).__name__, error)
            return
        for uid in known - there:
            self._gone(uid)

    def _collections(self) -> list[str]:
        """Where the objects are."""
        return [path(f"{names.GROUP}/{names.VERSION}", names.KIND, namespace) for namespace in self._settings.watch_namespaces or (None,)]

    def _child_changed(self, uid: str, kind: str, thing: Thing | None) -> None:
        if uid not in self.store.reindexes:
            return
        memory = self._memory.setdefault(uid, _Memory())
        if kind == "ConfigMap" and thing:
            data = thing.get("data") or {}
            steps = f"{len(data)} {mailbox.PLAN in data} {mailbox.FINISH in data}"
            if steps == memory.steps:
                self.queue.add(uid, CHECKPOINT_DELAY)
                return
            memory.steps = steps
        self.queue.add(uid)

    async def _resync(self) -> None:
        while True:
            await asyncio.sleep(self._settings.resync)
            await self._forget_gone()
            for uid in self.store.reindexes:
                self.queue.add(uid)
            self.last_pass = asyncio.get_running_loop().time()

    async def _work(self) -> None:
        while True:
            uid = await self.queue.get()
            memory = self._memory.setdefault(uid, _Memory())
            self._metrics.queued.set(self.queue.depth())
            logs.about(self.store.reindexes.get(uid))
            try:
                with self._metrics.reconciled.time():
                    after = await self._pass(uid, memory)
                memory.failures = 0
            except Exception as error:
                memory.failures += 1
                self._metrics.failed.inc()
                after = min(BACKOFF_MAX, 0.5 * 2 ** min(memory.failures, 10))
                known = isinstance(error, KubeError | OSError | TimeoutError)
                log.warning("%s: %s: %s; again in %.0f s", self._called(uid), type(error).__name__, error, after, exc_info=not known)
            finally:
                self.queue.done(uid)
                self.last_pass = asyncio.get_running_loop().time()
            if after is not None and uid in self.store.reindexes:
                self.queue.add(uid, after)

    def _called(self, uid: str) -> str:
        metadata = self.store.reindexes.get(uid, {}).get("metadata", {})
        return f"{metadata.get('namespace')}/{metadata.get('name')}"

    async def _pass(self, uid: str, memory: _Memory) -> float | None:
        """Looks, decides, applies. Seconds until the next look is due, None for when something is heard."""
        reindex = self.store.reindexes.get(uid)
        if reindex is None:
            self._memory.pop(uid, None)
            return None
        left = self.store.children(reindex)
        if (left.old_jobs or left.old_config_maps or robbed(reindex, left)) and (reindex := await self._fresh(reindex)) is None:
            return None
        turn = True
        if wants(reindex) or at_work(reindex):
            turn = self._turns.take(uid)
        else:
            self._give_back(uid)
        observed, look = await self._observer.observe(reindex, memory.samples)
        observed = replace(observed, turn=turn)
        decision = decide(reindex, observed, self._settings, clock.now())
        if refused := await self._writer.children(decision):
            decision = decide(reindex, replace(observed, refused=refused), self._settings, clock.now())
            # What was to be done next waits for what was refused, and that is not tried again in a hurry.
            decision = replace(decision, requeue_after=None)
            look = requeue(look, LOOK_AGAIN)
        return requeue(await self._tell(reindex, decision, memory), decision.requeue_after, look)

    async def _fresh(self, reindex: Thing) -> Thing | None:
        """The object as it is now, None when it is gone: what is taken for an earlier run's, and removed, may be that of a later one in a cache that lags."""
        metadata = reindex["metadata"]
        try:
            found = await self._kube.request(
                "GET", path(f"{names.GROUP}/{names.VERSION}", names.KIND, metadata["namespace"], metadata["name"])
            )
        except KubeError as error:
            if error.status != NOT_FOUND:
                raise
            found = None
        if found is None or found["metadata"]["uid"] != metadata["uid"]:
            self._gone(metadata["uid"])
        else:
            self.store.renew_reindex(found)
        return self.store.reindexes.get(metadata["uid"])

    async def _tell(self, reindex: Thing, decision: Decision, memory: _Memory) -> float | None:
        """Writes the status and the events; where only the progress differs, not more often than the settings say."""
        wanted, old = decision.status, reindex.get("status") or {}
        if wanted is None or wanted == old:
            return None
        loop_time = asyncio.get_running_loop().time()
        self._sample(wanted, memory)
        if not status.urgent(old, wanted):
            left = memory.written + self._settings.status_interval - loop_time
            if left > 0:
                return left
        if not await self._writer.status(reindex, wanted):
            return 0.2 if await self._fresh(reindex) else None
        memory.written = loop_time
        await self._writer.tell(reindex, events(old, wanted))
        return None

    @staticmethod
    def _sample(wanted: dict[str, Any], memory: _Memory) -> None:
        if (shown := wanted.get("progress")) is not None:
            memory.samples = progress.remember(memory.samples, progress.Sample(clock.now(), shown["processed"]))


def _uid_alone(thing: Thing) -> Thing:
    return {"uid": thing["metadata"]["uid"]}
