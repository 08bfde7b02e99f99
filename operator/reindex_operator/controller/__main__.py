"""``python -m reindex_operator.controller``: the operator's process. Settings come from the environment (settings.py)."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from typing import Any

import kopf
from kubernetes.aio.client import Configuration

from reindex_operator.controller import health, leader, names
from reindex_operator.controller.deep_json import read_any_depth
from reindex_operator.controller.kube import Kube, configuration
from reindex_operator.controller.logs import set_up
from reindex_operator.controller.loop import Operator
from reindex_operator.controller.metrics import Metrics
from reindex_operator.controller.settings import Settings, SettingsError, from_environment
from reindex_operator.controller.store import Store

log = logging.getLogger(__name__)

SILENT_RESYNCS = 3
"""A process that has not looked at any object for as many times the resync interval is stuck."""


def registry(operator: Operator) -> kopf.OperatorRegistry:
    """Kopf's handlers: low-level ones only, which write no annotation and no finalizer."""
    found = kopf.OperatorRegistry()

    @kopf.on.event(names.GROUP, names.VERSION, names.PLURAL, registry=found)
    async def changed(event: kopf.RawEvent, **_: Any) -> None:
        operator.reindex_changed(event["type"], dict(event["object"]))

    @kopf.on.login(registry=found)
    async def login(**_: Any) -> kopf.ConnectionInfo:
        return await _connection()

    return found


async def _connection() -> kopf.ConnectionInfo:
    """The client's own configuration, for kopf; read anew at each login, so that a rotated token is taken up."""
    found = await configuration()
    header = await found.get_api_key_with_prefix("BearerToken")
    return kopf.ConnectionInfo(
        server=found.host,
        ca_path=found.ssl_ca_cert,
        insecure=not found.verify_ssl,
        token=header.split(" ", 1)[-1] if header else None,
        certificate_path=found.cert_file,
        private_key_path=found.key_file,
    )


def kopf_settings() -> kopf.OperatorSettings:
    """No CRD or namespace listing, no posting, no peering; watches that notice when they have gone deaf."""
    found = kopf.OperatorSettings()
    found.scanning.disabled = True
    found.posting.enabled = False
    found.peering.standalone = True
    found.watching.server_timeout = 290
    found.watching.client_timeout = 330
    found.watching.connect_timeout = 10
    found.networking.request_timeout = 30
    return found


async def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT, or until something of it ends, which the exception tells."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    replica = Replica(settings, await configuration())
    async with contextlib.AsyncExitStack() as stack:
        if settings.metrics_port:
            stack.callback(replica.metrics.serve(settings.metrics_port))
        if settings.liveness_port:
            stack.callback((await health.serve(settings.liveness_port, replica.healthy)).close)
        work = asyncio.create_task(replica.lead() if settings.leader_election else replica.work())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            stopped.cancel()
            await asyncio.wait({work, stopped})
        if not work.cancelled():
            work.result()


class Replica:
    """One process of the operator, at work or standing by."""

    def __init__(self, settings: Settings, found: Configuration) -> None:
        self._settings, self._configuration = settings, found
        self.store = Store()
        self.metrics = Metrics(lambda: list(self.store.reindexes.values()))
        self._operator: Operator | None = None

    def healthy(self) -> bool:
        """Whether the process gets on; a standby has nothing to get on with."""
        silence = asyncio.get_running_loop().time() - self._operator.last_pass if self._operator else 0.0
        return silence < SILENT_RESYNCS * self._settings.resync

    async def lead(self) -> None:
        """``work``, when this is the replica whose turn it is."""
        at, kube = self._settings, Kube(self._configuration, self.metrics.asked)
        try:
            await leader.lead(kube, at.lease_name, at.pod_namespace, at.pod_name, self.work)
        finally:
            await kube.close()

    async def work(self) -> None:
        """Runs kopf and the operator until cancelled; if either of them ends, both do."""
        kube = Kube(self._configuration, self.metrics.asked)
        self._operator = Operator(kube, self._settings, self.store, self.metrics)
        self.metrics.leads(True)
        watching = asyncio.create_task(self._watch(self._operator), name="kopf")
        tasks = {watching, asyncio.create_task(self._operator.run(), name="operator")}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self.metrics.leads(False)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await kube.close()

    async def _watch(self, operator: Operator) -> None:
        """Runs kopf, once the API server is known to serve the kind: kopf looks for it at its start only, and where it is not, hears nothing ever."""
        await operator.listed.wait()
        await kopf.operator(
            registry=registry(operator),
            settings=kopf_settings(),
            standalone=True,
            clusterwide=not self._settings.watch_namespaces,
            namespaces=self._settings.watch_namespaces,
        )


def main() -> int:
    """The process; its exit code."""
    try:
        settings = from_environment(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    set_up(settings.log_format)
    read_any_depth()
    log.info("serving %s", ", ".join(settings.watch_namespaces) or "all namespaces")
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
