"""The contenders: each copies the source index into the target once and says how many seconds its own clock took."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import scripts
from bench.measure import Meter
from bench.node import Node

Copy = Callable[[Node, Meter, str, str], float | None]


@dataclass(frozen=True)
class Contender:
    """A named way to copy; ``copy`` returns seconds by its own clock, or None to be timed from outside."""

    name: str
    copy: Copy
    writes: bool = True


def node_reindex(slices: int | str, size: int | None = None, *, script: str | None = None) -> Contender:
    """The node's own ``_reindex``; through the script of that name (``bench.scripts``)."""
    more = {"script": scripts.body(script)} if script else {}

    def copy(node: Node, _: Meter, index: str, target: str) -> float:
        source: dict[str, Any] = {"index": index} | ({"size": size} if size else {})
        answer = node.call("POST", f"/_reindex?slices={slices}", {"source": source, "dest": {"index": target}} | more)
        if answer["failures"]:
            raise RuntimeError(str(answer["failures"])[:300])
        return float(answer["took"]) / 1000

    return Contender(f"_reindex slices={slices}" + (f" size={size}" if size else "") + (f" {script}" if script else ""), copy)


def manifest(name: str, node: Node, index: str, target: str, **spec: Any) -> dict[str, Any]:
    """A ``Reindex`` that copies ``index`` to ``target``."""
    whole = {"cluster": {"hosts": [node.base]}, "source": {"index": [index]}, "dest": {"index": target}} | spec
    return {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": name}, "spec": whole}


def ours(slices: int | str, *, remote: Node | None = None, gzip: bool = False, script: str | None = None) -> Contender:
    """Our engine in one process: ``reindex run``. With ``remote`` the source is there; ``gzip`` has it answer compressed; ``script`` by name."""
    more = {"script": scripts.body(script)} if script else {}

    def copy(node: Node, meter: Meter, index: str, target: str) -> float:
        source: dict[str, Any] = {"index": [index]}
        if remote:
            source["cluster"] = {"hosts": [remote.base]} | ({"headers": {"accept-encoding": "gzip"}} if gzip else {})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "reindex.yaml")
            path.write_text(json.dumps(manifest("bench", node, index, target, source=source, slices=slices, **more)))
            out = meter.run([str(Path(sys.executable).with_name("reindex")), "run", str(path), "-o", "json"])
        return float(json.loads(out)["took"]) / 1000

    return Contender(
        f"ours slices={slices}" + (" remote" if remote else "") + (" gzip" if gzip else "") + (f" {script}" if script else ""), copy
    )


def node_remote(remote: Node) -> Contender:
    """The node's own ``_reindex`` from another cluster, which can not be sliced."""

    def copy(node: Node, _: Meter, index: str, target: str) -> float:
        source = {"index": index, "remote": {"host": remote.base}}
        answer = node.call("POST", "/_reindex", {"source": source, "dest": {"index": target}})
        if answer["failures"]:
            raise RuntimeError(str(answer["failures"])[:300])
        return float(answer["took"]) / 1000

    return Contender("_reindex remote", copy)


def helpers(kind: str) -> Contender:
    """The Python client's helpers."""

    def copy(node: Node, meter: Meter, index: str, target: str) -> None:
        meter.run([sys.executable, "-m", "bench.peers", kind, node.base, index, target])

    return Contender({"reindex": "helpers.reindex", "parallel": "helpers.parallel_bulk"}[kind], copy)


def elasticdump(limit: int) -> Contender | None:
    """elasticdump, where it is installed (``npm install -g elasticdump``)."""
    program = shutil.which("elasticdump")
    if not program:
        return None

    def copy(node: Node, meter: Meter, index: str, target: str) -> None:
        flags = ["--type=data", f"--limit={limit}", "--quiet", "--noRefresh"]
        meter.run([program, f"--input={node.base}/{index}", f"--output={node.base}/{target}", *flags])

    return Contender(f"elasticdump limit={limit}", copy)


def ceiling(kind: str, connections: int, size: int = 5000) -> Contender:
    """What the node can do at most: see ``bench.ceilings``."""

    def copy(node: Node, meter: Meter, index: str, target: str) -> float:
        return float(meter.run([sys.executable, "-m", "bench.ceilings", kind, node.base, index, target, str(connections), str(size)]))

    return Contender(f"{kind} ceiling x{connections}", copy, writes=kind == "write")
