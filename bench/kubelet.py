"""A kubelet that is played, for ``scale``: it writes what a worker would write into the mailbox, and says that the pod has ended."""

import asyncio
import contextlib
import time
from typing import Any

from reindex_operator import mailbox
from reindex_operator.controller import names
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.watch import everything
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.plan import Plan, Slice

API = f"{names.GROUP}/{names.VERSION}"
DOCS = 10_000
LABEL = "bench.reindex.dev/seconds"
"""On an object: how long the played worker of its slice copies; for ever, if it is not there."""
CHECKPOINT_SECONDS = 3.0


class Kubelet:
    """Plays all nodes: each pending pod of a run does at once what its role is, by the mailbox."""

    def __init__(self, kube: Kube, namespace: str) -> None:
        self._kube, self._namespace = kube, namespace
        self._seen: set[str] = set()
        self._doing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled; what its pods do ends with it."""
        try:
            await self._watch()
        finally:
            for task in self._doing:
                task.cancel()

    async def _watch(self) -> None:
        where = path("v1", "Pod", self._namespace)
        found, version = await everything(self._kube, where, {})
        for pod in found:
            self._take(pod)
        while True:
            with contextlib.suppress(KubeError, OSError, TimeoutError):
                async for event in self._kube.watch(where, {"resourceVersion": version}):
                    version = event["object"]["metadata"]["resourceVersion"]
                    if event["type"] in {"ADDED", "MODIFIED"}:
                        self._take(event["object"])
            await asyncio.sleep(0.1)

    def _take(self, pod: dict[str, Any]) -> None:
        if pod["metadata"]["uid"] not in self._seen and pod["status"].get("phase") == "Pending":
            self._seen.add(pod["metadata"]["uid"])
            task = asyncio.create_task(self._play(pod))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)

    async def _play(self, pod: dict[str, Any]) -> None:
        labels = pod["metadata"]["labels"]
        box, role = labels[names.LABEL_RUN], labels[names.LABEL_ROLE]
        with contextlib.suppress(KubeError):
            if role == "prepare":
                plan = Plan([Slice(0, [], DOCS)], DOCS, round(time.time() * 1000))
                await self._write(box, mailbox.PLAN, mailbox.encode(mailbox.Prepared(plan=plan)))
            else:
                await self._copy(box, labels[names.LABEL_NAME], pod)
            await self._kube.patch(
                path("v1", "Pod", self._namespace, pod["metadata"]["name"], "status"), {"status": {"phase": "Succeeded"}}
            )

    async def _copy(self, box: str, name: str, pod: dict[str, Any]) -> None:
        phase = {"status": {"phase": "Running"}}
        await self._kube.patch(path("v1", "Pod", self._namespace, pod["metadata"]["name"], "status"), phase)
        thing = await self._kube.request("GET", path(API, names.KIND, self._namespace, name))
        seconds = float(thing["metadata"].get("labels", {}).get(LABEL, "inf"))
        created = 0
        while seconds > 0:
            created = min(DOCS - 1, created + 10)
            await self._write(box, mailbox.slice_key(0), mailbox.encode(Checkpoint(0, counters=Counters(created=created))))
            await asyncio.sleep(min(seconds, CHECKPOINT_SECONDS))
            seconds -= CHECKPOINT_SECONDS
        done = Checkpoint(0, state="Succeeded", counters=Counters(created=DOCS))
        await self._write(box, mailbox.slice_key(0), mailbox.encode(done))

    async def _write(self, box: str, key: str, text: str) -> None:
        await self._kube.patch(path("v1", "ConfigMap", self._namespace, box), {"data": {key: text}})
