"""Toxiproxy: TCP proxies whose connections can be slowed, cut, reset or left hanging while tests run. Built once from its Go module."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab import cache, ports
from lab.kubernetes.build import go_build
from lab.processes import Run

VERSION = "v2.12.0"
_MODULE = "github.com/Shopify/toxiproxy/v2/cmd/server"


def binary() -> Path:
    """The ``server`` program; built if it is not in the cache."""

    def build(folder: Path) -> None:
        go_build(["install", "-trimpath", "-ldflags", "-s -w", f"{_MODULE}@{VERSION}"], cwd=folder, GOBIN=str(folder))

    return cache.entry("tools", f"toxiproxy-{VERSION}", cache.stamp(_MODULE, VERSION), build) / "server"


class Toxiproxy:
    """A running server and its proxies."""

    def __init__(self, run: Run) -> None:
        self._port = ports.free(1)[0]
        self._process = run.start("toxiproxy", [binary(), "-host", "127.0.0.1", "-port", str(self._port)])
        self._wait()

    def proxy(self, name: str, upstream: int) -> "Proxy":
        """A new proxy before port ``upstream`` of this machine."""
        port = ports.free(1)[0]
        self.call("POST", "/proxies", {"name": name, "listen": f"127.0.0.1:{port}", "upstream": f"127.0.0.1:{upstream}", "enabled": True})
        return Proxy(self, name, port)

    def call(self, method: str, path: str, body: Any = None) -> None:
        """One request to the server's own API; raises ``urllib.error.HTTPError`` where it refuses."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=5):
            pass

    def _wait(self) -> None:
        while self._process.alive():
            try:
                return self.call("GET", "/version")
            except (urllib.error.URLError, ConnectionError):
                continue
        raise RuntimeError("toxiproxy did not start")


class Proxy:
    """One proxy, at ``port`` of this machine."""

    def __init__(self, server: Toxiproxy, name: str, port: int) -> None:
        self._server = server
        self._path = f"/proxies/{name}"
        self.port = port

    def poison(self, kind: str, attributes: Mapping[str, int]) -> None:
        """Adds a toxic to answers: ``latency``, ``timeout``, ``reset_peer``, ``limit_data``, ``bandwidth``, ``slicer``."""
        toxic = {"name": kind, "type": kind, "stream": "downstream", "attributes": dict(attributes)}
        self._server.call("POST", f"{self._path}/toxics", toxic)

    def cure(self, kind: str) -> None:
        """Takes the toxic away."""
        self._server.call("DELETE", f"{self._path}/toxics/{kind}")

    def enable(self, enabled: bool) -> None:
        """Whether it takes connections; those that are open are closed when it does not."""
        self._server.call("POST", self._path, {"enabled": enabled})

    def remove(self) -> None:
        """Ends it."""
        self._server.call("DELETE", self._path)
