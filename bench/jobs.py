"""Our engine as users run it: a ``Reindex`` applied to a cluster, copied by the pods of its Jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from bench.contenders import Contender, manifest
from bench.measure import Meter
from bench.node import Node
from lab import cluster as clusters
from lab import images, processes, stage

TIMEOUT = "1h"


@contextmanager
def jobs(slices: int) -> Iterator[Contender]:
    """The contender, with a cluster and the operator behind it. Its client CPU is the machine's other CPU: control plane, operator, pods."""
    run = processes.owned("bench-kubernetes")
    numbers = count(1)
    try:
        cluster = clusters.own(run)
        stage.install(cluster, images.OPERATOR)

        def copy(node: Node, _: Meter, index: str, target: str) -> float:
            name = f"bench-{next(numbers)}"
            cluster.apply(manifest(name, node, index, target, slices=slices), namespace="default")
            cluster.kubectl("wait", f"reindex/{name}", "--for=condition=Finished", f"--timeout={TIMEOUT}", timeout=3700)
            status = cluster.get("reindex", name)["status"]
            if status["phase"] != "Succeeded":
                raise RuntimeError(str(status["conditions"]))
            return float(status["response"]["took"]) / 1000

        yield Contender(f"ours as Jobs slices={slices}", copy)
    finally:
        run.close()
