"""One schedule, played: a run with its faults, and what can be said against how it ended."""

import asyncio
import json
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web

from lab.search.node import SearchNode
from lab.toxiproxy import Proxy, Toxiproxy
from reindex_operator import mailbox
from reindex_operator.engine.plan import Plan
from reindex_operator.pod import ExitCode
from tests.chaos import judge, workloads
from tests.chaos.apiserver import Mailbox
from tests.chaos.layer import Layer
from tests.chaos.moving import Moving
from tests.chaos.pods import CrashLoopError, Pods
from tests.chaos.schedule import KILLING, LOSING, Event, Schedule
from tests.chaos.workloads import Data, Expected

Do = Callable[[], Awaitable[None]]

TIME_LIMIT = 90.0
ON_REQUEST = {"lost-answer": "reset", "half-open": "hang", "504-though-done": "504", "half-an-answer": "half"}
"""Faults of the very answer that comes next."""
POISON: dict[str, tuple[str, dict[str, int]]] = {
    "connection-reset": ("reset_peer", {"timeout": 0}),
    "slow-answers": ("latency", {"latency": 900, "jitter": 600}),
    "truncated-body": ("limit_data", {"bytes": 700}),
}
"""Faults of a proxy's connections, as Toxiproxy names them."""
STORMS = {"429-requests": "429", "503": "503", "html-answer": "html"}
"""Faults of every answer for a while."""


@dataclass
class Outcome:
    """How a schedule ended: ``wrong`` is empty where all is as promised."""

    schedule: Schedule
    wrong: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processes: int = 0
    left_open: int = 0
    """Points in time that only their keep-alive will close."""
    retries: int = 0
    logs: str = ""


async def play(schedule: Schedule, node: SearchNode, toxiproxy: Toxiproxy, data: Data) -> Outcome:
    """Play ``schedule`` against ``node``."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    stage = _Stage(schedule, node, toxiproxy, data, folder)
    began = time.monotonic()
    try:
        async with asyncio.timeout(TIME_LIMIT):
            await stage.play()
    except TimeoutError:
        stage.outcome.wrong.append(f"not done within {TIME_LIMIT:.0f} s")
    except CrashLoopError as error:
        stage.outcome.wrong.append(str(error))
    finally:
        await stage.close()
    stage.outcome.seconds = time.monotonic() - began
    if stage.outcome.wrong:
        stage.outcome.logs = _logs(folder)
    shutil.rmtree(folder)
    return stage.outcome


class _Stage:
    """A run's surroundings: its API server, proxies, pods, documents."""

    def __init__(self, schedule: Schedule, node: SearchNode, toxiproxy: Toxiproxy, data: Data, folder: Path) -> None:
        self.outcome = Outcome(schedule)
        self._schedule = schedule
        self._toxiproxy = toxiproxy
        self._node = node
        self._data = data
        self._folder = folder
        self._keys = count()
        self._chance = random.Random(schedule.seed)
        self._waiting = list(schedule.events)
        self._requests = 0
        self._mailbox = Mailbox()
        self._dest = f"chaos-copy-{schedule.seed}"
        self._moving = Moving(node, schedule.seed) if schedule.workload.startswith("changing") else None
        self._windows: set[asyncio.Task[None]] = set()
        self._lasts: Counter[tuple[str, str]] = Counter()
        self._storms: dict[str, str] = {}
        self._started = False

    async def play(self) -> None:
        """The run, and the looks behind it."""
        want = await asyncio.to_thread(self._data.prepare, self._schedule, self._dest)
        if self._moving:
            await asyncio.to_thread(self._moving.make)
        await self._start()
        ended = await self._run()
        await asyncio.gather(*self._windows)
        if ended is not ExitCode.DONE:
            self.outcome.wrong.append(f"the run ended with {ended.name}")
        await self._judge(want)

    async def close(self) -> None:
        """Take all of it down."""
        if not self._started:
            return
        for window in self._windows:
            window.cancel()
        await asyncio.gather(*self._windows, return_exceptions=True)
        await self._pods.end()
        for layer in self._layers.values():
            await layer.forget_points()
            await layer.stop()
        for proxy in self._proxies.values():
            proxy.remove()
        await self._api.cleanup()
        for index in (self._dest, *([self._moving.index] if self._moving else [])):
            await asyncio.to_thread(self._data.remove, index)

    async def _start(self) -> None:
        self._layers = {side: Layer(self._node.base_url, self._striker(side), self._chance) for side in ("source", "dest")}
        self._proxies = {
            side: self._toxiproxy.proxy(f"{side}-{self._schedule.seed}", await layer.start()) for side, layer in self._layers.items()
        }
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/{path:.*}", self._mailbox.answer)
        self._api = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._api.setup()
        await web.TCPSite(self._api, "127.0.0.1", 0).start()
        (self._folder / "account").mkdir()
        (self._folder / "account" / "token").write_text("token")
        self._rotate("first")
        self._mailbox.data[mailbox.REQUEST] = json.dumps(self._request())
        self._pods = Pods(self._folder, f"http://127.0.0.1:{self._api.addresses[0][1]}", self._chance)
        self._started = True

    def _request(self) -> dict[str, Any]:
        spec = self._data.spec(self._schedule, self._dest) | {"scroll": "20s"}
        for side, proxy in self._proxies.items():
            cluster = {
                "hosts": [f"http://127.0.0.1:{proxy.port}"],
                "auth": {"secretName": "search", "allowPlainHttp": True},
                "socketTimeout": "1s",
                "connectTimeout": "1s",
            }
            (spec["source"] if side == "source" else spec)["cluster"] = cluster
        return spec

    def _rotate(self, key: str) -> None:
        """Put a new credential into the mounted Secret, as the kubelet does it: all at once."""
        fresh = self._folder / f"..{key}"
        fresh.mkdir()
        (fresh / "apiKey").write_text(key)
        (self._folder / "secrets").mkdir(exist_ok=True)
        link = self._folder / "secrets" / "..new"
        link.symlink_to(fresh)
        link.replace(self._folder / "secrets" / "search")

    async def _run(self) -> ExitCode:
        ended = await self._pods.run("prepare")
        if ended is not ExitCode.DONE:
            return ended
        plan = self._plan()
        assert plan
        copied = asyncio.Event()
        changing = asyncio.create_task(self._change(copied))
        try:
            ended = await self._pods.slices(len(plan.slices), self._schedule.parallelism)
        finally:
            copied.set()
            await changing
        return await self._pods.run("finish") if ended is ExitCode.DONE and plan.finish else ended

    async def _change(self, copied: asyncio.Event) -> None:
        """Change the source every now and then until it is ``copied``."""
        while self._moving and not copied.is_set():
            await asyncio.to_thread(self._moving.change)
            await asyncio.sleep(0.05)
        if self._moving:
            await asyncio.to_thread(self._moving.show)

    def _striker(self, side: str) -> Any:
        async def strike(_kind: str, after: bool) -> str | None:
            self._requests += not after
            for event in self._waiting:
                if event.at <= self._requests and event.after == after and event.side == side and self._may(event):
                    self._waiting.remove(event)
                    self.outcome.struck.append(event.fault)
                    return await self._strike(event)
            return self._storms.get(side) if not after else None

        return strike

    def _may(self, event: Event) -> bool:
        """Whether ``event`` may strike yet: credentials that are refused before there is a plan are wrong ones, and end the run at once."""
        return event.fault != "credential-rotated" or self._plan() is not None

    async def _strike(self, event: Event) -> str | None:
        """Let ``event`` happen; returns what is to be done to the very request that it strikes at."""
        match event.fault:
            case "worker-sigterm":
                self._pods.signal(signal.SIGTERM)
            case "worker-sigkill" | "worker-oom-kill":
                self._pods.signal(signal.SIGKILL)
            case "late-worker":
                self._pods.double()
            case "api-server-lost-answer":
                self._mailbox.losing += 1
            case "pit-expiry":
                await self._forget()
            case "clock-jump":
                self._pods.clock = self._chance.choice((-7200.0, -30.0, 45.0, 86_400.0))
                self._pods.signal(signal.SIGKILL)
            case fault if fault in ON_REQUEST:
                return ON_REQUEST[fault]
            case _:
                window = asyncio.create_task(self._window(event))
                self._windows.add(window)
                await asyncio.sleep(0.02)
        return None

    async def _forget(self) -> None:
        for layer in self._layers.values():
            await layer.forget_points()

    async def _window(self, event: Event) -> None:
        """What lasts a while; where it lasts already, until the last of them is over."""
        begin, end = self._lasting(event)
        kind = event.fault, event.side
        self._lasts[kind] += 1
        if self._lasts[kind] == 1:
            await begin()
        await asyncio.sleep(event.seconds)
        self._lasts[kind] -= 1
        if not self._lasts[kind]:
            await end()

    def _lasting(self, event: Event) -> tuple[Do, Do]:  # noqa: PLR0911 - one for each kind
        """What begins and what ends a fault."""
        side, fault = event.side, event.fault
        if fault in STORMS:
            return partial(self._storm, side, STORMS[fault]), partial(self._storm, side, None)
        if fault in POISON:
            kind, attributes = POISON[fault]
            proxy = self._proxies[side]
            return _quick(partial(proxy.poison, kind, attributes)), _quick(partial(proxy.cure, kind))
        match fault:
            case "api-server-outage":
                return self._away([], api=True), self._away([], api=False)
            case "partition":
                every = list(self._proxies.values())
                return self._away(every, api=True), self._back(every)
            case "node-restart" if self._schedule.restarts:
                return _quick(self._node.kill), self._start_node
            case "outage" | "node-restart":
                return self._away([self._proxies[side]], api=False, forget=fault == "node-restart"), self._back([self._proxies[side]])
            case "429-items":
                return partial(self._reject, 0.5), partial(self._reject, 0.0)
            case "read-only-block":
                return partial(self._block, blocked=True), partial(self._block, blocked=False)
            case "credential-rotated":
                key = f"new-{next(self._keys)}"
                return partial(self._refuse, [side], key), partial(self._renew, key)
        raise ValueError(fault)

    async def _start_node(self) -> None:
        self._node.launch()
        await asyncio.to_thread(self._node.wait)

    def _away(self, proxies: Sequence[Proxy], *, api: bool, forget: bool = False) -> Do:
        async def away() -> None:
            self._mailbox.away = api
            for proxy in proxies:
                proxy.enable(enabled=False)
            if forget:
                await self._forget()

        return away

    def _back(self, proxies: Sequence[Proxy]) -> Do:
        async def back() -> None:
            self._mailbox.away = False
            for proxy in proxies:
                proxy.enable(enabled=True)

        return back

    async def _storm(self, side: str, kind: str | None) -> None:
        if kind:
            self._storms[side] = kind
        else:
            self._storms.pop(side, None)

    async def _reject(self, share: float) -> None:
        self._layers["dest"].rejects = share

    async def _refuse(self, sides: Sequence[str], key: str) -> None:
        for side in sides:
            self._layers[side].authorization = f"ApiKey {key}"

    async def _renew(self, key: str) -> None:
        await self._refuse(list(self._layers), key)
        self._rotate(key)

    async def _block(self, *, blocked: bool) -> None:
        settings = {"index.blocks.read_only_allow_delete": True if blocked else None}
        await asyncio.to_thread(self._node.request, "PUT", f"/{self._dest}/_settings", settings)

    async def _judge(self, want: Expected) -> None:
        wrong, struck = self.outcome.wrong, set(self.outcome.struck)
        wrong += self._mailbox.wrong
        found = judge.checkpoints(self._mailbox.data)
        if self._moving:
            wrong += await asyncio.to_thread(self._moving.judge, self._dest, found, exact=not KILLING & struck)
        elif plan := self._plan():
            wrong += judge.books(plan, found, want, vague=bool(LOSING & struck) and self._schedule.workload == "external-among-others")
        if not self._moving:
            there = await asyncio.to_thread(workloads.found, self._node, self._dest)
            wrong += judge.documents(there, want, exact="late-worker" not in struck)
        self.outcome.left_open = sum(len(layer.points) for layer in self._layers.values())
        if self.outcome.left_open and not LOSING & struck:
            wrong.append(f"{self.outcome.left_open} points in time are left open")
        self.outcome.retries = sum(checkpoint.counters.bulk_retries + checkpoint.counters.search_retries for checkpoint in found)
        self.outcome.processes = self._pods.started

    def _plan(self) -> Plan | None:
        text = self._mailbox.data.get(mailbox.PLAN)
        return mailbox.decode(text, mailbox.Prepared).plan if text else None


def _quick(call: Callable[[], None]) -> Do:
    async def do() -> None:
        call()

    return do


def _logs(folder: Path) -> str:
    """The logs of all processes, in the order in which they ended."""
    return "\n".join(path.read_text() for path in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime))
