"""Everything that the lab starts, recorded so that exactly that is ended - and nothing else, ever.

A ``Run`` is a folder in the state folder (``REINDEX_LAB_STATE``, else one in the temporary folder): logs, data, and one
record a process: its pid with its start time, so that a pid which went to another program is never touched.

An owned run belongs to this process: its programs are killed by the kernel when this process dies, however it dies, and
the folder left behind is swept by the next run. A kept run stays until someone closes it (``python -m lab down``).
"""

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lab import tools

_CHILDREN: list[subprocess.Popen[bytes]] = []
"""Of all runs, for as long as this process lives: a child that ended has to be waited for."""
_RECORDS, _UNDO, _ADDRESSES, _OWNER = "processes", "undo", "addresses", "owner.json"


@dataclass(frozen=True)
class Process:
    """A recorded process: ``started`` is its start time in clock ticks since boot."""

    name: str
    pid: int
    started: int

    def alive(self) -> bool:
        """Whether the pid still is this very process, and runs."""
        return _started(self.pid) == self.started

    def signal(self, number: signal.Signals) -> None:
        """Sends the signal, if the process is still there."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within the time."""
        deadline = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def end(self, grace: float = 0) -> None:
        """SIGTERM and, after the grace period in seconds, SIGKILL; returns when it is gone."""
        if grace:
            self.signal(signal.SIGTERM)
        if not grace or not self.wait(grace):
            self.signal(signal.SIGKILL)
            self.wait(10)


class Run:
    """What was started together and ends together."""

    def __init__(self, folder: Path, *, owned: bool) -> None:
        self.folder = folder
        self.owned = owned

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        uid: int | None = None,
    ) -> Process:
        """Starts a program in a session of its own, its output in ``<name>.log``; with ``uid``, as that user and group.

        Call it from the main thread: the kernel ends an owned run's programs with the thread that started them.
        """
        words = [str(word) for word in argv]
        setpriv = ["--reuid", str(uid), "--regid", str(uid), "--clear-groups"] if uid is not None else []
        setpriv += ["--pdeathsig", "KILL"] if self.owned else []
        if setpriv:
            words = [str(tools.find("setpriv")), *setpriv, "--", *words]
        with self.log(name).open("ab") as log:
            child = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd or self.folder,
                start_new_session=True,
            )
        _CHILDREN.append(child)
        return self.record(name, child.pid)

    def record(self, name: str, pid: int) -> Process:
        """Takes a process that a recorded one started into the run."""
        process = Process(name, pid, _started(pid) or 0)
        records = self.folder / _RECORDS
        records.mkdir(exist_ok=True)
        number = time.monotonic_ns()
        (records / f"{number:020d}.json").write_text(json.dumps(asdict(process)))
        return process

    def at_end(self, argv: Sequence[str | Path]) -> None:
        """Has a command run when the run is closed, whoever closes it: what outlives processes (a bridge, a mount) goes there."""
        undo = self.folder / _UNDO
        undo.mkdir(exist_ok=True)
        (undo / f"{time.monotonic_ns():020d}.json").write_text(json.dumps([str(word) for word in argv]))

    def announce(self, name: str, url: str) -> None:
        """Records where the program started under the name answers."""
        addresses = self.folder / _ADDRESSES
        addresses.mkdir(exist_ok=True)
        (addresses / name).write_text(url)

    def addresses(self) -> dict[str, str]:
        """Where those that were announced answer, of programs that are alive."""
        announced = {file.name: file.read_text() for file in sorted((self.folder / _ADDRESSES).glob("*"))}
        return {name: url for name, url in announced.items() if (process := self.named(name)) and process.alive()}

    def log(self, name: str) -> Path:
        """Where the output of the program is."""
        return self.folder / f"{name}.log"

    def processes(self) -> list[Process]:
        """What was started, in that order, dead or alive."""
        for child in _CHILDREN:
            child.poll()
        return [Process(**json.loads(file.read_text())) for file in sorted((self.folder / _RECORDS).glob("*.json"))]

    def named(self, name: str) -> Process | None:
        """The process last started under the name."""
        return next((process for process in reversed(self.processes()) if process.name == name), None)

    def close(self) -> None:
        """Ends all, the last started first, undoes what outlives processes, and removes the folder."""
        for process in reversed(self.processes()):
            process.end()
        for child in _CHILDREN:
            child.poll()
        for file in sorted((self.folder / _UNDO).glob("*.json"), reverse=True):
            subprocess.run(json.loads(file.read_text()), check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)


def state() -> Path:
    """The folder of all runs: ``REINDEX_LAB_STATE``, else one of this user's in the temporary folder."""
    given = os.environ.get("REINDEX_LAB_STATE")
    folder = Path(given).absolute() if given else Path(tempfile.gettempdir()) / f"reindex-lab-{os.getuid()}"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder


def owned(name: str) -> Run:
    """A new run that ends with this process."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=state()))
    folder.chmod(0o755)
    (folder / _OWNER).write_text(json.dumps(asdict(Process(name, os.getpid(), _started(os.getpid()) or 0))))
    run = Run(folder, owned=True)
    atexit.register(run.close)
    return run


def kept(name: str) -> Run:
    """The run of the name, which outlives this process; made if it is not there."""
    folder = state() / name
    folder.mkdir(exist_ok=True)
    return Run(folder, owned=False)


def kept_runs() -> list[Run]:
    """The runs that stay until they are closed."""
    return [Run(folder, owned=False) for folder in sorted(state().iterdir()) if _is_kept(folder)]


def _is_kept(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".") and not (folder / _OWNER).exists()


def sweep() -> None:
    """Closes the runs whose owners died without doing so."""
    for file in state().glob(f"*/{_OWNER}"):
        if not Process(**json.loads(file.read_text())).alive():
            Run(file.parent, owned=True).close()


def _started(pid: int) -> int | None:
    """A process's start time in clock ticks since boot; None when it is gone or a zombie."""
    try:
        # The second field, the program's name in parentheses, may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    condition, threads, started = fields[0], int(fields[17]), int(fields[19])
    # A zombie with threads left still holds its ports and files.
    return None if condition in "ZX" and threads <= 1 else started
