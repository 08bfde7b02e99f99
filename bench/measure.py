"""What one run cost: wall time, CPU of server, client and everything else, the client's peak memory."""

import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")


def process_cpu(pid: int) -> float:
    """CPU seconds that process ``pid`` has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def machine_cpu() -> float:
    """CPU seconds that the machine has been busy so far."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / _TICKS


@dataclass
class Meter:
    """Measures the block that it is the context of. Seconds; ``peak_rss`` in bytes, of the largest client process."""

    server_pid: int
    wall: float = 0.0
    server: float = 0.0
    client: float = 0.0
    other: float = 0.0
    peak_rss: int = 0
    _start: tuple[float, float, float, float] = field(default=(0, 0, 0, 0), repr=False)

    def __enter__(self) -> Self:
        """Starts the clocks."""
        self._start = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        """Reads them."""
        wall, server, client, machine = (now - then for now, then in zip(self._now(), self._start, strict=True))
        self.wall, self.server, self.client = wall, server, self.client or client
        self.other = max(0.0, machine - self.server - self.client)

    def _now(self) -> tuple[float, float, float, float]:
        mine = resource.getrusage(resource.RUSAGE_SELF)
        return time.monotonic(), process_cpu(self.server_pid), mine.ru_utime + mine.ru_stime, machine_cpu()

    def run(self, argv: Sequence[str], env: dict[str, str] | None = None) -> bytes:
        """Runs a client program to its end and takes its CPU and peak memory; returns what it printed.

        Raises:
            RuntimeError: it failed; with the end of what it said.
        """
        with Popen(argv, stdout=PIPE, stderr=PIPE, env={**os.environ, **(env or {})}) as process:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            assert process.stderr is not None  # noqa: S101
            out = process.stdout.read()
            err = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{argv[0]} ended with {process.returncode}: {err.decode(errors='replace')[-600:]}")
        self.client += usage.ru_utime + usage.ru_stime
        self.peak_rss = max(self.peak_rss, usage.ru_maxrss * 1024)
        return out
