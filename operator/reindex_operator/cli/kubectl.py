"""The API server, by way of ``kubectl``: every kind of kubeconfig and of sign-in works as it does there, and nothing is imported for it.

Measured: importing the Kubernetes client takes 0.4 s of processor time, a call of kubectl 0.05 s.
"""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

KIND = "reindexes.reindex.dev"
MANAGER = "kubectl-reindex"
"""The field manager of what these commands change."""
_LINE_LIMIT = 2**24


class KubectlError(Exception):
    """kubectl failed, or is not there; the message is its own."""


class NotFoundError(KubectlError):
    """There is no such object."""


@dataclass(frozen=True)
class Kubectl:
    """``kubectl`` with the options that say which cluster and namespace; None: as the kubeconfig says."""

    namespace: str | None = None
    context: str | None = None
    kubeconfig: str | None = None
    all_namespaces: bool = False

    def command(self, *arguments: str) -> list[str]:
        """The whole command line. Raises ``KubectlError`` where there is no kubectl."""
        program = shutil.which("kubectl")
        if program is None:
            raise KubectlError("kubectl is not on the PATH: https://kubernetes.io/docs/tasks/tools")
        given = {"--kubeconfig": self.kubeconfig, "--context": self.context, "--namespace": self.namespace}
        options = [f"{name}={value}" for name, value in given.items() if value]
        return [program, *options, *arguments]

    def run(self, *arguments: str) -> str:
        """What it prints. Raises ``KubectlError``."""
        done = subprocess.run(self.command(*arguments), check=False, capture_output=True, text=True)  # noqa: S603 - no shell
        if done.returncode:
            raise _error(done.stderr)
        return done.stdout

    def get(self, name: str) -> dict[str, Any]:
        """The ``Reindex`` of this name. Raises ``NotFoundError``."""
        found: dict[str, Any] = json.loads(self.run("get", KIND, name, "--output=json"))
        return found

    def all(self, selector: str | None = None) -> list[dict[str, Any]]:
        """Those of the namespace, or of all; only those with the labels that ``selector`` asks for."""
        which = [*(["--all-namespaces"] if self.all_namespaces else []), *([f"--selector={selector}"] if selector else [])]
        found: list[dict[str, Any]] = json.loads(self.run("get", KIND, "--output=json", *which))["items"]
        return found

    def mailbox(self, reindex: Mapping[str, Any]) -> dict[str, str]:
        """What the workers of its latest run have written; empty where it is removed already, or may not be read."""
        metadata = reindex["metadata"]
        selector = f"--selector=reindex.dev/uid={metadata['uid']}"
        try:
            found = json.loads(self.run("get", "configmap", selector, f"--namespace={metadata['namespace']}", "--output=json"))["items"]
        except KubectlError:
            return {}
        newest: dict[str, Any] = max(found, key=lambda each: str(each["metadata"]["creationTimestamp"]), default={})
        data: dict[str, str] = newest.get("data") or {}
        return data

    def patch(self, name: str, patch: dict[str, Any]) -> None:
        """A JSON merge patch of the object."""
        self.run("patch", KIND, name, "--type=merge", f"--patch={json.dumps(patch)}", f"--field-manager={MANAGER}")

    async def watch(self, name: str) -> AsyncGenerator[dict[str, Any] | None]:
        """The object, whenever it changes; None when it was deleted. Ends when the API server ends the watch; raises ``KubectlError``."""
        command = self.command("get", KIND, name, "--watch", "--output-watch-events", "--output=json")
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, limit=_LINE_LIMIT
        )
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            async with aclosing(_documents(process.stdout)) as documents:
                async for event in documents:
                    if event["type"] == "ERROR":
                        break
                    yield None if event["type"] == "DELETED" else event["object"]
            _, said = await process.communicate()
            if process.returncode:
                raise _error(said.decode(errors="replace"))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def call(self, *arguments: str) -> int:
        """Let kubectl print by itself; its exit code."""
        return subprocess.run(self.command(*arguments), check=False).returncode  # noqa: S603 - no shell


async def _documents(stream: asyncio.StreamReader) -> AsyncGenerator[Any]:
    """The JSON objects that kubectl prints one after the other, each with a closing brace alone on its line, or whole on one line."""
    lines: list[bytes] = []
    async for line in stream:
        lines.append(line)
        if line.startswith(b"}") or (line.startswith(b"{") and line.rstrip().endswith(b"}")):
            yield json.loads(b"".join(lines))
            lines = []


def _error(said: str) -> KubectlError:
    message = said.strip().removeprefix("error: ") or "kubectl failed and said nothing"
    if "(NotFound)" in message:
        return NotFoundError(message.removeprefix("Error from server (NotFound): "))
    if "the server doesn't have a resource type" in message:
        return KubectlError(f"{message}: the Reindex operator is not installed in this cluster")
    return KubectlError(message)


def none_found(selector: str | None, *, everywhere: bool = False) -> str:
    """What to say where no object is there."""
    labels = f" with {selector}" if selector else ""
    return f"there is no Reindex{labels}{' in any namespace' if everywhere else ' in this namespace'}"
