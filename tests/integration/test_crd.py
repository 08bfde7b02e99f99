"""The CRD before a real API server: what it takes, what it refuses in which words, what may be changed."""

import base64
import http.client
import json
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from reindex_operator.cli.crd import manifest as crd_manifest
from tests.unit.api import quantities
from tests.unit.api.manifests import FULL, IMMUTABLE, MINIMAL, MUTABLE, REMOVED, UNKNOWN, WRONG, Manifest, Wrong, changed

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
REINDEXES = "/apis/reindex.dev/v1alpha1/namespaces/default/reindexes"
CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/reindexes.reindex.dev"

Answer = tuple[int, dict[str, Any]]


class ApiServer:
    """One connection to the API server of a kubeconfig."""

    def __init__(self, kubeconfig: Path) -> None:
        config = yaml.safe_load(Path(kubeconfig).read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        context = ssl.create_default_context(cadata=_pem(cluster, "certificate-authority"))
        if {"client-certificate", "client-certificate-data"} & set(user):
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as pair:
                pair.write(_pem(user, "client-certificate") + "\n" + _pem(user, "client-key"))
                pair.flush()
                context.load_cert_chain(pair.name)
        self._headers = {"Authorization": f"Bearer {user['token']}"} if "token" in user else {}
        server = urlsplit(cluster["server"])
        self._connection = http.client.HTTPSConnection(str(server.hostname), server.port, context=context, timeout=30)

    def __call__(self, method: str, path: str, body: Any = None, **params: str) -> Answer:
        headers = self._headers | {"Content-Type": "application/json"}
        self._connection.request(method, f"{path}?{urlencode(params)}", None if body is None else json.dumps(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def apply(self, path: str, body: Manifest) -> Answer:
        """Server-side apply, by force."""
        headers = self._headers | {"Content-Type": "application/apply-patch+yaml"}
        self._connection.request("PATCH", f"{path}?fieldManager=test&force=true", json.dumps(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def try_to_create(self, body: Manifest) -> Answer:
        """Create under dry run, strict about unknown fields as kubectl is."""
        return self("POST", REINDEXES, body, dryRun="All", fieldValidation="Strict")

    def try_to_update(self, name: str, changes: dict[str, Any], subresource: str = "") -> Answer:
        """Update the newest version under dry run; an operator may be writing the status meanwhile."""
        while True:
            _, stored = self("GET", f"{REINDEXES}/{name}")
            path = f"{REINDEXES}/{name}{subresource}"
            status, answer = self("PUT", path, changed(stored, changes), dryRun="All", fieldValidation="Strict")
            if status != http.HTTPStatus.CONFLICT:
                return status, answer

    def close(self) -> None:
        self._connection.close()


def _pem(section: dict[str, str], name: str) -> str:
    if name in section:
        return Path(section[name]).read_text()
    return base64.b64decode(section[f"{name}-data"]).decode()


@pytest.fixture(scope="module")
def api(kubernetes: Any) -> Iterator[ApiServer]:
    """The API server, with the CRD applied and ready."""
    server = ApiServer(kubernetes.kubeconfig)
    status, answer = server.apply(CRD, yaml.safe_load(crd_manifest()))
    assert status in {200, 201}, answer
    while not all(_conditions(server).get(ready) == "True" for ready in ("Established", "NamesAccepted")):
        pass
    while server("GET", REINDEXES)[0] != 200:
        pass
    yield server
    server.close()


def _conditions(api: ApiServer) -> dict[str, str]:
    _, crd = api("GET", CRD)
    return {condition["type"]: condition["status"] for condition in crd.get("status", {}).get("conditions") or []}


@pytest.fixture(scope="module")
def make(api: ApiServer) -> Iterator[Callable[[Manifest], Answer]]:
    """Makes objects for real; they are gone after the module."""
    made: list[str] = []

    def create(manifest: Manifest) -> Answer:
        api("DELETE", f"{REINDEXES}/{manifest['metadata']['name']}")
        made.append(manifest["metadata"]["name"])
        return api("POST", REINDEXES, manifest, fieldValidation="Strict")

    yield create
    for name in made:
        api("DELETE", f"{REINDEXES}/{name}")


@pytest.fixture(scope="module")
def full(make: Callable[[Manifest], Answer]) -> Manifest:
    """An object with every field, made for real."""
    status, stored = make(FULL)
    assert status == 201, stored
    return stored


def causes(answer: dict[str, Any]) -> list[str]:
    return [f"{cause['field']}: {cause['message']}" for cause in answer.get("details", {}).get("causes", [])]


def kubectl(kubernetes: Any, *arguments: str) -> str:
    command = ["kubectl", "--kubeconfig", str(kubernetes.kubeconfig), *arguments]
    run = getattr(kubernetes, "kubectl", None)
    done = run(*arguments) if run else subprocess.run(command, check=True, capture_output=True, text=True)
    return str(getattr(done, "stdout", done))


def test_the_schema_is_structural(api: ApiServer) -> None:
    conditions = _conditions(api)
    assert conditions["Established"] == "True"
    assert conditions.get("NonStructuralSchema", "False") == "False"


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_each_mistake_is_refused_in_words_that_help(api: ApiServer, wrong: Wrong) -> None:
    status, answer = api.try_to_create(wrong.manifest)
    assert status == 422, answer
    assert f"{wrong.field}: {wrong.message}" in causes(answer)


@pytest.mark.parametrize("field", UNKNOWN)
def test_a_field_that_does_not_exist_is_refused(api: ApiServer, field: str) -> None:
    manifest = changed(MINIMAL, {"spec.cluster.auth": {"secretName": "s"}, "spec.script": {"source": "x"}})
    status, answer = api.try_to_create(changed(manifest, {field: "x"}))
    assert status == 400, answer
    assert f'unknown field "{field}"' in answer["message"]


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        *((right, True) for right in quantities.RIGHT),
        *((wrong, False) for wrong in quantities.WRONG),
        *((zero, True) for zero in quantities.ZERO),
    ],
)
def test_a_job_takes_the_quantities_that_lint_takes(api: ApiServer, value: Any, taken: bool) -> None:
    container = {"name": "c", "image": "i", "resources": {"limits": {"cpu": value}}}
    template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "quantities"}, "spec": {"template": template}}
    status, answer = api("POST", "/apis/batch/v1/namespaces/default/jobs", job, dryRun="All")
    assert status == (201 if taken else 422 if str(value).startswith("-1") else 400), answer


@pytest.mark.parametrize(("path", "value", "field"), IMMUTABLE, ids=[f"{path}-{index}" for index, (path, _, _) in enumerate(IMMUTABLE)])
def test_what_defines_the_work_cannot_be_changed(api: ApiServer, full: Manifest, path: str, value: Any, field: str) -> None:
    status, answer = api.try_to_update(full["metadata"]["name"], {path: value})
    assert status == 422, answer
    [cause] = causes(answer)
    assert cause.startswith(f"{field}: Invalid value: {field.rpartition('.')[2]} cannot be ")
    assert cause.endswith(("with another runId the object runs anew, from the start", "or set another runId"))


@pytest.mark.parametrize("path", ["spec.dest.index", "spec.slices", "spec.source.cluster", "spec.backoffLimit"])
def test_another_run_may_be_defined_otherwise(api: ApiServer, full: Manifest, path: str) -> None:
    [value] = [value for one, value, _ in IMMUTABLE if one == path]
    assert api.try_to_update(full["metadata"]["name"], {path: value, "spec.runId": "release-8"})[0] == 200


@pytest.mark.parametrize(("attempt", "status"), [(1, 422), (2, 422), (3, 200)])
def test_a_higher_attempt_may_have_other_pods(api: ApiServer, full: Manifest, attempt: int, status: int) -> None:
    changes = {"spec.podTemplate": REMOVED, "spec.backoffLimit": 9, "spec.attempt": attempt}
    assert api.try_to_update(full["metadata"]["name"], changes)[0] == status


@pytest.mark.parametrize(("path", "value"), MUTABLE, ids=[f"{path}-{index}" for index, (path, _) in enumerate(MUTABLE)])
def test_what_steers_the_work_can_be_changed(api: ApiServer, full: Manifest, path: str, value: Any) -> None:
    status, answer = api.try_to_update(full["metadata"]["name"], {path: value})
    assert status == 200, answer
    assert answer["spec"] == changed(full, {path: value})["spec"] != full["spec"]


def test_a_source_cluster_cannot_be_added_later(api: ApiServer, make: Callable[[Manifest], Answer]) -> None:
    make(changed(MINIMAL, {"metadata.name": "local"}))
    changes = {"spec.source.cluster": {"hosts": ["http://old:9200"]}}
    status, answer = api.try_to_update("local", changes)
    assert status == 422
    assert causes(answer)[0].startswith("spec.source.cluster: Invalid value: cluster cannot be added or removed")


@pytest.mark.parametrize("manifest", [MINIMAL, FULL], ids=["minimal", "full"])
def test_nothing_of_an_object_is_lost(api: ApiServer, manifest: Manifest) -> None:
    status, answer = api.try_to_create(changed(manifest, {"metadata.name": "fresh"}))
    assert status == 201, answer
    assert answer["spec"] == manifest["spec"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_taken_whole(api: ApiServer, make: Callable[[Manifest], Answer], path: Path) -> None:
    example = yaml.safe_load(path.read_text())
    dry_status, dry = api.try_to_create(example)
    status, stored = make(example)
    api("DELETE", f"{REINDEXES}/{example['metadata']['name']}")
    assert (dry_status, status) == (201, 201), (dry, stored)
    assert dry["spec"] == stored["spec"] == example["spec"]


def test_a_new_object_is_not_taken_for_done(full: Manifest) -> None:
    assert full["status"] == {"observedGeneration": -1}


def test_a_status_as_the_operator_writes_it_is_kept(api: ApiServer, full: Manifest) -> None:
    status = {
        "observedGeneration": 1,
        "phase": "Failed",
        "startTime": "2026-01-02T03:04:05Z",
        "progress": {"total": 10, "processed": 5, "percent": "50%", "docsPerSecond": 7},
        "failureCount": 1,
        "response": {"took": 12, "failures": [{"index": "i", "id": "1", "cause": {"type": "t", "caused_by": {"x": 1}}, "status": 400}]},
        "slices": [{"id": 0, "state": "Failed", "total": 10, "processed": 5}],
        "conditions": [
            {
                "type": "Succeeded",
                "status": "False",
                "reason": "DocumentsFailed",
                "message": "it broke",
                "observedGeneration": 1,
                "lastTransitionTime": "2026-01-02T03:04:06Z",
            }
        ],
    }
    code, answer = api.try_to_update(full["metadata"]["name"], {"status": status}, "/status")
    assert code == 200, answer
    assert answer["status"] == status


def test_two_conditions_of_one_type_are_refused(api: ApiServer, full: Manifest) -> None:
    condition = {
        "type": "Ready",
        "status": "True",
        "reason": "R",
        "message": "",
        "observedGeneration": 1,
        "lastTransitionTime": "2026-01-02T03:04:06Z",
    }
    code, answer = api.try_to_update(full["metadata"]["name"], {"status": {"conditions": [condition] * 2}}, "/status")
    assert code == 422
    assert causes(answer)[0].startswith("status.conditions[1]: Duplicate value")


@pytest.mark.usefixtures("api")
def test_kubectl_explains_the_fields(kubernetes: Any) -> None:
    assert "Documents a second over all slices" in " ".join(kubectl(kubernetes, "explain", "ri.spec.requestsPerSecond").split())


@pytest.mark.usefixtures("full")
def test_kubectl_shows_the_columns(kubernetes: Any) -> None:
    head, *rows = kubectl(kubernetes, "get", "ri", "-n", "default").splitlines()
    assert head.split() == ["NAME", "SOURCE", "DEST", "STATUS", "PROGRESS", "FAILURES", "AGE"]
    assert next(row.split()[1:3] for row in rows if row.startswith("orders ")) == ["orders-v1", "orders-v2"]
    wide = kubectl(kubernetes, "get", "search", "-n", "default", "-o", "wide").splitlines()[0].split()
    assert {"CREATED", "UPDATED", "CONFLICTS", "DOCS/S", "ETA"} <= set(wide)
