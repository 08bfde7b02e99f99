"""How an object stands by kstatus, the library by which Flux and kpt judge: the real one, built from its Go module once a machine."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lab import cache
from lab.kubernetes.build import go_build

SOURCE = Path(__file__).parent


class Standing(NamedTuple):
    """``status``: InProgress, Failed, Current, Terminating, NotFound or Unknown; ``message``: why."""

    status: str
    message: str


def binary() -> Path:
    """The program; builds it if it is not in the cache."""
    stamp = cache.stamp(*(SOURCE / name for name in ("main.go", "go.mod", "go.sum")))
    return cache.entry("tools", "kstatus", stamp, _build) / "kstatus"


def compute(objects: Sequence[dict[str, Any]]) -> list[Standing]:
    """What kstatus says of each object."""
    given = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    done = subprocess.run([str(binary())], input=given, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"kstatus: {done.stderr.strip()}")
    return [Standing(each["status"], each["message"]) for each in json.loads(done.stdout)]


def _build(folder: Path) -> None:
    go_build(["build", "-trimpath", "-ldflags", "-s -w", "-o", str(folder / "kstatus"), "."], cwd=SOURCE)
