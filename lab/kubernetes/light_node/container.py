"""One container of a pod: runs it once, and knows its state as the API shows it."""

import asyncio
import datetime as dt
import os
import shutil
import signal
from pathlib import Path
from typing import Any

from lab.kubernetes.light_node import images
from lab.kubernetes.light_node.api import LOST, ApiError, Object
from lab.kubernetes.light_node.resolve import NotReadyError, Resolver, expand
from lab.kubernetes.light_node.sandbox import NAMESPACES, Identity, Mount, Sandbox
from lab.kubernetes.light_node.volumes import Volumes

KILLED = 137
_MESSAGE_BYTES = 4096
_LOG_TAIL_BYTES = 2048


def now() -> str:
    """The time as the API writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def effective_user(spec: Object, container: Object) -> int:
    """The UID that the container runs as: its own securityContext, the pod's, or the image's."""
    for context in (container.get("securityContext") or {}, spec.get("securityContext") or {}):
        if context.get("runAsUser") is not None:
            return int(context["runAsUser"])
    return images.named(container["image"]).user


class Container:
    """One container; ``status`` is its entry in the pod's ``containerStatuses``."""

    def __init__(self, spec: Object, pod: Object, folder: Path, env: dict[str, str], reason: str) -> None:
        self.spec = spec
        self.name: str = spec["name"]
        self.process: asyncio.subprocess.Process | None = None
        self.status: Object = {
            "name": self.name,
            "image": spec["image"],
            "imageID": "",
            "ready": False,
            "started": False,
            "restartCount": 0,
            "state": {"waiting": {"reason": reason}},
        }
        self._pod = pod
        self._folder = folder
        self._env = env
        self._image = images.named(spec["image"])

    @property
    def terminated(self) -> bool:
        """Whether it ended and does not wait for a restart."""
        return "terminated" in self.status["state"]

    @property
    def exit_code(self) -> int:
        """How it ended."""
        return int(self.status["state"]["terminated"]["exitCode"])

    def wait(self, reason: str, message: str) -> bool:
        """Sets the state Waiting; whether that is news."""
        waiting = {"waiting": {"reason": reason, "message": message}}
        changed = bool(self.status["state"] != waiting)
        self.status["state"] = waiting
        return changed

    def log(self, number: int) -> Path:
        """The log of the start of that number, from 0."""
        return self._folder / f"{self.name}-{number}" / "log"

    async def prepare(self, volumes: Volumes, resolver: Resolver) -> dict[str, str] | None:
        """The environment, with the volumes made; None while something is missing, which the state then says."""
        step = "ContainerCreating"
        try:
            await volumes.make()
            step = "CreateContainerConfigError"
            self._check_user()
            return await resolver.environment(self.spec, self._image.env | self._env)
        except (NotReadyError, ApiError, *LOST) as missing:
            self.wait(step, str(missing) or repr(missing))
            return None

    async def start(self, env: dict[str, str], volumes: Volumes) -> None:
        """Starts the command; the state is then Running."""
        scratch = self._folder / f"{self.name}-{self.status['restartCount']}"
        scratch.mkdir(parents=True, exist_ok=True)
        message = scratch / "termination-log"
        message.touch()
        message.chmod(0o666)
        mounts = [self._mount(mount, volumes) for mount in self.spec.get("volumeMounts", [])]
        mounts.append(Mount(message, self.spec.get("terminationMessagePath", "/dev/termination-log")))
        sandbox = Sandbox(
            rootfs=self._image.rootfs,
            scratch=scratch,
            mounts=mounts,
            binds=self._image.binds,
            identity=self._identity(),
            hostname=self._pod["metadata"]["name"],
            workdir=self.spec.get("workingDir") or self._image.workdir,
            read_only=bool(self._context("readOnlyRootFilesystem")),
        )
        self.process = await asyncio.create_subprocess_exec(
            "setpriv",
            "--pdeathsig",
            "KILL",
            "--",
            *NAMESPACES,
            "/bin/sh",
            "-c",
            sandbox.script(self._argv(env)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )
        self._scratch = scratch
        self._started = now()
        self.status |= {"state": {"running": {"startedAt": self._started}}, "started": True, "ready": True}
        self.status["containerID"] = f"local://{self._pod['metadata']['uid']}/{scratch.name}"

    async def finish(self) -> int:
        """Waits for the end; the state is then Terminated. The exit code is 128 + N for a signal N."""
        process = self.process
        if process is None or process.stdout is None:
            return KILLED
        # A pipe, not the file itself: the command may open /dev/stdout anew, which truncates a file.
        with (self._scratch / "log").open("ab", buffering=0) as log:
            while chunk := await process.stdout.read(65536):
                log.write(chunk)
        code = await process.wait()
        self.process = None
        code = 128 - code if code < 0 else code
        ended = {"exitCode": code, "reason": "Error" if code else "Completed", "startedAt": self._started, "finishedAt": now()}
        if message := self._message(code):
            ended["message"] = message
        ended["containerID"] = self.status["containerID"]
        self.status |= {"state": {"terminated": ended}, "ready": False, "started": False}
        for name in ("rootfs", "layer"):
            shutil.rmtree(self._scratch / name, ignore_errors=True)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Sends the signal to the command; SIGKILL ends all that it started, too."""
        if self.process is None:
            return
        # SIGKILL goes to unshare, which takes the whole PID namespace along; others to the namespace's first process.
        pids = [self.process.pid] if number == signal.SIGKILL else _children(self.process.pid)
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _argv(self, env: dict[str, str]) -> list[str]:
        command = self.spec.get("command")
        first = command or self._image.entrypoint
        rest = self.spec.get("args") or (() if command else self._image.command)
        return [expand(word, env) for word in (*first, *rest)]

    def _mount(self, mount: Object, volumes: Volumes) -> Mount:
        source = volumes.path(mount["name"])
        if mount.get("subPath"):
            source /= mount["subPath"]
            if not source.exists():
                source.mkdir(parents=True)
                source.chmod(0o777)
        return Mount(source, mount["mountPath"], bool(mount.get("readOnly")))

    def _identity(self) -> Identity:
        user = effective_user(self._pod["spec"], self.spec)
        group = self._context("runAsGroup")
        pod = self._pod["spec"].get("securityContext") or {}
        groups = [*pod.get("supplementalGroups", []), *([pod["fsGroup"]] if "fsGroup" in pod else [])]
        forbidden = (self.spec.get("securityContext") or {}).get("allowPrivilegeEscalation") is False
        return Identity(user, int(group if group is not None else user), tuple(groups), forbidden)

    def _check_user(self) -> None:
        if self._context("runAsNonRoot") and effective_user(self._pod["spec"], self.spec) == 0:
            raise NotReadyError("container has runAsNonRoot and image will run as root")

    def _context(self, name: str) -> Any:
        own, pod = self.spec.get("securityContext") or {}, self._pod["spec"].get("securityContext") or {}
        return own[name] if name in own else pod.get(name)

    def _message(self, code: int) -> str:
        message = (self._scratch / "termination-log").read_bytes()[:_MESSAGE_BYTES]
        if not message and code and self.spec.get("terminationMessagePolicy") == "FallbackToLogsOnError":
            message = (self._scratch / "log").read_bytes()[-_LOG_TAIL_BYTES:]
        return message.decode(errors="replace")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
