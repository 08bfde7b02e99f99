"""List and watch of the children, by label, into the store. kopf can not filter so and would hold every Job and pod of the cluster."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from reindex_operator.controller import names
from reindex_operator.controller.kube import Kube, KubeError, path
from reindex_operator.controller.store import Store, Thing, slim

log = logging.getLogger(__name__)

KINDS = {"Job": "batch/v1", "ConfigMap": "v1", "Pod": "v1"}
SELECTOR = f"app.kubernetes.io/managed-by={names.MANAGED_BY},{names.LABEL_UID}"
PAGE = 500
BACKOFF_MIN, BACKOFF_MAX = 0.5, 30.0
GONE = 410

Changed = Callable[[str, str, Thing | None], None]
"""Called with the UID of the Reindex, the kind, and the child, or None when several changed."""


def _whole(thing: Thing) -> Thing:
    return thing


async def everything(
    kube: Kube, where: str, query: Mapping[str, Any], *, kept: Callable[[Thing], Thing] = _whole
) -> tuple[list[Thing], str]:
    """All things of a collection, page by page, of each what is to be ``kept``; and the version to watch it from."""
    found: list[Thing] = []
    asked = {**query, "limit": PAGE}
    while True:
        page = await kube.request("GET", where, query=asked)
        found += map(kept, page["items"])
        if not (token := page["metadata"].get("continue")):
            return found, page["metadata"]["resourceVersion"]
        asked["continue"] = token


class Reflector:
    """Keeps the store true to one kind in one namespace (None: all of them)."""

    def __init__(self, kube: Kube, store: Store, kind: str, namespace: str | None, changed: Changed) -> None:
        self._kube, self._store, self._kind, self._namespace, self._changed = kube, store, kind, namespace, changed
        self._path = path(KINDS[kind], kind, namespace)
        self._delay = BACKOFF_MIN
        self.synced = asyncio.Event()
        """Set when the first list is in."""

    async def run(self) -> None:
        """Runs until it is cancelled; whatever goes wrong is tried again, ever more slowly until a watch works: a list alone is dear."""
        while True:
            try:
                version = await self._list()
                while True:
                    version = await self._watch(version)
                    self._delay = BACKOFF_MIN
            except KubeError as error:
                if error.status != GONE:
                    log.warning("watching %s: %s", self._kind, error)
            except Exception as error:  # noqa: BLE001 - a watch that ends for good would leave the operator blind
                log.warning("watching %s: %s: %s", self._kind, type(error).__name__, error)
            await asyncio.sleep(self._delay)
            self._delay = min(BACKOFF_MAX, self._delay * 2)

    async def _list(self) -> str:
        # Before the next page comes: the whole of thousands of Jobs would be most of the operator's memory.
        found, version = await everything(self._kube, self._path, {"labelSelector": SELECTOR}, kept=partial(slim, self._kind))
        for uid in self._store.replace(self._kind, self._namespace, found):
            self._changed(uid, self._kind, None)
        self.synced.set()
        return version

    async def _watch(self, version: str) -> str:
        """Takes events up until the server ends the watch; the version to go on from."""
        async for event in self._kube.watch(self._path, {"labelSelector": SELECTOR, "resourceVersion": version}):
            self._delay = BACKOFF_MIN
            thing = event["object"]
            version = thing["metadata"]["resourceVersion"]
            if event["type"] == "BOOKMARK":
                continue
            uid = self._store.drop(self._kind, thing) if event["type"] == "DELETED" else self._store.put(self._kind, thing)
            if uid:
                self._changed(uid, self._kind, thing)
        return version
