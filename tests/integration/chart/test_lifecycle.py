"""The chart installed, upgraded from the version before, rolled back, uninstalled and installed again, each while a run is going on.

In this order, on one cluster. The light node runs this checkout for either version: what is tried is what Helm changes - the
CustomResourceDefinition, the rights, the Deployment - under a run. The previous chart is the package beside.
"""

import json
import re
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import cluster, helm, processes
from lab.cluster import KubernetesCluster
from tests.integration.chart.render import RELEASE
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, fill, numbered

pytestmark = pytest.mark.timeout(300)

SYSTEM, SHOP = "reindex-system", "shop"
HERE = Path(__file__).parent
PREVIOUS = HERE / "previous" / "reindex-operator-0.1.0.tgz"
CRD = "reindexes.reindex.dev"
DOCUMENTS = 2000
SUCCEEDED = "Phase:          Succeeded"
"""What Helm prints of each object of a test that went well."""
SUITES = [f"{RELEASE}-test{part}" for part in ("-account", "-role", "-binding", "")]
"""The objects of the test, in their order."""


class Release:
    """The installation, by Helm as a user calls it."""

    def __init__(self, kubernetes: KubernetesCluster) -> None:
        self.kubernetes = kubernetes

    def __call__(self, *words: str) -> str:
        command, *rest = words
        return helm.helm(command, RELEASE, *rest, "--namespace", SYSTEM, kubeconfig=self.kubernetes.kubeconfig)

    def change(self, command: str, chart: Path, *more: str) -> None:
        """Installs or upgrades, and waits until the operator is there."""
        renderer = ["--post-renderer", sys.executable, "--post-renderer-args", str(HERE / "post_render.py")]
        how = ["--install"] if command == "upgrade" else []
        self(command, str(chart), *how, "--create-namespace", "--wait", "--timeout", "90s", *renderer, *more)

    @property
    def installed(self) -> bool:
        """Whether there is one."""
        return RELEASE in helm.helm("list", "--short", "--namespace", SYSTEM, kubeconfig=self.kubernetes.kubeconfig).split()

    def deployment(self) -> dict[str, Any]:
        found: dict[str, Any] = self.kubernetes.get("deployment", RELEASE, "-n", SYSTEM)
        return found

    def chart(self) -> str:
        """Name and version of the chart that the operator was installed by."""
        return str(self.deployment()["metadata"]["labels"]["helm.sh/chart"])


@pytest.fixture(scope="module")
def kubernetes(built: Path) -> Iterator[KubernetesCluster]:  # noqa: ARG001 - Helm first
    """A cluster of this module's own: the session's has a CustomResourceDefinition that no release owns."""
    found = cluster.own(processes.owned("chart"))
    found.kubectl("create", "namespace", SHOP)
    found.kubectl("wait", "--for=create", "serviceaccount/default", "--namespace", SHOP, "--timeout=60s")
    yield found
    found.close()


@pytest.fixture(scope="module")
def release(kubernetes: KubernetesCluster) -> Release:
    return Release(kubernetes)


@pytest.fixture
def upgraded(release: Release) -> None:
    """The release, whose first revision is the version before: as the test of the upgrade has left it, if that ran."""
    if not release.installed:
        release.change("install", PREVIOUS)
        release.change("upgrade", helm.CHART)


@pytest.fixture(scope="module")
def runs(kubernetes: KubernetesCluster) -> Reindexes:
    return Reindexes(kubernetes.kubectl, SHOP)


@pytest.fixture
def going_on(runs: Reindexes, es9: Node) -> Callable[[str], list[str]]:
    """Starts a run that would take minutes; returns the UIDs of its pods when it is copying."""

    def start(name: str) -> list[str]:
        fill(es9.client, name, numbered(DOCUMENTS))
        runs.apply(name, es9.spec(name, f"{name}-copy", source_size=20, requestsPerSecond=20, refresh=True))
        runs.until(name, lambda status: (status.get("response") or {}).get("created", 0) > 0, what="copying", timeout=120)
        return copying_pods(runs, name)

    return start


def copying_pods(runs: Reindexes, name: str) -> list[str]:
    selector = f"reindex.dev/reindex={name},app.kubernetes.io/component=copy"
    return runs.kubectl("get", "pods", "-n", SHOP, "-l", selector, "-o", "jsonpath={.items[*].metadata.uid}").split()


def let_go(runs: Reindexes, name: str) -> None:
    """Takes the brake off, and sees the run end well."""
    runs.let_go(name)
    status = runs.ended(name)
    assert (status["phase"], status["response"]["created"], status["response"]["versionConflicts"]) == ("Succeeded", DOCUMENTS, 0)


def schema(kubernetes: KubernetesCluster) -> dict[str, Any]:
    """The spec of the CustomResourceDefinition as the API server has it, without what it fills in."""
    crd = kubernetes.get("crd", CRD)
    found: dict[str, Any] = crd["spec"]["versions"][0]["schema"]
    return found


def test_an_upgrade_from_the_version_before_leaves_the_pods_at_work(
    kubernetes: KubernetesCluster, release: Release, runs: Reindexes, going_on: Callable[[str], list[str]]
) -> None:
    release.change("install", PREVIOUS)
    assert release.chart() == "reindex-operator-0.1.0"
    pods = going_on("upgraded")
    release.change("upgrade", helm.CHART)
    assert release.chart() != "reindex-operator-0.1.0"
    assert copying_pods(runs, "upgraded") == pods
    assert runs.get("upgraded")["status"]["phase"] == "Copying"
    new = yaml.safe_load((helm.CHART / "files" / "crd.yaml").read_text())["spec"]["versions"][0]["schema"]
    assert schema(kubernetes) == new
    let_go(runs, "upgraded")


def left_of_helm_test(kubernetes: KubernetesCluster) -> list[str]:
    """What there still is of the test itself and of the dry run that it made."""
    kinds = "ri,jobs,pods,configmaps,serviceaccounts,roles,rolebindings"
    return [
        name for each in kubernetes.get(kinds, "-n", SYSTEM)["items"] if (name := each["metadata"]["name"]).startswith(f"{RELEASE}-test")
    ]


@pytest.mark.usefixtures("upgraded")
def test_helm_test_says_that_it_works_with_no_search_cluster(
    release: Release, kubernetes: KubernetesCluster, eventually: Callable[..., None]
) -> None:
    began = time.monotonic()
    said = release("test", "--timeout", "150s")
    assert time.monotonic() - began < 60
    assert said.count(SUCCEEDED) == len(SUITES)
    assert re.findall(r"^TEST SUITE: +(\S+)$", said, re.MULTILINE) == SUITES
    eventually(lambda: left_of_helm_test(kubernetes) == [], "nothing is left")


def helm_tested(release: Release, spec: dict[str, Any]) -> str:
    """What ``helm test`` prints, after an upgrade that gives it this spec; raises ``RuntimeError`` with the pod's words where it fails."""
    release.change("upgrade", helm.CHART, "--set-json", f"helmTest.spec={json.dumps(spec)}")
    try:
        return release("test", "--timeout", "150s")
    except RuntimeError:
        said = release.kubernetes.kubectl("logs", f"{RELEASE}-test", "-n", SYSTEM)
        raise RuntimeError(said) from None


@pytest.mark.usefixtures("upgraded")
def test_helm_test_tries_a_reindex_of_the_users(
    release: Release, kubernetes: KubernetesCluster, es9: Node, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "helm-tested", numbered(10))
    spec = es9.spec("helm-tested", "helm-tested-copy", script={"source": "ctx._source.text = '$$(HOME) <&>'"})
    assert helm_tested(release, spec).count(SUCCEEDED) == len(SUITES)
    assert not es9.client.indices.exists(index="helm-tested-copy")
    with pytest.raises(RuntimeError, match="does not work: the dry run ended with SourceNotFound: spec"):
        helm_tested(release, spec | {"source": {"index": ["helm-missed"]}})
    with pytest.raises(RuntimeError, match=r'does not work: a Reindex can not be made: .*unknown field "spec'):
        helm_tested(release, spec | {"destination": {"index": "misspelt"}})
    eventually(lambda: left_of_helm_test(kubernetes) == [f"{RELEASE}-test"], "nothing is left but the pod to be asked why")
    kubernetes.kubectl("delete", "pod", f"{RELEASE}-test", "-n", SYSTEM)


@pytest.mark.usefixtures("upgraded")
def test_an_upgrade_of_the_values_alone_replaces_the_operator(
    release: Release, going_on: Callable[[str], list[str]], runs: Reindexes
) -> None:
    pods = going_on("revalued")
    before = release.deployment()["metadata"]["generation"]
    release.change("upgrade", helm.CHART, "--set", "statusIntervalSeconds=1,logFormat=plain")
    assert release.deployment()["metadata"]["generation"] > before
    assert copying_pods(runs, "revalued") == pods
    let_go(runs, "revalued")


def objects(kubernetes: KubernetesCluster) -> set[str]:
    """The names of all that there are."""
    return {each["metadata"]["name"] for each in kubernetes.get("ri", "-n", SHOP)["items"]}


@pytest.mark.usefixtures("upgraded")
def test_a_rollback_to_the_version_before_leaves_the_pods_at_work(
    kubernetes: KubernetesCluster, release: Release, runs: Reindexes, going_on: Callable[[str], list[str]]
) -> None:
    pods = going_on("rolled")
    before = objects(kubernetes)
    release("rollback", "1", "--wait", "--timeout", "90s")
    assert release.chart() == "reindex-operator-0.1.0"
    assert copying_pods(runs, "rolled") == pods
    let_go(runs, "rolled")
    assert objects(kubernetes) == before


def test_uninstalled_it_leaves_objects_and_runs_and_the_next_one_takes_them_up(
    release: Release,
    runs: Reindexes,
    going_on: Callable[[str], list[str]],
    es9: Node,
    eventually: Callable[..., None],
) -> None:
    release.change("upgrade", helm.CHART)
    pods = going_on("orphan")
    release("uninstall", "--wait", "--timeout", "60s")
    ours = ["-l", f"app.kubernetes.io/instance={RELEASE}"]
    assert release.kubernetes.get("deployments,serviceaccounts", "-n", SYSTEM, *ours)["items"] == []
    eventually(lambda: release.kubernetes.get("pods", "-n", SYSTEM, *ours)["items"] == [], "the operator is gone", timeout=60)
    assert release.kubernetes.get("clusterroles,clusterrolebindings", *ours)["items"] == []
    assert copying_pods(runs, "orphan") == pods
    before = es9.client.count(index="orphan-copy")["count"]
    eventually(lambda: refreshed(es9, "orphan-copy") > before, "the run goes on without an operator", timeout=60)

    other = ["install", "other", str(helm.CHART), "--namespace", SYSTEM, "--dry-run=server"]
    with pytest.raises(RuntimeError, match="invalid ownership metadata"):
        helm.helm(*other, kubeconfig=release.kubernetes.kubeconfig)
    for may in ("--take-ownership", "--set=crds.enabled=false"):
        helm.helm(*other, may, kubeconfig=release.kubernetes.kubeconfig)
    release.change("install", helm.CHART)
    let_go(runs, "orphan")


def test_named_namespaces_are_served_by_roles_in_them_alone(
    kubernetes: KubernetesCluster, release: Release, runs: Reindexes, es9: Node
) -> None:
    release.change("upgrade", helm.CHART, "--set", f"watchNamespaces={{{SHOP}}}")
    ours = ["-l", f"app.kubernetes.io/instance={RELEASE}"]
    assert kubernetes.get("clusterrolebindings", *ours)["items"] == []
    fill(es9.client, "named", numbered(10))
    elsewhere = Reindexes(kubernetes.kubectl, SYSTEM)
    elsewhere.apply("named", es9.spec("named", "named-elsewhere"))
    assert runs.run("named", es9.spec("named", "named-copy"))["phase"] == "Succeeded"
    assert "phase" not in elsewhere.get("named")["status"]  # nobody serves that namespace
    elsewhere.delete("named")
    notes = release("status").partition("NOTES:")[2]
    assert f"serves the namespaces {SHOP}." in notes
    assert "names no registry" in notes
    example = re.search(r"<<EOF\n(.*?)^ *EOF$", notes, re.DOTALL | re.MULTILINE)
    assert example
    kubernetes.kubectl("apply", "--dry-run=server", "-n", SHOP, "-f", "-", stdin=textwrap.dedent(example[1]))


def test_without_keep_everything_of_ours_goes(
    kubernetes: KubernetesCluster, release: Release, going_on: Callable[[str], list[str]], runs: Reindexes
) -> None:
    release.change("upgrade", helm.CHART, "--set", "crds.keep=false")
    assert going_on("doomed")
    release("uninstall", "--wait", "--timeout", "60s")
    kubernetes.kubectl("wait", "--for=delete", f"crd/{CRD}", "--timeout=60s")
    deadline = time.monotonic() + 60
    while left := runs.children("doomed"):
        assert time.monotonic() < deadline, left
        time.sleep(0.3)


def refreshed(node: Node, index: str) -> int:
    """Documents of the index after a refresh."""
    node.client.indices.refresh(index=index)
    return int(node.client.count(index=index)["count"])
