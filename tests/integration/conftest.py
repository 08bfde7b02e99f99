"""The operator as a process of its own beside the lab's control plane, and clients of the search nodes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from elastic_transport import HttpHeaders, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch

from tests.integration.support import Reindexes

ROOT = Path(__file__).parents[2]
WORKER_IMAGE = "localhost/reindex-operator:lab"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--storms", type=int, default=0, metavar="N", help="seeds by which the whole cluster is struck (test_survival.py)")


class CompatibleNode(Urllib3HttpNode):
    """Speaks the media type of version 8, which 8 and 9 both take; the client's own is refused by any older node."""

    def perform_request(
        self, method: str, target: str, body: bytes | None = None, headers: HttpHeaders | None = None, request_timeout: Any = DEFAULT
    ) -> Any:
        """Sends the request with that type."""
        spoken = {name: value.replace("compatible-with=9", "compatible-with=8") for name, value in (headers or {}).items()}
        return super().perform_request(method, target, body, HttpHeaders(spoken), request_timeout)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scrape(port: int) -> str:
    """What Prometheus would read on this port."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


class OperatorProcess:
    """``python -m reindex_operator.controller``, started and killed at will; ``settings`` are more variables of its environment."""

    def __init__(self, kubeconfig: Path, log: Path, **settings: str) -> None:
        self._kubeconfig = kubeconfig
        self._log = log
        self._settings = settings
        self.metrics_port, self.worker_metrics_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; it takes up work by itself."""
        environment = {
            **os.environ,
            "KUBECONFIG": str(self._kubeconfig),
            "WORKER_IMAGE": WORKER_IMAGE,
            "WORKER_IMAGE_PULL_POLICY": "Never",
            "STATUS_INTERVAL": "1",
            "LIVENESS_PORT": "0",
            "METRICS_PORT": str(self.metrics_port),
            "WORKER_METRICS_PORT": str(self.worker_metrics_port),
            **self._settings,
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([sys.executable, "-m", "reindex_operator.controller"], env=environment, stdout=log, stderr=log)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends it and waits."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(60)
            finally:
                self._process.kill()
                self._process.wait()

    @property
    def rss(self) -> int:
        """Bytes of memory that it holds."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024

    def metrics(self) -> str:
        """What Prometheus would read of it."""
        return scrape(self.metrics_port)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it has said."""
        return self._log.read_text()

    def said(self, beginning: str) -> float:
        """When it last logged a message that begins so, in seconds since the epoch."""
        lines = [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]
        return max(datetime.fromisoformat(line["time"]).timestamp() for line in lines if line["message"].startswith(beginning))


@pytest.fixture(scope="session")
def operator(kubernetes: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatorProcess]:
    """The running operator, with the CRD installed."""
    kubernetes.kubectl("apply", "--server-side", "-f", str(ROOT / "crds"))
    kubernetes.kubectl("wait", "--for=condition=Established", "crd/reindexes.reindex.dev", "--timeout=20s")
    process = OperatorProcess(Path(kubernetes.kubeconfig), tmp_path_factory.mktemp("operator") / "operator.log")
    process.start()
    yield process
    process.end()


@pytest.fixture
def reindexes(kubernetes: Any, operator: OperatorProcess, namespace: str) -> Reindexes:  # noqa: ARG001 - it has to run
    """The objects of this test's namespace."""
    return Reindexes(kubernetes.kubectl, namespace)


@pytest.fixture(scope="session")
def client(search: Callable[..., Any]) -> Callable[[str], Elasticsearch]:
    """A client of the node of this name (``es9``, ``es8``)."""
    clients: dict[str, Elasticsearch] = {}

    def of(name: str) -> Elasticsearch:
        if name not in clients:
            clients[name] = Elasticsearch(search(name).base_url, request_timeout=60, node_class=CompatibleNode)
        return clients[name]

    return of


@pytest.fixture(params=["es9", "es8"])
def node(request: pytest.FixtureRequest, client: Callable[[str], Elasticsearch], search: Callable[..., Any]) -> "Node":
    """Each of the two nodes in turn."""
    return Node(client(request.param), search(request.param).base_url)


@pytest.fixture
def es9(client: Callable[[str], Elasticsearch], search: Callable[..., Any]) -> "Node":
    """The newest node."""
    return Node(client("es9"), search("es9").base_url)


class Node:
    """A search node: its client, and its cluster as a spec writes it."""

    def __init__(self, client: Elasticsearch, base_url: str) -> None:
        self.client = client
        self.cluster = {"hosts": [base_url]}

    def spec(self, source: str | list[str], dest: str, **more: Any) -> dict[str, Any]:
        """A spec that copies ``source`` to ``dest`` in this node's cluster; ``source_`` and ``dest_`` keywords go into those."""
        inner: dict[str, dict[str, Any]] = {"source": {"index": [source] if isinstance(source, str) else source}, "dest": {"index": dest}}
        for key in [key for key in more if key.startswith(("source_", "dest_"))]:
            part, _, field = key.partition("_")
            inner[part][field if field != "filter" else "_source"] = more.pop(key)
        return {"cluster": self.cluster, **inner, **more}

    def slow(self, source: str, **more: Any) -> dict[str, Any]:
        """A spec that copies ``source`` to an index of its name with ``-copy``, thousands of documents in minutes: until it is let go."""
        return self.spec(source, f"{source}-copy", **({"source_size": 50, "requestsPerSecond": 20} | more))


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Waits until a condition holds."""

    def wait(holds: Callable[[], bool], what: str, timeout: float = 20.0) -> None:
        deadline = time.monotonic() + timeout
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {timeout} s: {what}")
            time.sleep(0.1)

    return wait
