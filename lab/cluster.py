"""A Kubernetes cluster to test and demonstrate on: the lab's own, a given one, or kind's."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lab import processes
from lab.kubernetes import build
from lab.kubernetes.control_plane import ControlPlane
from lab.kubernetes.node import LightNode
from lab.processes import Run

KINDS = ("lab", "given", "kind")


class KubectlError(RuntimeError):
    """kubectl ended with another code than 0; the message is what it said."""


class KubernetesCluster:
    """A cluster by its administrator's kubeconfig. Of the lab's own, ``control_plane`` and ``nodes`` can be ended and started again."""

    def __init__(self, kubeconfig: Path, run: Run | None = None) -> None:
        self.kubeconfig = kubeconfig
        self.control_plane: ControlPlane | None = None
        self.nodes: list[LightNode] = []
        self._run = run

    @property
    def command(self) -> list[str]:
        """kubectl, with what leads it to this cluster: the lab's, or the user's for a cluster that is not the lab's."""
        program = None if self.control_plane else shutil.which("kubectl")
        return [program or str(build.binaries() / "kubectl"), "--kubeconfig", str(self.kubeconfig)]

    def kubectl(self, *arguments: str, stdin: str | None = None, timeout: float = 120) -> str:
        """What kubectl prints; raises ``KubectlError`` where it fails."""
        done = subprocess.run([*self.command, *arguments], input=stdin, check=False, capture_output=True, text=True, timeout=timeout)
        if done.returncode:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def get(self, *arguments: str) -> Any:
        """``kubectl get`` as JSON."""
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def apply(self, *manifests: Mapping[str, Any] | str | Path, namespace: str | None = None) -> str:
        """``kubectl apply`` of objects, YAML texts or files."""
        where = ["--namespace", namespace] if namespace else []
        return "".join(self.kubectl(*where, "apply", "-f", "-", stdin=_text(manifest)) for manifest in manifests)

    def create_namespace(self, prefix: str = "test") -> str:
        """A new namespace, of which pods can be made; returns its name."""
        name = f"{prefix}-{secrets.token_hex(4)}"
        self.kubectl("create", "namespace", name)
        self.kubectl("wait", "--for=create", "serviceaccount/default", "--namespace", name, "--timeout=120s")
        return name

    def delete_namespace(self, name: str) -> None:
        """Asks for its deletion; does not wait."""
        self.kubectl("delete", "namespace", name, "--wait=false", "--ignore-not-found")

    def close(self) -> None:
        """Ends what was started for it; a given cluster is left alone."""
        if self._run:
            self._run.close()


def own(run: Run, *, nodes: Sequence[str] = ("lab-node",)) -> KubernetesCluster:
    """The lab's own cluster, started in the run, with a light node for each name."""
    plane = ControlPlane(run)
    plane.start()
    cluster = KubernetesCluster(plane.kubeconfig, run)
    cluster.control_plane = plane
    cluster.nodes = [LightNode(plane, name) for name in nodes]
    for node in cluster.nodes:
        node.launch()
    for node in cluster.nodes:
        node.wait()
    return cluster


def given() -> KubernetesCluster:
    """The cluster of ``REINDEX_LAB_KUBECONFIG``, else ``KUBECONFIG``."""
    path = os.environ.get("REINDEX_LAB_KUBECONFIG") or os.environ.get("KUBECONFIG")
    if not path or not Path(path).exists():
        raise FileNotFoundError("REINDEX_LAB_CLUSTER=given needs REINDEX_LAB_KUBECONFIG or KUBECONFIG to name a kubeconfig file")
    return KubernetesCluster(Path(path))


def kind(run: Run) -> KubernetesCluster:
    """A new cluster by kind; needs the ``kind`` program and a Docker daemon."""
    program = shutil.which("kind")
    if not program or not shutil.which("docker"):
        raise FileNotFoundError("REINDEX_LAB_CLUSTER=kind needs kind (https://kind.sigs.k8s.io) and a Docker daemon")
    name, kubeconfig = f"reindex-lab-{secrets.token_hex(3)}", run.folder / "kind.kubeconfig"
    run.at_end([program, "delete", "cluster", "--name", name])
    command = [program, "create", "cluster", "--name", name, "--kubeconfig", str(kubeconfig), "--wait", "120s"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"kind create cluster failed:\n{done.stderr[-2000:]}")
    return KubernetesCluster(kubeconfig, run)


def load(cluster: KubernetesCluster, image: Path) -> None:
    """Gives the nodes of a cluster that ``kind`` made the image in the tar file."""
    name = cluster.kubectl("config", "current-context").strip().removeprefix("kind-")
    done = subprocess.run(["kind", "load", "image-archive", str(image), "--name", name], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"kind load image-archive failed:\n{done.stderr[-2000:]}")


def wanted() -> str | None:
    """The kind of cluster (one of ``KINDS``) that the environment asks for; None where it says nothing."""
    name = os.environ.get("REINDEX_LAB_CLUSTER") or ("given" if os.environ.get("REINDEX_LAB_KUBECONFIG") else None)
    if name not in (None, *KINDS):
        raise ValueError(f"REINDEX_LAB_CLUSTER is {name!r}: one of {', '.join(KINDS)}")
    return name


def chosen() -> KubernetesCluster:
    """The cluster that ``REINDEX_LAB_CLUSTER`` asks for (default ``lab``); it ends with this process."""
    name = wanted()
    if name == "given":
        return given()
    run = processes.owned("kubernetes")
    try:
        return kind(run) if name == "kind" else own(run)
    except BaseException:
        run.close()
        raise


def _text(manifest: Mapping[str, Any] | str | Path) -> str:
    if isinstance(manifest, Path):
        return manifest.read_text()
    return manifest if isinstance(manifest, str) else json.dumps(manifest)
