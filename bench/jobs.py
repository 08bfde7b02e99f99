"""Our engine as users run it: a ``Reindex`` applied to a cluster, copied by the pods of its Jobs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count

from bench import scripts
from bench.contenders import Contender, manifest
from bench.measure import Meter
from bench.node import Node
from bench.workers import Workers
from lab import cluster as clusters
from lab import images, processes, stage

TIMEOUT = "1h"


@contextmanager
def jobs(slices: int, script_names: Sequence[str | None] = (None,)) -> Iterator[list[Contender]]:
    """A contender a script, with a cluster and the operator behind them. Their client's CPU and memory are the pods'."""
    run = processes.owned("bench-kubernetes")
    numbers = count(1)
    try:
        cluster = clusters.own(run)
        stage.install(cluster, images.OPERATOR)

        def copy(node: Node, meter: Meter, index: str, target: str, script: str | None = None) -> float:
            more = {"script": scripts.body(script)} if script else {}
            name = f"bench-{next(numbers)}"
            with Workers() as workers:
                cluster.apply(manifest(name, node, index, target, slices=slices, **more), namespace="default")
                cluster.kubectl("wait", f"reindex/{name}", "--for=condition=Finished", f"--timeout={TIMEOUT}", timeout=3700)
            meter.client, meter.peak_rss = workers.cpu, max(workers.peaks)
            print("         a pod's peak memory in the first and in the second half, MiB:", *(peak >> 20 for peak in workers.peaks))
            status = cluster.get("reindex", name)["status"]
            if status["phase"] != "Succeeded":
                raise RuntimeError(str(status["conditions"]))
            return float(status["response"]["took"]) / 1000

        name = f"ours as Jobs slices={slices}"
        yield [Contender(f"{name} {script}" if script else name, partial(copy, script=script)) for script in script_names]
    finally:
        run.close()
