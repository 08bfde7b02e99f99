"""What the Job controller does for a run: starts a worker's process for each step and slice, and another one where one ended too soon."""

import asyncio
import multiprocessing
import os
import random
import signal
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from reindex_operator.pod import ExitCode
from tests.chaos import child

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.chaos.child"])
MOST_TRIES = 60
"""Processes of one step or slice: more than any schedule can use up."""


class CrashLoopError(AssertionError):
    """A step or slice does not get on."""


@dataclass
class Pods:
    """The processes of one run. ``folder`` has the account, the Secrets and the logs."""

    folder: Path
    address: str
    chance: random.Random
    clock: float = 0.0
    """Seconds by which the clocks of the processes started next are wrong."""
    kills: int = 0
    _alive: dict[str, ForkServerProcess] = field(default_factory=dict)
    started: int = 0
    _doubled: set[int] = field(default_factory=set)

    async def run(self, role: str, number: int = 0) -> ExitCode:
        """``DONE`` or ``PERMANENT``, whatever it takes."""
        for _ in range(MOST_TRIES):
            code = await self._process(role, number)
            if code in {ExitCode.DONE, ExitCode.PERMANENT}:
                return ExitCode(code)
            await asyncio.sleep(0.05)
        raise CrashLoopError(f"{role} {number} was tried {MOST_TRIES} times")

    async def slices(self, count: int, parallelism: int) -> ExitCode:
        """Run ``count`` slices, some at a time; the first that fails has the others stopped."""
        places = asyncio.Semaphore(parallelism)

        async def one(number: int) -> ExitCode:
            async with places:
                return await self.run("copy", number)

        tasks = [asyncio.create_task(one(number)) for number in range(count)]
        try:
            for done in asyncio.as_completed(tasks):
                if await done is not ExitCode.DONE:
                    return ExitCode.PERMANENT
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return ExitCode.DONE

    def signal(self, number: signal.Signals) -> None:
        """Send the signal to one of the processes at work."""
        if self._alive:
            self.kills += 1
            process = self._alive[self.chance.choice(sorted(self._alive))]
            if process.pid and process.is_alive():
                os.kill(process.pid, number)

    def double(self) -> None:
        """Start another process for a slice that has one, as where a node is lost and comes back."""
        working = [uid for uid in sorted(self._alive) if uid.startswith("copy-")]
        if working:
            self._doubled.add(int(self.chance.choice(working).split("-")[1]))

    async def end(self) -> None:
        """End what is left."""
        for process in self._alive.values():
            process.kill()
        for process in list(self._alive.values()):
            await asyncio.to_thread(process.join)

    async def _process(self, role: str, number: int) -> int:
        """One process, to its end; where it is doubled, the one that came later counts."""
        uid, process = self._start(role, number)
        try:
            while process.is_alive():
                await asyncio.sleep(0.01)
                if role == "copy" and number in self._doubled:
                    self._doubled.discard(number)
                    late = asyncio.create_task(self._until_gone(uid, process))
                    code = await self._process(role, number)
                    await late
                    return code
            return self._code(process)
        finally:
            self._alive.pop(uid, None)
            if process.is_alive():
                os.kill(process.pid or 0, signal.SIGTERM)
                await asyncio.to_thread(process.join, 5)
                process.kill()

    async def _until_gone(self, uid: str, process: ForkServerProcess) -> None:
        await asyncio.to_thread(process.join)
        self._alive.pop(uid, None)

    def _start(self, role: str, number: int) -> tuple[str, ForkServerProcess]:
        self.started += 1
        uid = f"{role}-{number}-{self.started}"
        pod = child.Pod(role, number, uid, self.folder, self.address, self.clock)
        process = PROCESSES.Process(target=child.main, args=(pod,), daemon=True)
        process.start()
        self._alive[uid] = process
        return uid, process

    def _code(self, process: ForkServerProcess) -> int:
        process.join()
        return process.exitcode or 0
