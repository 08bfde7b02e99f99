"""Whatever stands in an object, its mailbox and its children, a pass decides: it never raises, and what it makes can not be bent."""

import json
import random
from pathlib import PurePosixPath
from typing import Any, get_args

import pytest

from reindex_operator import mailbox
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import jobs
from reindex_operator.controller.names import Run
from reindex_operator.controller.observed import Observed, read_mailbox
from reindex_operator.controller.reconcile import decide
from reindex_operator.pod import SECRETS
from tests.unit.controller.build import NOW, SETTINGS, job, reindex
from tests.unit.controller.fuzz import junk, spec

HOW_MANY = 2500
KEYS = [mailbox.PLAN, mailbox.CONTROL, mailbox.FINISH, mailbox.REQUEST, "slice-0.json", "slice-99.json", "slice-x.json", "other"]
CONDITIONS = [("Complete", ""), ("Failed", "BackoffLimitExceeded"), ("Suspended", ""), ("FailureTarget", "x")]


def observed(rng: random.Random) -> Observed:
    """Some Jobs in any state, and a mailbox with anything in it."""
    roles = [role for role in get_args(jobs.Role) if rng.random() < 0.4]
    found = {role: job(role, *rng.sample(CONDITIONS, rng.randrange(3)), active=rng.randrange(3)) for role in roles}
    if rng.random() < 0.3:
        return Observed(found)
    data = {key: rng.choice([json.dumps(junk(rng)), str(junk(rng))]) for key in rng.sample(KEYS, rng.randrange(5))}
    return Observed(found, read_mailbox({"data": data or None}))


@pytest.mark.parametrize("part", range(4))
def test_no_object_stops_the_operator(part: int) -> None:
    for seed in range(part, HOW_MANY, 4):
        thing, seen = reindex() | {"spec": spec(seed)}, observed(random.Random(seed))
        for _ in range(3):
            try:
                decision = decide(thing, seen, SETTINGS, NOW)
                json.dumps([decision.status, decision.create])
            except Exception as error:
                raise AssertionError(f"seed {seed}: {json.dumps(thing)}") from error
            thing |= {"status": decision.status or thing["status"]}


def test_enough_specs_are_read() -> None:
    """Else the tests here would try nothing but refusals."""
    assert sum(admitted(spec(seed)) for seed in range(600)) > 30


def test_no_spec_reaches_the_command_or_the_rights_of_a_pod() -> None:
    usual = {each["kind"]: each for each in decide(reindex(), Observed(), SETTINGS, NOW).create}["Job"]["spec"]["template"]["spec"]
    tried = 0
    for seed in range(HOW_MANY):
        thing = reindex() | {"spec": spec(seed)}
        if admitted(thing["spec"]) and not thing["spec"].get("suspend") and not thing["spec"].get("cancel"):
            tried += 1
            holds(thing, usual)
    assert tried > 50


def admitted(written: dict[str, Any]) -> bool:
    try:
        ReindexSpec.model_validate(written)
    except ValueError:
        return False
    return True


def holds(thing: dict[str, Any], usual: dict[str, Any]) -> None:
    """What the run of this object is given is its own, and its pod's shell is the usual one."""
    made = {each["kind"]: each for each in decide(thing, Observed(), SETTINGS, NOW).create}
    run = Run.of(thing)
    assert {each["metadata"]["name"] for each in made.values()} == {run.base, run.job("prepare")}
    assert made["Role"]["rules"] == [
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [run.base], "verbs": ["get", "patch"]}
    ]
    pod = made["Job"]["spec"]["template"]["spec"]
    for field in ("securityContext", "restartPolicy", "enableServiceLinks", "automountServiceAccountToken"):
        assert pod[field] == usual[field]
    assert pod["serviceAccountName"] == run.base
    [container], [ordinary] = pod["containers"], usual["containers"]
    for field in ("command", "args", "image", "imagePullPolicy", "securityContext"):
        assert container[field] == ordinary[field]
    assert {each["name"] for each in container["env"]} == {each["name"] for each in ordinary["env"]}
    mounts = {PurePosixPath(mount["mountPath"]) for mount in container["volumeMounts"]} - {PurePosixPath("/tmp")}  # noqa: S108 - the pod's
    assert all(mount.parent == SECRETS for mount in mounts)
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers", "ephemeralContainers"} & set(pod)
    assert all(set(volume) <= {"name", "emptyDir", "secret"} for volume in pod["volumes"])
