"""Where the demo plays: the lab's own cluster with a search node beside it, or a kind or given cluster with a search node in it."""

import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab import cluster as clusters
from lab import helm, images
from lab.cluster import KubernetesCluster
from lab.processes import Run
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.http import Client
from lab.search.node import SearchNode

IMAGE, SEARCH_IMAGE = "REINDEX_LAB_IMAGE", "REINDEX_LAB_SEARCH_IMAGE"
SEARCH = Path(__file__).with_name("search-in-cluster.yaml")
PRODUCT = product("es9")
_FORWARDED = re.compile(r"Forwarding from 127\.0\.0\.1:(\d+)")
_FORWARD_SECONDS = 30


TITLES = {
    "lab": "Kubernetes (etcd, API server, controllers, node)",
    "kind": "Kubernetes by kind",
    "given": "the given Kubernetes",
}


@dataclass(frozen=True)
class Stage:
    """A cluster, the operator's image as it can have it, and a search node: ``begin`` starts it; pods reach it at ``host``."""

    cluster: KubernetesCluster
    image: str
    begin: Callable[[], Client]
    host: str


def install(cluster: KubernetesCluster, image: str) -> None:
    """The operator, by its chart."""
    repository, _, tag = image.rpartition(":")
    values = f"image.repository={repository},image.tag={tag},image.pullPolicy={'Never' if image == images.OPERATOR else 'IfNotPresent'}"
    options = ["--namespace", "reindex-system", "--create-namespace", "--wait", "--timeout", "2m", "--set", values]
    helm.helm("upgrade", "--install", "reindex-operator", str(helm.CHART), *options, kubeconfig=cluster.kubeconfig)


def wanted() -> str:
    """A key of ``TITLES``: a kubeconfig that is given, else kind where it and Docker are, else the lab's own."""
    return clusters.wanted() or ("kind" if shutil.which("kind") and images.docker() else "lab")


def build(kind: str, run: Run) -> Stage:
    """The stage of this kind. Raises ``FileNotFoundError`` or ``ValueError`` where what it needs is not there."""
    if kind == "lab":
        node = SearchNode(run, Configuration(PRODUCT, heap="1g"), name="search")
        return Stage(clusters.own(run), images.OPERATOR, node.start, node.base_url)
    if kind == "kind":
        cluster = clusters.kind(run)
        clusters.load(cluster, images.operator())
        return _inside(cluster, images.OPERATOR, run)
    image = os.environ.get(IMAGE, "")
    if ":" not in image.rpartition("/")[2]:
        raise ValueError(
            f"a given cluster needs {IMAGE}: the image made of the Dockerfile, as registry/name:tag, where its nodes can pull it"
        )
    return _inside(clusters.given(), image, run)


def _inside(cluster: KubernetesCluster, image: str, run: Run) -> Stage:
    """A search node in a pod, which this machine reaches through a forwarded port."""

    def begin() -> Client:
        official = f"docker.elastic.co/elasticsearch/elasticsearch:{PRODUCT.version}"
        cluster.apply(SEARCH.read_text().replace("SEARCH_IMAGE", os.environ.get(SEARCH_IMAGE, official)))
        cluster.kubectl("rollout", "status", "deployment/search", "--namespace", "reindex-demo", "--timeout=10m", timeout=620)
        return Client(_forwarded(cluster, run))

    return Stage(cluster, image, begin, "http://search.reindex-demo.svc:9200")


def _forwarded(cluster: KubernetesCluster, run: Run) -> str:
    """The URL on this machine that leads to the search node."""
    run.start("forward-search", [*cluster.command, "port-forward", "--namespace", "reindex-demo", "deployment/search", ":9200"])
    deadline = time.monotonic() + _FORWARD_SECONDS
    while not (found := _FORWARDED.search(run.log("forward-search").read_text())):
        if time.monotonic() > deadline:
            raise TimeoutError(f"kubectl port-forward: {run.log('forward-search').read_text().strip() or 'no answer'}")
        time.sleep(0.1)
    url = f"http://127.0.0.1:{found[1]}"
    run.announce("forward-search", url)
    return url
