"""An API server that holds one ConfigMap, for workers of a run: it can be away, lose answers, and check what is written to it."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Mailbox:
    """The ConfigMap. ``away``: calls get no answer; ``losing``: the next patches are carried out and their answers lost."""

    data: dict[str, str] = field(default_factory=dict)
    away: bool = False
    losing: int = 0
    wrong: list[str] = field(default_factory=list)
    """What a worker wrote that it must not: a slice that had ended, counters that shrink."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        if self.away:
            assert request.transport
            request.transport.abort()
            return web.Response(status=503)
        if request.method == "PATCH":
            if not self._apply(await request.json()):
                return web.json_response({"kind": "Status", "message": "the server rejected our request", "code": 422}, status=422)
            if self.losing:
                self.losing -= 1
                assert request.transport
                request.transport.abort()
        return web.json_response({"kind": "ConfigMap", "metadata": {"uid": "u"}, "data": self.data})

    def _apply(self, operations: list[dict[str, Any]]) -> bool:
        data = dict(self.data)
        for operation in operations:
            key = str(operation["path"]).removeprefix("/data/")
            if operation["op"] == "test" and data.get(key) != operation["value"]:
                return False
            if operation["op"] == "add":
                self._check(key, data.get(key), operation["value"])
                data[key] = operation["value"]
        self.data = data
        return True

    def _check(self, key: str, before: str | None, after: str) -> None:
        if not key.startswith("slice-") or before is None:
            return
        old, new = json.loads(before), json.loads(after)
        if old.get("state", "Running") in {"Succeeded", "Failed"} and old != new:
            self.wrong.append(f"{key} was {old['state']} and was written again: {after[:300]}")
        for name, count in old.get("counters", {}).items():
            if new.get("counters", {}).get(name, 0) < count:
                self.wrong.append(f"{key}: {name} went from {count} to {new.get('counters', {}).get(name, 0)}")
