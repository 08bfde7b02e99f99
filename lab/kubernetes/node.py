"""Starts a light node beside a control plane."""

import os
import shutil
import sys
import time
from pathlib import Path

from lab import ports, tools
from lab.kubernetes.control_plane import ControlPlane
from lab.processes import Process

_PROJECT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 120


class LightNode:
    """A light node: ``end`` is a crash of the whole machine - its containers die and nobody is told."""

    def __init__(self, control_plane: ControlPlane, name: str = "lab-node") -> None:
        tools.need_root("the light node")
        for program in ("unshare", "setpriv", "mount"):
            tools.find(program)
        self._control_plane = control_plane
        self._port = ports.free(1)[0]
        self._folder = control_plane.run.folder / f"pods-{name}"
        self.name = name

    def start(self) -> None:
        """Starts it; returns when it is Ready. Again after ``end``: what it ran is then gone."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Starts it without waiting."""
        plane = self._control_plane
        plane.credentials.node(self.name)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o755)
        module = [sys.executable, "-m", "lab.kubernetes.light_node"]
        options = ["--name", self.name, "--pki", str(plane.credentials.folder), "--port", str(self._port), "--folder", str(self._folder)]
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_PROJECT), "PYTHONUNBUFFERED": "1"}
        plane.run.start(self._program, [*module, *options], env=env)

    def wait(self) -> None:
        """Returns when the node is Ready."""
        deadline = time.monotonic() + _READY_SECONDS
        ready = f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{self.name}"
        while not self._control_plane.answers(ready):
            if not self.process.alive() or time.monotonic() > deadline:
                tail = "\n".join(self._control_plane.run.log(self._program).read_text(errors="replace").splitlines()[-8:])
                raise RuntimeError(f"the light node {self.name} did not get ready:\n{tail}")
            time.sleep(0.03)

    @property
    def process(self) -> Process:
        """The node's process."""
        found = self._control_plane.run.named(self._program)
        if not found:
            raise RuntimeError(f"the light node {self.name} was not started")
        return found

    def end(self) -> None:
        """Ends it at once; the kernel ends its containers with it."""
        self.process.end()

    @property
    def _program(self) -> str:
        return f"node-{self.name}"
