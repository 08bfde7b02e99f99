"""``python -m reindex_operator.controller``: the operator's process. Settings come from the environment (settings.py)."""

import asyncio
import logging
import os
import signal
import sys
from typing import Any

import kopf

from reindex_operator.controller import names
from reindex_operator.controller.kube import Kube, configuration
from reindex_operator.controller.logs import set_up
from reindex_operator.controller.loop import Operator
from reindex_operator.controller.metrics import Metrics
from reindex_operator.controller.settings import Settings, SettingsError, from_environment
from reindex_operator.controller.store import Store

log = logging.getLogger(__name__)


def registry(operator: Operator) -> kopf.OperatorRegistry:
    """Kopf's handlers: low-level ones only, which write no annotation and no finalizer."""
    found = kopf.OperatorRegistry()

    @kopf.on.event(names.GROUP, names.VERSION, names.PLURAL, registry=found)
    async def changed(event: kopf.RawEvent, **_: Any) -> None:
        operator.reindex_changed(event["type"], dict(event["object"]))

    @kopf.on.login(registry=found)
    async def login(**_: Any) -> kopf.ConnectionInfo:
        return await _connection()

    @kopf.on.probe(id="secondsSinceLastPass", registry=found)
    async def probe(**_: Any) -> float:
        return round(asyncio.get_running_loop().time() - operator.last_pass, 1)

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
    """Runs kopf and the operator until SIGTERM or SIGINT; if either of them ends, the process does."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    store = Store()
    metrics = Metrics(lambda: list(store.reindexes.values()))
    end_metrics = metrics.serve(settings.metrics_port) if settings.metrics_port else lambda: None
    kube = Kube(await configuration(), metrics.asked)
    operator = Operator(kube, settings, store, metrics)
    metrics.leads(True)
    watching = kopf.operator(
        registry=registry(operator),
        settings=kopf_settings(),
        standalone=True,
        clusterwide=not settings.watch_namespaces,
        namespaces=settings.watch_namespaces,
        liveness_endpoint=f"http://0.0.0.0:{settings.liveness_port}/healthz" if settings.liveness_port else None,
        stop_flag=stop,
    )
    tasks = [asyncio.create_task(watching, name="kopf"), asyncio.create_task(operator.run(), name="operator")]
    try:
        done, _ = await asyncio.wait([*tasks, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await kube.close()
        end_metrics()


def main() -> int:
    """The process; its exit code."""
    try:
        settings = from_environment(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    set_up(settings.log_format)
    log.info("serving %s", ", ".join(settings.watch_namespaces) or "all namespaces")
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
