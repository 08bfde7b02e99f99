"""The node itself: registers, renews its lease, and runs the pods that are bound to it."""

import asyncio
import datetime as dt
import logging
import os
import platform
import signal
from collections.abc import Coroutine
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lab.kubernetes.light_node import logs
from lab.kubernetes.light_node.api import LOST, Api, ApiError, Object, path_of
from lab.kubernetes.light_node.container import now
from lab.kubernetes.light_node.pod import Pod
from lab.kubernetes.light_node.resolve import ADDRESS

_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
_LEASE_SECONDS = 40
_RENEW_SECONDS = 10
_RESOURCES = {"cpu": str((os.cpu_count() or 1) * 8), "memory": "64Gi", "pods": "500", "ephemeral-storage": "50Gi"}
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_log = logging.getLogger(__name__)


class Node:
    """The node of a name; ``port`` is where it serves logs, ``folder`` where its pods' files are."""

    def __init__(self, api: Api, name: str, port: int, folder: Path) -> None:
        self.api = api
        self.name = name
        self.port = port
        self.folder = folder
        self.pods: dict[str, Pod] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, pki: Path) -> None:
        """Runs until SIGTERM or SIGINT; then its containers are killed."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: task.cancel() if task else None)
        server = await logs.serve(self.port, pki, self.name, self.find)
        try:
            await self._register()
            self._keep(self._renew_lease_for_ever())
            async for kind, pod in self.api.list_watch("/api/v1/pods", fieldSelector=f"spec.nodeName={self.name}"):
                self._take(kind, pod)
        except asyncio.CancelledError:
            _log.info("ending")
        finally:
            for running in self.pods.values():
                running.kill()
            await server.cleanup()

    def find(self, namespace: str, name: str) -> Pod | None:
        """The newest pod of the name."""
        return next((pod for pod in reversed(self.pods.values()) if (pod.namespace, pod.name) == (namespace, name)), None)

    def _take(self, kind: str, pod: Object) -> None:
        metadata = pod["metadata"]
        mine = self.pods.get(metadata["uid"])
        if kind == "DELETED":
            if mine:
                del self.pods[metadata["uid"]]
                self._keep(mine.gone())
        elif mine:
            begins = metadata.get("deletionTimestamp") and not mine.object["metadata"].get("deletionTimestamp")
            mine.object = pod
            if begins:
                self._keep(mine.delete())
        elif metadata.get("deletionTimestamp"):
            self._keep(self._forget(pod))
        elif (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed"):
            self.pods[metadata["uid"]] = Pod(self.api, pod, self.folder / metadata["uid"], self._service_env())

    async def _forget(self, pod: Object) -> None:
        """Lets a pod of an earlier run of this node go: nothing of it is left here, which a Job wants to hear before it replaces it."""
        if pod.get("status", {}).get("phase") not in {"Succeeded", "Failed"}:
            ended = {"metadata": {"uid": pod["metadata"]["uid"]}, "status": {"phase": "Failed"}}
            await self.api.insist("PATCH", path_of(pod) + "/status", ended, content="application/merge-patch+json")
        await self.api.remove(pod)

    def _service_env(self) -> dict[str, str]:
        server = urlsplit(self.api.server)
        host, port = str(server.hostname), str(server.port)
        return {
            "KUBERNETES_SERVICE_HOST": host,
            "KUBERNETES_SERVICE_PORT": port,
            "KUBERNETES_SERVICE_PORT_HTTPS": port,
            "KUBERNETES_PORT": f"tcp://{host}:{port}",
        }

    async def _register(self) -> None:
        system = {"kubernetes.io/os": "linux", "kubernetes.io/arch": _ARCHITECTURES.get(platform.machine(), platform.machine())}
        labels = {"kubernetes.io/hostname": self.name, **system}
        try:
            await self.api.call(
                "POST", "/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": self.name, "labels": labels}}
            )
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
        await self.api.merge(f"/api/v1/nodes/{self.name}/status", {"status": self._status()})

    def _status(self) -> Object:
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "the lab's light node"}
        info = {
            "kubeletVersion": "v1.35.4-light",
            "osImage": "this machine",
            "operatingSystem": "linux",
            "containerRuntimeVersion": "local://1",
        }
        unknown = dict.fromkeys(("kubeProxyVersion", "machineID", "systemUUID", "bootID"), "")
        return {
            "capacity": _RESOURCES,
            "allocatable": _RESOURCES,
            "addresses": [{"type": "InternalIP", "address": ADDRESS}, {"type": "Hostname", "address": self.name}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": self.port}},
            "conditions": [ready | {"lastHeartbeatTime": now(), "lastTransitionTime": now()}],
            "nodeInfo": {**unknown, **info, "architecture": platform.machine(), "kernelVersion": platform.release()},
        }

    async def _renew_lease_for_ever(self) -> None:
        while True:
            renewed = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            spec = {"holderIdentity": self.name, "leaseDurationSeconds": _LEASE_SECONDS, "renewTime": renewed}
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": self.name}, "spec": spec}
            try:
                await self.api.merge(f"{_LEASES}/{self.name}", {"spec": spec})
                # After a loss of the lease the node controller set the node NotReady.
                await self.api.merge(f"/api/v1/nodes/{self.name}/status", {"status": {"conditions": self._status()["conditions"]}})
            except ApiError as error:
                if error.status == HTTPStatus.NOT_FOUND and await self._create_lease(lease):
                    continue
                _log.warning("lease: %s", error)
            except LOST as lost:
                _log.warning("lease: %r", lost)
            await asyncio.sleep(_RENEW_SECONDS)

    async def _create_lease(self, lease: Object) -> bool:
        try:
            await self.api.call("POST", _LEASES, lease)
        except (ApiError, *LOST) as error:
            _log.warning("lease: %r", error)
            return False
        return True

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs it beside; a task without a reference could be collected."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
