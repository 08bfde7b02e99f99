"""A node's configuration files: settings, JVM options, users and TLS. Pure, but for ``write``."""

import base64
import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.certificates import LOOPBACK, Authority
from lab.search.catalog import Product

_PBKDF2_ROUNDS = 1000
QUICK_JVM = ("-XX:-AlwaysPreTouch", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For tests: quick to start and small, but slower at work."""


@dataclass(frozen=True)
class User:
    """A superuser of a node with security."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Configuration:
    """What a node is started with. ``heap`` is as the JVM writes it; ``quick`` is for tests (see ``QUICK_JVM``)."""

    product: Product
    heap: str = "512m"
    user: User | None = None
    tls: Authority | None = None
    hosts: tuple[str, ...] = ()
    """Names and addresses, beside this machine's loopback ones, that the TLS certificate is good for."""
    quick: bool = True
    jvm: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def yaml(self, name: str, folder: Path, port: int, transport_port: int) -> str:
        """``elasticsearch.yml`` or ``opensearch.yml``: JSON values are YAML."""
        settings: dict[str, Any] = {
            "cluster.name": name,
            "node.name": name,
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "http.port": port,
            "network.host": "127.0.0.1",
            "transport.port": transport_port,
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        if self.product.security:
            settings |= self._security()
        return "".join(f"{key}: {json.dumps(value)}\n" for key, value in (settings | dict(self.settings)).items())

    def jvm_options(self) -> list[str]:
        """Options of the JVM beyond the product's own; the last of two wins."""
        collector = () if self.quick else ("-XX:+UseG1GC",)
        return [f"-Xms{self.heap}", f"-Xmx{self.heap}", *collector, *(QUICK_JVM if self.quick else ()), *self.jvm]

    def write(self, folder: Path, name: str, home: Path, port: int, transport_port: int) -> None:
        """Fills the folder ``config`` below the node's folder."""
        config = folder / "config"
        if self.product.opensearch:
            config.mkdir(exist_ok=True)
            (config / "opensearch.yml").write_text(self.yaml(name, folder, port, transport_port))
            return
        shutil.copytree(home / "config", config, dirs_exist_ok=True)
        (config / "elasticsearch.yml").write_text(self.yaml(name, folder, port, transport_port))
        (config / "jvm.options").write_text("\n".join(_without_collector(config / "jvm.options")) + "\n")
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (config / "jvm.options.d" / "lab.options").write_text("\n".join(self.jvm_options()) + "\n")
        if self.user:
            (config / "users").write_text(f"{self.user.name}:{_hashed(self.user.password)}\n")
            (config / "users_roles").write_text(f"superuser:{self.user.name}\n")
        if self.tls:
            self.tls.issue("localhost", hosts=(*LOOPBACK, *self.hosts)).write(config, "http")

    def _security(self) -> dict[str, Any]:
        settings: dict[str, Any] = {"xpack.security.enabled": self.user is not None}
        if self.user:
            settings |= {"xpack.security.transport.ssl.enabled": False, "xpack.security.authc.api_key.enabled": True}
            settings["xpack.security.http.ssl.enabled"] = self.tls is not None
        if self.tls:
            settings |= {"xpack.security.http.ssl.key": "http.key", "xpack.security.http.ssl.certificate": "http.crt"}
        return settings


def _without_collector(options: Path) -> list[str]:
    """The shipped options without the choice of a collector, which is ours, and its log files."""
    return [line for line in options.read_text().splitlines() if "UseG1GC" not in line and "Xlog:gc" not in line]


def _hashed(password: str) -> str:
    """As the file realm stores it: PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _PBKDF2_ROUNDS, dklen=32)
    return f"{{PBKDF2}}{_PBKDF2_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(derived).decode()}"
