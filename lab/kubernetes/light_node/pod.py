"""One pod on the node: its containers in order, restarts, deadline and deletion."""

import asyncio
import logging
import shutil
import signal
from http import HTTPStatus
from pathlib import Path

from lab.kubernetes.light_node.api import LOST, Api, ApiError, Object, path_of
from lab.kubernetes.light_node.container import KILLED, Container, effective_user, now
from lab.kubernetes.light_node.resolve import Resolver
from lab.kubernetes.light_node.status import pod_status
from lab.kubernetes.light_node.volumes import Volumes

_BACKOFF_SECONDS = 10.0
_LONGEST_BACKOFF_SECONDS = 300.0
_RETRY_SECONDS = 0.3
_log = logging.getLogger(__name__)


class Pod:
    """A pod that runs from the moment this is made, in its own task."""

    def __init__(self, api: Api, pod: Object, folder: Path, env: dict[str, str]) -> None:
        self.object = pod
        self.namespace: str = pod["metadata"]["namespace"]
        self.name: str = pod["metadata"]["name"]
        spec = pod["spec"]
        self._api = api
        self._folder = folder
        self._path = path_of(pod)
        self._resolver = Resolver(api, pod)
        self._volumes = Volumes(folder / "volumes", spec, self._resolver, effective_user(spec, spec["containers"][0]))
        env = env | {"HOSTNAME": self.name, "HOME": "/"}
        first = spec.get("initContainers") or []
        reason = "PodInitializing" if first else "ContainerCreating"
        self._init = [Container(one, pod, folder / "containers", env, "ContainerCreating") for one in first]
        self._containers = [Container(one, pod, folder / "containers", env, reason) for one in spec["containers"]]
        self._started = now()
        self._initialized = False
        self._failure: Object | None = None
        self._stop = asyncio.Event()
        self._reporting = asyncio.Lock()
        self._task = asyncio.create_task(self._run())

    def container(self, name: str) -> Container | None:
        """The container of the name."""
        return next((one for one in (*self._init, *self._containers) if one.name == name), None)

    async def delete(self) -> None:
        """What a deletion asks for: ends the containers within the grace period, then removes the object."""
        await self._end(self.object["metadata"].get("deletionGracePeriodSeconds") or 0)
        await self._report()
        await self._api.remove(self.object)

    async def gone(self) -> None:
        """The object is no longer there: ends what runs, at once."""
        await self._end(0)
        shutil.rmtree(self._folder, ignore_errors=True)

    def kill(self) -> None:
        """Ends the containers as a lost node does: nobody is told."""
        self._task.cancel()
        for container in (*self._init, *self._containers):
            container.signal(signal.SIGKILL)

    async def _run(self) -> None:
        spec = self.object["spec"]
        policy = spec.get("restartPolicy", "Always")
        refreshing = asyncio.create_task(self._volumes.refresh_for_ever())
        deadline = asyncio.create_task(self._deadline(spec["activeDeadlineSeconds"])) if "activeDeadlineSeconds" in spec else None
        try:
            for container in self._init:
                if await self._loop(container, "OnFailure" if policy == "Always" else policy):
                    self._failure = self._failure or {"reason": "InitFailed"}
                    break
            else:
                self._initialized = True
                await asyncio.gather(*(self._loop(container, policy) for container in self._containers))
        except Exception as error:  # noqa: BLE001 - the pod fails with it; the node goes on
            _log.exception("pod %s/%s", self.namespace, self.name)
            self._failure = {"reason": "NodeError", "message": repr(error)}
        finally:
            refreshing.cancel()
            if deadline and not self._failure:
                deadline.cancel()
        await self._report()

    async def _loop(self, container: Container, policy: str) -> int:
        """Runs the container until its restart policy is content; returns the last exit code."""
        backoff = _BACKOFF_SECONDS
        while True:
            code = await self._once(container)
            if self._stop.is_set() or policy == "Never" or (policy == "OnFailure" and code == 0):
                await self._report()
                return code
            ended = container.status["lastState"] = container.status["state"]
            container.status["restartCount"] += 1
            container.wait("CrashLoopBackOff", f"back-off {backoff:.0f}s restarting failed container={container.name}")
            await self._report()
            if await self._stopped_within(backoff):
                container.status["state"] = ended
                return code
            backoff = min(backoff * 2, _LONGEST_BACKOFF_SECONDS)

    async def _once(self, container: Container) -> int:
        # Whatever is missing is waited for, as a kubelet does.
        while True:
            before = container.status["state"]
            env = await container.prepare(self._volumes, self._resolver)
            if self._stop.is_set():
                return KILLED
            if env is not None:
                break
            if container.status["state"] != before:
                await self._report()
            if await self._stopped_within(_RETRY_SECONDS):
                return KILLED
        await container.start(env, self._volumes)
        if self._stop.is_set():
            container.signal(signal.SIGKILL)
        _, code = await asyncio.gather(self._report(), container.finish())
        return code

    async def _end(self, grace: float) -> None:
        """SIGTERM to every container, and SIGKILL after the grace period in seconds."""
        self._stop.set()
        everything = (*self._init, *self._containers)
        if grace:
            for container in everything:
                container.signal(signal.SIGTERM)
            await asyncio.wait([self._task], timeout=grace)
        for container in everything:
            container.signal(signal.SIGKILL)
        await asyncio.wait([self._task], timeout=10)

    async def _deadline(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._failure = {"reason": "DeadlineExceeded", "message": "Pod was active on the node longer than the specified deadline"}
        await self._end(self.object["spec"].get("terminationGracePeriodSeconds", 30))

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            return False
        return True

    async def _report(self) -> None:
        async with self._reporting:
            while True:
                status = pod_status(
                    self.object, self._started, self._init, self._containers, initialized=self._initialized, failure=self._failure
                )
                try:
                    await self._api.merge(self._path + "/status", {"metadata": {"uid": self.object["metadata"]["uid"]}, "status": status})
                except ApiError as error:
                    if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
                        return  # gone, or another pod of that name
                    _log.warning("status of %s/%s: %s", self.namespace, self.name, error)
                except LOST as lost:
                    _log.warning("status of %s/%s: %r", self.namespace, self.name, lost)
                else:
                    return
                await asyncio.sleep(_RETRY_SECONDS)
