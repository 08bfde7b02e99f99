"""An API server in a dictionary, and the operator's shell before it: for tests of what happens between requests."""

from collections.abc import Callable
from typing import Any

from reindex_operator import mailbox
from reindex_operator.controller.kube import PLURALS, Kube, KubeError
from reindex_operator.controller.loop import Operator, _Memory
from reindex_operator.controller.metrics import Metrics
from reindex_operator.controller.names import Run
from reindex_operator.controller.observed import Observed
from reindex_operator.controller.reconcile import decide
from reindex_operator.controller.settings import Settings
from reindex_operator.controller.store import Store
from tests.unit.controller.build import NOW, SETTINGS, UID, reindex

Hook = Callable[[str, str], dict[str, Any] | None]


class Server(Kube):
    """Holds what it is given, by path. ``hook`` is asked first: what it returns is the answer, what it raises is the failure."""

    def __init__(self, hook: Hook = lambda _method, _where: None) -> None:
        self.asked: list[tuple[str, str]] = []
        self.held: dict[str, dict[str, Any]] = {}
        self.hook = hook
        self._version = 100

    async def request(
        self, method: str, where: str, *, query: Any = None, body: Any = None, content: str = "application/json"
    ) -> dict[str, Any]:
        del query, content
        self.asked.append((method, where))
        if (answer := self.hook(method, where)) is not None:
            return answer
        match method:
            case "POST":
                return self._put(f"{where}/{body['metadata']['name']}", body)
            case "PATCH":
                target = where.removesuffix("/status")
                found = self._get(target)
                for key, value in body.items():
                    if key != "metadata":
                        found = found | {key: {k: v for k, v in (found.get(key, {}) | value).items() if v is not None}}
                return self._put(target, found)
            case "DELETE":
                return self.held.pop(where, {})
        if where.rpartition("/")[2] not in PLURALS.values():
            return self._get(where)
        items = [thing for at, thing in self.held.items() if at.rpartition("/")[0] == where]
        return {"items": items, "metadata": {"resourceVersion": str(self._version)}}

    def _get(self, where: str) -> dict[str, Any]:
        if where not in self.held:
            raise KubeError(404, "NotFound", f"{where} not found")
        return self.held[where]

    def _put(self, where: str, thing: dict[str, Any]) -> dict[str, Any]:
        self._version += 1
        metadata = {"uid": f"uid-{self._version}", **thing["metadata"], "resourceVersion": str(self._version)}
        self.held[where] = thing | {"metadata": metadata}
        return self.held[where]


REINDEXES = "/apis/reindex.dev/v1alpha1/namespaces/shop/reindexes"
EVERYWHERE = "/apis/reindex.dev/v1alpha1/reindexes"


def begun(phase: str = "Preparing", **spec: Any) -> dict[str, Any]:
    """An object whose run is at work."""
    status = decide(reindex(), Observed(), SETTINGS, NOW).status
    assert status is not None
    return reindex(status | {"phase": phase}, **spec)


def operator(server: Server, *things: dict[str, Any], **settings: Any) -> Operator:
    """An operator that knows these objects, as the server does."""
    for thing in things:
        server.held[f"{REINDEXES}/{thing['metadata']['name']}"] = thing
    made = Operator(server, Settings(worker_image="i", **settings), Store(), Metrics(list))
    for thing in things:
        made.reindex_changed("ADDED", thing)
    return made


async def one_pass(made: Operator, uid: str = UID) -> float | None:
    """Seconds until the next."""
    return await made._pass(uid, _Memory())


def config_map(thing: dict[str, Any], version: int = 1, **data: Any) -> dict[str, Any]:
    """The mailbox of the object's run; keywords are keys without ``.json``, ``_`` for ``-``."""
    run = Run.of(thing)
    texts = {f"{key.replace('_', '-')}.json": mailbox.encode(value) for key, value in ({"control": mailbox.Control()} | data).items()}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": run.base, "namespace": "shop", "uid": "box", "resourceVersion": str(version), "labels": run.labels()},
        "data": texts,
    }
