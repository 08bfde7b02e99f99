"""The whole product as a user has it: the Dockerfile's image, the chart, a real node, an open and a secured search cluster."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import helm, images, processes
from lab.certificates import Authority
from lab.cluster import KubernetesCluster
from lab.kubelet import GATEWAY, Kubelet
from lab.kubernetes.control_plane import ControlPlane
from lab.processes import Run
from lab.search.catalog import product
from lab.search.configuration import Configuration, User
from lab.search.node import SearchNode

SYSTEM = "reindex-system"
RELEASE = "reindex-operator"


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Everything that the test starts."""
    found = processes.owned("e2e")
    yield found
    found.close()


@pytest.fixture(scope="session")
def image() -> Path:
    """The Dockerfile's image, as a tar file."""
    return images.operator()


@pytest.fixture(scope="session")
def search_nodes(run: Run) -> tuple[SearchNode, SearchNode]:
    """An open Elasticsearch 9, and an Elasticsearch 8 with TLS by an authority of its own and users."""
    secured = Configuration(product("es8"), user=User("admin", secrets.token_urlsafe(12)), tls=Authority("search-ca"), hosts=(GATEWAY,))
    nodes = SearchNode(run, Configuration(product("es9"))), SearchNode(run, secured)
    for node in nodes:
        node.launch()
    for node in nodes:
        node.wait()
    return nodes


@pytest.fixture(scope="session")
def kubelet(run: Run, image: Path, search_nodes: tuple[SearchNode, SearchNode]) -> Kubelet:
    """The node, which has the image and reaches the search clusters."""
    plane = ControlPlane(run)
    plane.start()
    node = Kubelet(plane)
    node.start(image)
    for search in search_nodes:
        node.expose(search.port)
    return node


@pytest.fixture(scope="session")
def kubernetes(kubelet: Kubelet) -> KubernetesCluster:
    """The cluster, for its administrator."""
    return KubernetesCluster(kubelet.plane.kubeconfig)


@pytest.fixture(scope="session")
def installed(kubernetes: KubernetesCluster) -> str:
    """The operator, installed by the chart in a namespace that admits restricted pods only; the namespace's name."""
    restricted(kubernetes, SYSTEM)
    repository, _, tag = images.OPERATOR.rpartition(":")
    chosen = f"image.repository={repository},image.tag={tag},image.pullPolicy=Never"
    try:
        helm.helm(
            *["install", RELEASE, "charts/reindex-operator", "--namespace", SYSTEM, "--set", chosen, "--wait", "--timeout", "120s"],
            kubeconfig=kubernetes.kubeconfig,
        )
    except RuntimeError:
        print(kubernetes.kubectl("logs", "--namespace", SYSTEM, "deployment/reindex-operator", "--tail=40"))  # noqa: T201
        raise
    return SYSTEM


@pytest.fixture(scope="session")
def namespace(kubernetes: KubernetesCluster, installed: str) -> str:  # noqa: ARG001 - has to be there
    """A user's namespace, which admits restricted pods only."""
    return restricted(kubernetes, "shop")


def restricted(kubernetes: KubernetesCluster, name: str) -> str:
    """A new namespace with PodSecurity *restricted* enforced; its name."""
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    kubernetes.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
    kubernetes.kubectl("wait", "--for=create", "serviceaccount/default", "--namespace", name, "--timeout=30s")
    return name
