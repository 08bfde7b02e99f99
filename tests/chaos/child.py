"""A worker's process as a Job's pod would have it, in small: shorter waits, smaller pages, and a clock of its own."""

import logging
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from reindex_operator.engine import books, copy, horizon, pages, retry
from reindex_operator.pod import ENV_COMPLETION_INDEX, ENV_MAILBOX, ENV_NAMESPACE, ENV_POD_UID
from reindex_operator.worker import post
from reindex_operator.worker import process as worker

log = logging.getLogger("chaos")


@dataclass(frozen=True)
class Pod:
    """What the process is given: ``clock`` is the seconds by which its machine's clock is wrong."""

    role: str
    number: int
    uid: str
    folder: Path
    address: str
    clock: float = 0.0


def main(pod: Pod) -> None:
    """Do the role and exit as the pod would."""
    for module, name, value in SMALL:
        setattr(module, name, value)
    if pod.clock:
        _wrong(pod.clock)
    with (pod.folder / f"{pod.uid}.log").open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    form = f"%(relativeCreated)d {pod.uid} %(levelname)s %(message)s"
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format=form, force=True)
    setattr(worker, "in_cluster_address", lambda _env: pod.address)  # noqa: B010 - the module does not export it
    env = {ENV_NAMESPACE: "chaos", ENV_MAILBOX: "chaos", ENV_POD_UID: pod.uid, ENV_COMPLETION_INDEX: str(pod.number)}
    code, said = worker.run(pod.role, env, service_account=pod.folder / "account", secrets=pod.folder / "secrets")
    log.info("%s: %s", code, said)
    logging.shutdown()
    os._exit(code)


SMALL = (
    (books, "SAVE_EVERY", 0.25),
    (copy, "MOST_DOCS", 60),
    (pages, "MOST_DOCS", 60),
    (pages, "FIRST_DOCS", 20),
    (books, "LEAST", 150),
    (horizon, "LEAST", 150),
    (retry, "FIRST", 0.02),
    (retry, "LONGEST", 0.4),
    (post, "FIRST_PAUSE", 0.02),
    (post, "LONGEST_PAUSE", 0.2),
)
"""So that a run of some hundred documents meets what a large one would."""


def _wrong(clock: float) -> None:
    """The wall clock is wrong, and jumps to be as wrong the other way half a second later."""
    real, began = time.time, time.monotonic()
    time.time = lambda: real() + (clock if time.monotonic() - began < 0.5 else -clock)
