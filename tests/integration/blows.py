"""What may strike a run on a cluster: its pods, their node, the operator and the API server die, or are away, or come back too late."""

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.cluster import KubernetesCluster
from lab.kubernetes.node import LightNode
from tests.integration.conftest import OperatorProcess
from tests.integration.support import Reindexes

NODE_NAME = "lab-node-2"


@contextlib.contextmanager
def another_node(kubernetes: KubernetesCluster) -> Iterator[LightNode]:
    """One more node of the lab's own cluster, which may be lost; gone after the block."""
    assert kubernetes.control_plane, "only the lab's own cluster can lose a node"
    node = LightNode(kubernetes.control_plane, NODE_NAME)
    node.start()
    try:
        yield node
    finally:
        node.end()
        kubernetes.kubectl("delete", "node", node.name, "--ignore-not-found")


@dataclass
class Blows:
    """Strikes at the runs of one namespace; ``node`` is the one that may be lost."""

    kubernetes: KubernetesCluster
    operator: OperatorProcess
    reindexes: Reindexes
    node: LightNode
    chance: random.Random

    @property
    def kinds(self) -> dict[str, Callable[[], None]]:
        """Every kind of blow by its name."""
        return {
            "sigkill": self.sigkill,
            "eviction": self.eviction,
            "forced-deletion": self.forced_deletion,
            "node-gone": self.node_gone,
            "node-cut-off": self.node_cut_off,
            "operator-sigkill": self.operator_sigkill,
            "api-server-gone": self.api_server_gone,
            "pause": self.pause,
        }

    def sigkill(self) -> None:
        """A worker dies as by the kernel's hand."""
        if workers := self._workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.chance.choice(workers), signal.SIGKILL)

    def eviction(self) -> None:
        """A pod is evicted, as by a drain."""
        if pods := self._pods():
            pod, namespace = self.chance.choice(pods), self.reindexes.namespace
            body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": namespace}}
            path = f"/api/v1/namespaces/{namespace}/pods/{pod}/eviction"
            self.reindexes.kubectl("create", "--raw", path, "-f", "-", stdin=json.dumps(body))

    def forced_deletion(self) -> None:
        """A pod's object is removed before its process has ended."""
        if pods := self._pods():
            self._forget(self.chance.choice(pods))

    def node_gone(self) -> None:
        """A machine dies with all that it runs; its pods are given up, and it comes back empty."""
        self.node.end()
        self._forget(*self._pods(on=self.node.name))
        self.node.start()

    def node_cut_off(self) -> None:
        """A node is not heard of any more: its pods are given up and replaced elsewhere, while their processes are still at work."""
        os.kill(self.node.process.pid, signal.SIGSTOP)
        try:
            self.reindexes.kubectl("cordon", self.node.name)
            self._forget(*self._pods(on=self.node.name))
            time.sleep(self.chance.uniform(1.0, 4.0))
        finally:
            os.kill(self.node.process.pid, signal.SIGCONT)
            self.reindexes.kubectl("uncordon", self.node.name)

    def operator_sigkill(self) -> None:
        """The operator dies, and is started again after a while."""
        self.operator.end(signal.SIGKILL)
        time.sleep(self.chance.uniform(0.0, 2.0))
        self.operator.start()

    def api_server_gone(self) -> None:
        """No API server for a while."""
        plane = self.kubernetes.control_plane
        assert plane
        plane.end("kube-apiserver")
        time.sleep(self.chance.uniform(0.0, 3.0))
        plane.launch("kube-apiserver")
        plane.wait()

    def pause(self) -> None:
        """A run is suspended and resumed, whether its pods had the time to go or not."""
        name = self.chance.choice(self.reindexes.names())
        self.reindexes.patch(name, {"suspend": True})
        time.sleep(self.chance.uniform(0.0, 2.0))
        self.reindexes.patch(name, {"suspend": False})

    def _pods(self, on: str | None = None) -> list[str]:
        """Names of the pods that copy (on the node ``on``), in order."""
        listed = self.reindexes.kubectl("get", "pods", "-n", self.reindexes.namespace, "-o", "json")
        return sorted(
            pod["metadata"]["name"]
            for pod in json.loads(listed)["items"]
            if pod["status"].get("phase") in {"Pending", "Running"}
            and pod["spec"]["containers"][0]["args"] == ["copy"]
            and (on is None or pod["spec"].get("nodeName") == on)
        )

    def _forget(self, *pods: str) -> None:
        if pods:
            options = ("--grace-period=0", "--force", "--wait=false", "--ignore-not-found")
            self.reindexes.kubectl("delete", "pods", *pods, "-n", self.reindexes.namespace, *options)

    def _workers(self) -> list[int]:
        """Process ids of the workers that copy, in order."""
        mine = f"REINDEX_NAMESPACE={self.reindexes.namespace}".encode()
        return sorted(int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _copies(folder) and mine in _read(folder / "environ"))


def _copies(process: Path) -> bool:
    arguments = _read(process / "cmdline")
    return arguments[0].endswith(b"python") and b"reindex_operator.worker" in arguments and b"copy" in arguments


def _read(path: Path) -> list[bytes]:
    """The entries of a file of /proc, of which there are none where the process is gone."""
    try:
        return path.read_bytes().split(b"\0")
    except OSError:
        return [b""]
