"""What the pods of a run cost: on the light node they are processes of this machine."""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.measure import process_cpu

PROGRAM = b"reindex_operator.worker"
EVERY_SECONDS = 0.5


class Workers:
    """Watches the workers' processes while the block runs: CPU seconds of all, and the memory in bytes of the largest, at each look."""

    def __init__(self) -> None:
        self.memory: list[int] = []
        self._cpu: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    @property
    def cpu(self) -> float:
        """Of all workers so far."""
        return sum(self._cpu.values())

    @property
    def peaks(self) -> tuple[int, int]:
        """The peak in the first and in the second half of the looks, which are one where memory is flat."""
        half = len(self.memory) // 2
        return max(self.memory[:half], default=0), max(self.memory[half:], default=0)

    def __enter__(self) -> Self:
        """Begins to watch."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends it."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.memory.append(max((self._look(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()), default=0))

    def _look(self, process: Path) -> int:
        """The process's memory, if it is a worker."""
        try:
            if PROGRAM not in (process / "cmdline").read_bytes():
                return 0
            pid = int(process.name)
            self._cpu[pid] = process_cpu(pid)
            return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:  # it has ended
            return 0
