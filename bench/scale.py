"""``python -m bench.scale``: what many objects cost the operator, on a real API server with no node.

Nothing runs a pod here: a kubelet that is played writes what a worker would write into the mailbox and says that the pod has ended, so
that thousands of runs go through the real Job controller and the real operator. Figures: docs/scale.md.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from kubernetes.aio import config
from kubernetes.aio.client import Configuration
from prometheus_client.parser import text_string_to_metric_families

from bench.arguments import one_of
from bench.kubelet import API, LABEL, Kubelet
from lab import processes
from lab.cluster import own
from reindex_operator.controller import names
from reindex_operator.controller.kube import Kube, path
from reindex_operator.controller.watch import everything

METRICS_PORT = 18081
AT_ONCE = 16
"""Requests that the bench itself has under way."""


class Operator:
    """The operator's process, and what it says and uses."""

    def __init__(self, kubeconfig: Path, **settings: str) -> None:
        env = {**os.environ, "KUBECONFIG": str(kubeconfig), "WORKER_IMAGE": "none", "LIVENESS_PORT": "0", "METRICS_PORT": str(METRICS_PORT)}
        log = subprocess.DEVNULL
        self._process = subprocess.Popen([sys.executable, "-m", "reindex_operator.controller"], env=env | settings, stdout=log, stderr=log)
        self.started = time.monotonic()

    def metrics(self) -> dict[str, float]:
        """Sums of its own metrics by name, histograms by bucket."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{METRICS_PORT}/metrics", timeout=10) as answer:
                text = answer.read().decode()
        except OSError:
            return {}
        found: dict[str, float] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name.startswith(("reindex_operator", "process")):
                    key = f"{sample.name} {sample.labels['le']}" if "le" in sample.labels else sample.name
                    found[key] = found.get(key, 0) + sample.value
        return found

    @property
    def rss(self) -> float:
        """MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def end(self) -> None:
        """Ends it and waits."""
        self._process.terminate()
        self._process.wait(30)


async def many(kube: Kube, namespace: str, name: str, count: int, seconds: float | None) -> None:
    """Makes ``count`` objects whose slice takes ``seconds`` (None: for ever)."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        thing = {
            "apiVersion": API,
            "kind": names.KIND,
            "metadata": {"name": f"{name}-{number}", "labels": {} if seconds is None else {LABEL: str(seconds)}},
            "spec": {"cluster": {"hosts": ["http://none:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}},
        }
        async with gate:
            await kube.request("POST", path(API, names.KIND, namespace), body=thing)

    await asyncio.gather(*map(one, range(count)))


async def phases(kube: Kube, namespace: str, name: str) -> Counter[str]:
    """How many objects whose name begins so are in each phase."""
    found: Counter[str] = Counter()
    for thing in (await everything(kube, path(API, names.KIND, namespace), {}))[0]:
        if thing["metadata"]["name"].startswith(f"{name}-"):
            found[thing["status"].get("phase", "none")] += 1
    return found


async def until(holds: Callable[[], Any], seconds: float, every: float = 1.0) -> float:
    """Waits until ``holds``; how long that took. Raises TimeoutError after ``seconds``."""
    began = time.monotonic()
    while not await holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not within {seconds:.0f} s")
        await asyncio.sleep(every)
    return time.monotonic() - began


def quantile(before: dict[str, float], after: dict[str, float], share: float) -> str:
    """The bucket of the reconcile histogram that ``share`` of the passes between two moments lie in, in milliseconds."""
    name = "reindex_operator_reconcile_duration_seconds_bucket"
    counts = [(float(key.split()[1]), after[key] - before.get(key, 0)) for key in after if key.startswith(f"{name} ")]
    counts.sort()
    total = counts[-1][1]
    bound = next(bound for bound, count in counts if count >= share * total)
    return f"<= {bound * 1000:g} ms"


def cost(name: str, operator: Operator, before: dict[str, float], seconds: float) -> None:
    """A line of the table: what the operator used since ``before``."""
    after = operator.metrics()

    def grown(key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    passes = grown("reindex_operator_reconcile_duration_seconds_count")
    latency = f"p50 {quantile(before, after, 0.5)}, p99 {quantile(before, after, 0.99)}" if passes else "no pass"
    print(
        f"{name:<44} {operator.rss:6.0f} MiB  {100 * grown('process_cpu_seconds_total') / seconds:5.1f} % CPU  "
        f"{60 * grown('reindex_operator_api_requests_total') / seconds:7.0f} requests/min  {60 * passes / seconds:7.0f} passes/min  {latency}",
        flush=True,
    )


async def watched(name: str, operator: Operator, seconds: float) -> None:
    """What the operator uses for the next ``seconds``."""
    before = operator.metrics()
    await asyncio.sleep(seconds)
    cost(name, operator, before, seconds)


async def measure(options: argparse.Namespace, kubeconfig: Path, kube: Kube, namespace: str) -> None:
    """Every figure, one after the other."""
    operator = Operator(kubeconfig)
    kubelet = Kubelet(kube, namespace)
    playing = asyncio.create_task(kubelet.run())
    running = max(1, options.objects // 20)

    async def is_there() -> bool:
        return bool(operator.metrics())

    async def all_ended(name: str, count: int) -> bool:
        return bool((await phases(kube, namespace, name))["Succeeded"] == count)

    try:
        await until(is_there, 60, 0.1)
        print(f"empty: {operator.rss:.0f} MiB", flush=True)
        for batch in range(options.batches):
            count = (options.objects - running) // options.batches
            before, name = operator.metrics(), f"done{batch}"
            began = time.monotonic()
            await many(kube, namespace, name, count, 0)
            await until(lambda name=name, count=count: all_ended(name, count), 1800, 2.0)  # type: ignore[misc]
            cost(f"{count} runs begun and ended ({(batch + 1) * count} there)", operator, before, time.monotonic() - began)
            await watched(f"at rest, {(batch + 1) * count} finished", operator, options.seconds)
        await many(kube, namespace, "running", running, None)

        async def all_copy() -> bool:
            return bool((await phases(kube, namespace, "running"))["Copying"] == running)

        await until(all_copy, 600)
        await asyncio.sleep(10)
        await watched(f"{options.objects} objects, {running} of them copying", operator, options.seconds)
        await _restart(operator, kubeconfig, options, all_copy)
    finally:
        playing.cancel()
        operator.end()
        await asyncio.gather(playing, return_exceptions=True)


async def _restart(operator: Operator, kubeconfig: Path, options: argparse.Namespace, all_copy: Callable[[], Any]) -> None:
    """How long a new process needs until it has looked at every object once; and a crowd under a limit."""
    operator.end()
    again = Operator(kubeconfig, MAX_CONCURRENT=str(options.limit))

    async def looked_at_all() -> bool:
        return bool(again.metrics().get("reindex_operator_reconcile_duration_seconds_count", 0) >= options.objects)

    try:
        took = await until(looked_at_all, 300, 0.2)
        print(f"start until all {options.objects} objects were looked at: {took:.1f} s, {again.rss:.0f} MiB", flush=True)
        if not await all_copy():
            raise RuntimeError("a restart under a limit has stopped runs that were at work")
    finally:
        again.end()


async def crowd(options: argparse.Namespace, kubeconfig: Path, kube: Kube, namespace: str) -> None:
    """Many applied at once under a limit."""
    operator = Operator(kubeconfig, MAX_CONCURRENT=str(options.limit))
    kubelet = asyncio.create_task(Kubelet(kube, namespace).run())
    most = 0

    async def said() -> bool:
        return "none" not in await phases(kube, namespace, "crowd")

    async def over() -> bool:
        nonlocal most
        found = await phases(kube, namespace, "crowd")
        most = max(most, sum(found[phase] for phase in ("Preparing", "Copying", "Finishing")))
        return bool(found["Succeeded"] == options.crowd)

    try:
        before, began = operator.metrics(), time.monotonic()
        await many(kube, namespace, "crowd", options.crowd, 1)
        told = await until(said, 120, 0.2)
        await until(over, 900, 0.5)
        took = time.monotonic() - began
        print(
            f"{options.crowd} applied at once, {options.limit} at work: each says so after {told:.1f} s more, all done after {took:.0f} s, most at work {most}"
        )
        cost("meanwhile", operator, before, took)
    finally:
        kubelet.cancel()
        operator.end()
        await asyncio.gather(kubelet, return_exceptions=True)


async def soak(options: argparse.Namespace, kubeconfig: Path, kube: Kube, namespace: str) -> None:
    """Rounds of short runs that are deleted: memory after each."""
    operator = Operator(kubeconfig)
    kubelet = asyncio.create_task(Kubelet(kube, namespace).run())
    try:
        for number in range(options.rounds):
            name = f"soak{number}"
            await many(kube, namespace, name, options.crowd, 0)

            async def ended(name: str = name) -> bool:
                return bool((await phases(kube, namespace, name))["Succeeded"] == options.crowd)

            await until(ended, 900, 1.0)
            await kube.request("DELETE", path(API, names.KIND, namespace))

            async def gone(name: str = name) -> bool:
                return not await phases(kube, namespace, name)

            await until(gone, 300)
            await asyncio.sleep(5)
            print(f"soak: {(number + 1) * options.crowd} runs made, ended and deleted: {operator.rss:.1f} MiB", flush=True)
    finally:
        kubelet.cancel()
        operator.end()
        await asyncio.gather(kubelet, return_exceptions=True)


@contextlib.asynccontextmanager
async def _client(kubeconfig: Path) -> AsyncIterator[Kube]:
    found = Configuration()
    await config.load_kube_config(str(kubeconfig), client_configuration=found)  # type: ignore[no-untyped-call]
    kube = Kube(found)
    try:
        yield kube
    finally:
        await kube.close()


PARTS = {"crowd": crowd, "soak": soak, "objects": measure}


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line says; ``parts`` is empty where none is named."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--objects", type=int, default=2000)
    parser.add_argument("--batches", type=int, default=2, help="how often to look at the cost at rest on the way there")
    parser.add_argument("--seconds", type=float, default=60, help="how long each look takes")
    parser.add_argument("--crowd", type=int, default=200, help="objects applied at once, and of a round of the soak")
    parser.add_argument("--limit", type=int, default=20, help="MAX_CONCURRENT")
    parser.add_argument("--rounds", type=int, default=8, help="of the soak")
    parser.add_argument("parts", nargs="*", type=one_of(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}; all, if none is named")
    return parser.parse_args(words)


def main() -> None:
    """Starts a control plane, measures, ends it."""
    options = arguments()
    run = processes.owned("scale")
    try:
        cluster = own(run, nodes=())
        cluster.kubectl("apply", "--server-side", "-f", "crds")
        cluster.kubectl("wait", "--for=condition=Established", "crd/reindexes.reindex.dev", "--timeout=30s")

        async def each() -> None:
            async with _client(Path(cluster.kubeconfig)) as kube:
                for name in options.parts or PARTS:
                    await PARTS[name](options, Path(cluster.kubeconfig), kube, cluster.create_namespace())

        asyncio.run(each())
    finally:
        run.close()


if __name__ == "__main__":
    main()
