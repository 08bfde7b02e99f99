"""A worker's token, taken from its pod: it reads and patches its mailbox, and is refused everything else that the API server has."""

import http.client
import json
import ssl
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from lab.cluster import KubernetesCluster
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, fill, numbered

VERBS = {"get": "GET", "list": "GET", "create": "POST", "update": "PUT", "patch": "PATCH", "delete": "DELETE", "deletecollection": "DELETE"}
EVERYONES = {"selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}
"""What anyone who is known may ask: about itself."""

Call = Callable[..., int]


class Worker:
    """Whoever holds the token of a run's workers."""

    def __init__(self, kubernetes: KubernetesCluster, namespace: str, account: str) -> None:
        config = yaml.safe_load(kubernetes.kubectl("config", "view", "--raw"))
        server = urlsplit(config["clusters"][0]["cluster"]["server"])
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self._connection = http.client.HTTPSConnection(str(server.hostname), server.port, context=context, timeout=30)
        self._token = kubernetes.kubectl("create", "token", account, "-n", namespace).strip()

    def __call__(self, method: str, path: str, body: Any = None) -> int:
        """The status of the answer."""
        kind = "application/json-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        self._connection.request(method, path, json.dumps(body if body is not None else {}), headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def run(reindexes: Reindexes, es9: Node) -> str:
    """A run that is going on; the name of its mailbox, which is its workers' account's too."""
    fill(es9.client, "guarded", numbered(500))
    reindexes.apply("guarded", es9.spec("guarded", "guarded-copy", source_size=5, requestsPerSecond=5))
    reindexes.until("guarded", lambda status: status.get("phase") == "Copying", what="copying")
    [mailbox] = [child for child in reindexes.children("guarded") if child.startswith("configmap/")]
    return mailbox.removeprefix("configmap/")


@pytest.fixture
def worker(kubernetes: KubernetesCluster, namespace: str, run: str) -> Iterator[Worker]:
    found = Worker(kubernetes, namespace, run)
    yield found
    found.close()


def everything(kubernetes: KubernetesCluster, namespace: str) -> list[tuple[str, str, str, str]]:
    """Each verb on each resource of the API server: resource, verb, method and path. What has a name is asked for one that is there or not."""
    groups = {"v1": "/api/v1"} | {each["groupVersion"]: f"/apis/{each['groupVersion']}" for each in _versions(kubernetes)}
    found = []
    for root in groups.values():
        for resource in json.loads(kubernetes.kubectl("get", "--raw", root))["resources"]:
            where = f"{root}/namespaces/{namespace}" if resource["namespaced"] else root
            plural, _, sub = resource["name"].partition("/")
            for verb in set(resource["verbs"]) & set(VERBS):
                named = verb in {"get", "update", "patch", "delete"} or sub
                path = f"{where}/{plural}" + ("/some-name" if named else "") + (f"/{sub}" if sub else "")
                found.append((resource["name"], verb, VERBS[verb], path))
    return found


def _versions(kubernetes: KubernetesCluster) -> list[dict[str, str]]:
    groups = json.loads(kubernetes.kubectl("get", "--raw", "/apis"))["groups"]
    return [version for group in groups for version in group["versions"]]


def test_it_reads_and_patches_its_mailbox_and_nothing_else(kubernetes: KubernetesCluster, namespace: str, run: str, worker: Worker) -> None:
    mailboxes = f"/api/v1/namespaces/{namespace}/configmaps"
    assert worker("GET", f"{mailboxes}/{run}") == 200
    assert worker("PATCH", f"{mailboxes}/{run}", []) == 200
    refused = {
        "its mailbox replaced": worker("PUT", f"{mailboxes}/{run}"),
        "its mailbox deleted": worker("DELETE", f"{mailboxes}/{run}"),
        "another ConfigMap": worker("GET", f"{mailboxes}/kube-root-ca.crt"),
        "one of its name elsewhere": worker("GET", f"/api/v1/namespaces/default/configmaps/{run}"),
        "its own token": worker("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts/{run}/token"),
        "its own role": worker("PATCH", f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/roles/{run}", []),
        "the object of its run": worker("GET", f"/apis/reindex.dev/v1alpha1/namespaces/{namespace}/reindexes/guarded"),
        "metrics of the API server": worker("GET", "/metrics"),
        "logs of the API server": worker("GET", "/logs"),
    }
    assert refused == dict.fromkeys(refused, 403)

    tried = everything(kubernetes, namespace)
    assert len(tried) > 200
    let_through = [(resource, verb, code) for resource, verb, method, path in tried if (code := worker(method, path)) != 403]
    assert {resource for resource, _, _ in let_through} == EVERYONES
    assert {verb for _, verb, _ in let_through} == {"create"}


def test_the_pod_has_no_other_token_and_no_secret_that_the_spec_does_not_name(
    kubernetes: KubernetesCluster, namespace: str, run: str
) -> None:
    [pod] = [each for each in kubernetes.get("pods", "-n", namespace)["items"] if each["status"]["phase"] == "Running"]
    assert pod["spec"]["serviceAccountName"] == run
    sources = {key for volume in pod["spec"]["volumes"] for key in volume} - {"name"}
    assert sources == {"emptyDir", "projected"}
    [token] = [volume for volume in pod["spec"]["volumes"] if "projected" in volume]
    assert {key for source in token["projected"]["sources"] for key in source} == {"serviceAccountToken", "configMap", "downwardAPI"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod["spec"])
