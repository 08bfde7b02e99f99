"""One real search node on 127.0.0.1, a cluster of its own. Several may run at once."""

import base64
import os
import secrets
import shutil
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab import ports, processes, tools
from lab.processes import Process, Run
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.distributions import distribution
from lab.search.http import Client, SearchError
from lab.search.launch import Place, command, environment, has_launcher

_START_SECONDS = 600
_STOP_SECONDS = 30
_UNPRIVILEGED = 61_234
"""Elasticsearch refuses to run as root: started by root, nodes run as this user and group."""


class SearchNode(Client):
    """A node by its configuration, asked as its superuser. Data and ports stay across ``stop`` or ``kill`` and another ``start``, until the run is closed."""

    def __init__(self, run: Run, configuration: Configuration, *, name: str | None = None, port: int | None = None) -> None:
        if configuration.user and not configuration.product.security:
            raise ValueError(f"{configuration.product.title} {configuration.product.version} has no security here")
        self.configuration = configuration
        self.product = configuration.product
        self.name = name or f"{self.product.name}-{secrets.token_hex(3)}"
        free, self._transport_port = ports.free(2)
        self.port = port or free
        self._run = run
        self._uid = _UNPRIVILEGED if os.geteuid() == 0 else None
        home = _reachable(distribution(self.product)) if self._uid else distribution(self.product)
        self._place = Place(home, run.folder / self.name, tools.jdk(*self.product.jdk).home)
        self._server: Process | None = None
        tls = ssl.create_default_context(cadata=configuration.tls.certificate) if configuration.tls else None
        super().__init__(f"{'https' if tls else 'http'}://127.0.0.1:{self.port}", self._authorization(), tls)

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._server is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._server.pid

    def start(self) -> "SearchNode":
        """Starts it; returns when it answers."""
        self.launch()
        self.wait()
        return self

    def launch(self) -> None:
        """Starts it without waiting."""
        folder = self._place.folder
        for path in (folder, *(folder / name for name in ("data", "logs", "tmp"))):
            path.mkdir(exist_ok=True)
        self._place.pid_file.unlink(missing_ok=True)
        self.configuration.write(folder, self.name, self._place.home, self.port, self._transport_port)
        if self._uid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self._uid, self._uid)
        argv = command(self._place, self.configuration)
        self._launcher = self._run.start(
            self.name, argv, env=environment(self._place, self.configuration), cwd=self._place.home, uid=self._uid
        )
        self._run.announce(self.name, self.base_url)
        self._server = None if has_launcher(self._place) else self._launcher

    def wait(self) -> None:
        """Returns when the cluster is there and its shards are."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._healthy():
            if not self._launcher.alive() or time.monotonic() > deadline:
                tail = "\n".join(self._run.log(self.name).read_text(errors="replace").splitlines()[-15:])
                raise RuntimeError(f"{self.product.title} {self.product.version} did not start:\n{tail}")
            time.sleep(0.05)
        if self._server is None:
            self._server = self._run.record(f"{self.name}-server", int(self._place.pid_file.read_text()))

    def stop(self) -> None:
        """Ends it in order: SIGTERM."""
        if self._server:
            self._server.end(_STOP_SECONDS)
            self._launcher.end(_STOP_SECONDS)

    def kill(self) -> None:
        """Ends it as a crash does: SIGKILL."""
        if self._server:
            self._server.end()
            self._launcher.end()

    def api_key(self, role_descriptors: Mapping[str, Any] | None = None) -> str:
        """A new API key, encoded as the header wants it; limited to the roles, else as able as the superuser."""
        body = {"name": f"lab-{secrets.token_hex(4)}", "role_descriptors": role_descriptors or {}}
        return str(self.request("POST", "/_security/api_key", body)["encoded"])

    def _authorization(self) -> dict[str, str]:
        user = self.configuration.user
        if not user:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(f"{user.name}:{user.password}".encode()).decode()}

    def _healthy(self) -> bool:
        try:
            self.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5)
        except (OSError, SearchError):
            return False
        return True


@contextmanager
def search_node(name: str, *, heap: str = "512m", quick: bool = True, **settings: Any) -> Iterator[SearchNode]:
    """A node of its own by name (see ``catalog``), ended with the block."""
    run = processes.owned(name)
    try:
        yield SearchNode(run, Configuration(product(name), heap=heap, quick=quick, settings=settings)).start()
    finally:
        run.close()


def _reachable(home: Path) -> Path:
    """The distribution where an unprivileged user may read it: itself, or hard links in the state folder if it is below a closed home."""
    if all(parent.stat().st_mode & 0o001 for parent in home.parents):
        return home
    staged = processes.state() / ".distributions" / home.name
    if not staged.exists():
        scratch = staged.with_name(f".{home.name}.{os.getpid()}")
        shutil.copytree(home, scratch, copy_function=_link)
        try:
            scratch.rename(staged)
        except OSError:  # another process was quicker
            shutil.rmtree(scratch)
    return staged


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
