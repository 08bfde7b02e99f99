"""``python -m reindex_operator.controller.check NAMESPACE``: does an installation work? What ``helm test`` runs.

It makes a suspended ``Reindex``, which starts no pod and needs no search cluster, waits until the operator has taken it up, and removes
it. The last line says how it went; the exit code is 0 or 1.
"""

import asyncio
import sys
from typing import Any

from reindex_operator.controller import names
from reindex_operator.controller.kube import Kube, KubeError, configuration, path

API_VERSION = f"{names.GROUP}/{names.VERSION}"
PATIENCE = 60.0
"""Seconds in which the operator should take an object up; a standby may have to notice first that it is needed."""
POLL_SECONDS = 0.5


class CheckError(Exception):
    """What does not work, and where to look."""


def probe() -> dict[str, Any]:
    """A ``Reindex`` that asks for nothing to be done."""
    return {
        "apiVersion": API_VERSION,
        "kind": names.KIND,
        "metadata": {"generateName": "installation-check-"},
        "spec": {
            "cluster": {"hosts": ["http://127.0.0.1:9"]},
            "source": {"index": ["nothing"]},
            "dest": {"index": "nowhere"},
            "suspend": True,
        },
    }


def wrong() -> dict[str, Any]:
    """One that must not be admitted: it reads what it writes."""
    made = probe()
    return made | {"spec": made["spec"] | {"dest": {"index": "nothing"}}}


async def check(kube: Kube, namespace: str, patience: float = PATIENCE) -> None:
    """Returns when all is well; raises ``CheckError``."""
    collection = path(API_VERSION, names.KIND, namespace)
    await _refuses(kube, collection)
    try:
        made = await kube.request("POST", collection, body=probe())
    except KubeError as error:
        raise CheckError(
            f"can not make a Reindex in {namespace}: {error}; is the CustomResourceDefinition of this version there?"
        ) from error
    name = made["metadata"]["name"]
    try:
        await _taken_up(kube, namespace, name, patience)
    finally:
        await kube.request("DELETE", path(API_VERSION, names.KIND, namespace, name))


async def _refuses(kube: Kube, collection: str) -> None:
    try:
        await kube.request("POST", collection, query={"dryRun": "All"}, body=wrong())
    except KubeError as error:
        if "the destination is the source" in error.message:
            return
        raise CheckError(f"the API server does not check Reindex objects by this version's rules: {error}") from error
    raise CheckError("the API server admits a Reindex that reads what it writes: apply the CustomResourceDefinition of this version")


async def _taken_up(kube: Kube, namespace: str, name: str, patience: float) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        found = await kube.request("GET", path(API_VERSION, names.KIND, namespace, name))
        if found["status"].get("phase") == "Suspended":
            return
        if asyncio.get_running_loop().time() > deadline:
            raise CheckError(
                f"the operator did not take up {namespace}/{name} within {patience:.0f} s: see its log, and whether it serves {namespace}"
            )
        await asyncio.sleep(POLL_SECONDS)


async def _main(namespace: str) -> None:
    kube = Kube(await configuration())
    try:
        await check(kube, namespace)
    finally:
        await kube.close()


def main() -> int:
    """The process; its exit code."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - program and namespace
        sys.exit("usage: python -m reindex_operator.controller.check NAMESPACE")
    try:
        asyncio.run(_main(sys.argv[1]))
    except (CheckError, KubeError, OSError, TimeoutError) as error:
        sys.stderr.write(f"{str(error) or type(error).__name__}\n")
        return 1
    sys.stdout.write("the API server refuses what is wrong, and the operator takes up what is right\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
