"""``python -m reindex_operator.controller.check NAMESPACE NAME [SPEC]``: does an installation work? What ``helm test`` runs.

The API server has to refuse a ``Reindex`` that is wrong, and the operator to bring a dry run to its end: of SPEC, as JSON, which has to succeed. Without
it, of a script that does not compile: a worker's pod finds that before it asks a search cluster for anything, so none is needed, and the dry run has to
end with ``ScriptError``. The object is called NAME, and is removed; the last line says how it went, and the exit code is 0 or 1.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from reindex_operator.controller import names
from reindex_operator.controller.conditions import find
from reindex_operator.controller.kube import Kube, KubeError, configuration, path
from reindex_operator.engine import reasons

API_VERSION = f"{names.GROUP}/{names.VERSION}"
PATIENCE = 120.0
"""Seconds that the dry run may take: a standby may have to notice first that it is needed, and a node may have to fetch the image."""
POLL_SECONDS = 0.5
NOWHERE: dict[str, Any] = {
    "cluster": {"hosts": ["http://127.0.0.1:9"]},
    "source": {"index": ["nothing"]},
    "dest": {"index": "nowhere"},
    "script": {"source": "ctx._source.x = wrong_on_purpose"},
}
"""A dry run of this asks nothing of any cluster."""

Spec = dict[str, Any]
Tell = Callable[[str], None]


class CheckError(Exception):
    """What does not work, and where to look."""


def probe(name: str, spec: Spec | None) -> dict[str, Any]:
    """The ``Reindex`` that is made: a dry run of ``spec``, or of a script that is wrong."""
    return {
        "apiVersion": API_VERSION,
        "kind": names.KIND,
        "metadata": {"name": name},
        "spec": (spec or NOWHERE) | {"dryRun": True, "suspend": False},
    }


def wrong(name: str) -> dict[str, Any]:
    """One that must not be admitted: it reads what it writes."""
    made = probe(name, None)
    return made | {"spec": made["spec"] | {"dest": {"index": "nothing"}}}


async def check(  # noqa: PLR0913 - what the process is given
    kube: Kube, namespace: str, name: str, spec: Spec | None = None, *, tell: Tell, patience: float = PATIENCE
) -> None:
    """Returns when all is well, having told each step; raises ``CheckError``."""
    collection, place = path(API_VERSION, names.KIND, namespace), path(API_VERSION, names.KIND, namespace, name)
    await _refuses(kube, collection, name)
    tell("the API server refuses a Reindex that is wrong")
    began = time.monotonic()
    await _make(kube, collection, place, probe(name, spec), patience)
    try:
        status = await _ended(kube, place, f"{namespace}/{name}", tell, began + patience)
    finally:
        await _remove(kube, place)
    said = find(status["conditions"], "Succeeded") or {}
    took = f"{time.monotonic() - began:.0f} s"
    if spec is not None and said["status"] == "True":
        tell(f"the installation works: the dry run succeeded within {took}: {said['message']}")
    elif spec is None and said["reason"] == reasons.SCRIPT_ERROR:
        tell(f"a worker's pod ran and reported within {took} that the script is wrong, as it is")
        tell("the installation works; whether it reaches a search cluster is tried with helmTest.spec")
    else:
        raise CheckError(f"the dry run ended with {said['reason']}: {said['message']}")


async def _refuses(kube: Kube, collection: str, name: str) -> None:
    try:
        await kube.request("POST", collection, query={"dryRun": "All"}, body=wrong(name))
    except KubeError as error:
        if "the destination is the source" in error.message:
            return
        raise CheckError(f"the API server does not check Reindex objects by this version's rules: {error}") from error
    raise CheckError("the API server admits a Reindex that reads what it writes: apply the CustomResourceDefinition of this version")


async def _make(kube: Kube, collection: str, place: str, wanted: dict[str, Any], patience: float) -> None:
    """Makes the object; what an earlier check left of this name goes first."""
    deadline = time.monotonic() + patience
    while True:
        try:
            await kube.request("POST", collection, query={"fieldValidation": "Strict"}, body=wanted)
        except KubeError as error:
            if error.status != HTTPStatus.CONFLICT or time.monotonic() > deadline:
                raise CheckError(f"a Reindex can not be made: {error}") from error
        else:
            return
        await _remove(kube, place)
        await asyncio.sleep(POLL_SECONDS)


async def _remove(kube: Kube, place: str) -> None:
    try:
        await kube.request("DELETE", place)
    except KubeError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise


async def _ended(kube: Kube, place: str, name: str, tell: Tell, deadline: float) -> dict[str, Any]:
    """The status of the dry run at its end."""
    taken_up = False
    while True:
        status: dict[str, Any] = (await kube.request("GET", place)).get("status", {})
        if status.get("phase") and not taken_up:
            taken_up = True
            tell("the operator took up the dry run")
        said = find(status.get("conditions") or [], "Succeeded")
        if taken_up and said and said["status"] != "Unknown":
            return status
        if time.monotonic() > deadline:
            if said is None or not taken_up:
                raise CheckError(f"the operator did not take up {name} in time: see its log, and whether it serves this namespace")
            raise CheckError(f"the dry run {name} did not end in time; it stands at {said['reason']}: {said['message']}")
        await asyncio.sleep(POLL_SECONDS)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _main(namespace: str, name: str, spec: Spec | None) -> None:
    kube = Kube(await configuration())
    try:
        await check(kube, namespace, name, spec, tell=_tell)
    finally:
        await kube.close()


def main() -> int:
    """The process; its exit code."""
    if len(sys.argv) not in {3, 4}:
        sys.exit("usage: python -m reindex_operator.controller.check NAMESPACE NAME [SPEC]")
    namespace, name, *rest = sys.argv[1:]
    try:
        asyncio.run(_main(namespace, name, json.loads(rest[0]) if rest else None))
    except (CheckError, KubeError, OSError, TimeoutError) as error:
        _tell(f"the installation does not work: {str(error) or type(error).__name__}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
