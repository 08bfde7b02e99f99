"""``make demo``: a cluster, a search node with orders, the operator by its chart, a ``Reindex`` applied, progress, counters.

What it starts stays, to look around in, until ``make lab-down`` or the next demo.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from lab import helm, orders, processes, shell, stage
from lab.cluster import KubernetesCluster
from lab.search.http import Client

PROJECT = Path(__file__).parent.parent
EXAMPLE = PROJECT / "examples" / "orders-v2.yaml"
EXAMPLE_HOST = "http://127.0.0.1:9200"
ORDERS = 200_000
STEPS = 5
POLL_SECONDS = 0.3

console = Console(highlight=False)


@contextmanager
def step(number: int, text: str) -> Iterator[None]:
    """Says what is done, and how long it took."""
    started = time.monotonic()
    with console.status(f"[{number}/{STEPS}] {text} ..."):
        yield
    console.print(f"[bold]\\[{number}/{STEPS}][/] {text}  [dim]{time.monotonic() - started:.1f} s[/]")


def load(node: Client) -> int:
    """Puts the orders into ``orders-v1``; returns how many it holds."""
    settings = {"number_of_shards": 2, "number_of_replicas": 0, "refresh_interval": "-1"}
    node.request("PUT", "/orders-v1", {"settings": settings, "mappings": orders.MAPPINGS})
    for body in orders.bulks(ORDERS):
        node.request("POST", "/orders-v1/_bulk?filter_path=errors", body)
    node.request("POST", "/orders-v1/_refresh")
    node.request("PUT", "/orders-v2", {"settings": settings | {"refresh_interval": "1s"}, "mappings": orders.MAPPINGS})
    return count(node, "orders-v1")


def count(node: Client, index: str) -> int:
    """Documents that a search sees."""
    return int(node.request("GET", f"/{index}/_count")["count"])


def watch(cluster: KubernetesCluster) -> dict[str, Any]:
    """Shows the progress of the run until it has ended; returns its status."""
    columns = (
        TextColumn("      {task.description}"),
        BarColumn(40),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("orders-v1 -> orders-v2", total=ORDERS, rate="")
        while True:
            status: dict[str, Any] = cluster.get("reindex", "orders-v2").get("status") or {}
            progress = status.get("progress") or {}
            rate = f"{progress['docsPerSecond']:,}/s" if progress.get("docsPerSecond") else str(status.get("phase", ""))
            bar.update(task, completed=progress.get("processed", 0), rate=rate)
            if status.get("phase") in ("Succeeded", "Failed"):
                return status
            time.sleep(POLL_SECONDS)


def main() -> int:
    """The demo; exit code 0 when every order arrived."""
    for old in processes.kept_runs():
        old.close()
    run = processes.kept("demo")
    try:
        kind = stage.wanted()
        with step(1, stage.TITLES[kind]):
            place = stage.build(kind, run)
            cluster = place.cluster
        with step(2, f"{stage.PRODUCT.title} {stage.PRODUCT.version}, {ORDERS:,} orders loaded"):
            node = place.begin()
            total = load(node)
        with step(3, "operator installed with Helm, CRD reindexes.reindex.dev"):
            stage.install(cluster, place.image)
        manifest = EXAMPLE.read_text().replace(EXAMPLE_HOST, place.host)
        with step(4, f"kubectl apply -f {EXAMPLE.relative_to(PROJECT)}"):
            cluster.apply(manifest)
        status = watch(cluster)
    except BaseException:
        run.close()
        raise
    answer = status["response"]
    shown = cluster.kubectl("get", "ri").rstrip().splitlines()
    console.print(f"[bold]\\[5/{STEPS}][/] {shown[0]}", *(f"      {line}" for line in shown[1:]), sep="\n", soft_wrap=True)
    console.print(
        f"      response: {json.dumps({name: answer[name] for name in ('took', 'total', 'created', 'updated', 'versionConflicts')})}",
        soft_wrap=True,
    )
    console.print(f"      orders-v2 holds {count(node, 'orders-v2'):,} documents")
    console.print(f"Look around: {shell.write(run, cluster, helm.binary().parent)}   (kubectl, kubectl reindex and helm)", soft_wrap=True)
    console.print(f"             curl '{node.base_url}/_cat/indices?v'", soft_wrap=True)
    console.print("Stop:        make lab-down")
    return 0 if status["phase"] == "Succeeded" and count(node, "orders-v2") == total else 1


if __name__ == "__main__":
    sys.exit(main())
