"""The programs that the lab needs from the machine, and what to install where one is missing."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    "go": ("golang-go", "Go 1.24 or newer: https://go.dev/dl"),
    "java": ("openjdk-17-jdk-headless", "a JDK: https://adoptium.net"),
    "mvn": ("maven", "Apache Maven: https://maven.apache.org"),
    "mount": ("mount", "util-linux"),
    "setpriv": ("util-linux", "util-linux"),
    "unshare": ("util-linux", "util-linux"),
}
"""Program -> (Debian package, what it is elsewhere)."""


class MissingToolError(RuntimeError):
    """Something that has to be installed is not; the message says what and how."""


def find(program: str) -> Path:
    """The program's path. Raises ``MissingToolError`` with the command that installs it."""
    if found := shutil.which(program):
        return Path(found)
    package, elsewhere = PACKAGES.get(program, (program, program))
    raise MissingToolError(f"the lab needs `{program}`: on Debian or Ubuntu `apt-get install {package}`; elsewhere install {elsewhere}")


def need_root(purpose: str) -> None:
    """Raises ``MissingToolError`` unless this is root."""
    if os.geteuid() != 0:
        raise MissingToolError(f"{purpose} needs root (it makes mount and PID namespaces): run it as root, e.g. with sudo")


@dataclass(frozen=True, order=True)
class JDK:
    """A Java Development Kit on this machine."""

    version: int
    home: Path

    @property
    def java(self) -> Path:
        """The ``java`` launcher."""
        return self.home / "bin" / "java"


def jdk(oldest: int, newest: int | None = None) -> JDK:
    """The newest JDK within the bounds (feature versions, both included)."""
    fitting = [found for found in jdks() if oldest <= found.version <= (newest or found.version)]
    if fitting:
        return max(fitting)
    wanted = f"{oldest} or newer" if newest is None else f"{oldest}" if oldest == newest else f"{oldest} to {newest}"
    there = ", ".join(f"{found.version} in {found.home}" for found in sorted(jdks())) or "none"
    raise MissingToolError(
        f"the lab needs a JDK {wanted} (found: {there}): on Debian or Ubuntu `apt-get install openjdk-{oldest}-jdk-headless`; "
        "elsewhere https://adoptium.net; set JAVA_HOME if it is in an unusual place"
    )


def jdks() -> set[JDK]:
    """The JDKs of ``JAVA_HOME``, ``/usr/lib/jvm`` and the ``PATH``."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += Path("/usr/lib/jvm").glob("*")
    if on_path := shutil.which("javac"):
        homes.append(Path(on_path).resolve().parent.parent)
    found = ((home.resolve(), _feature_version(home)) for home in homes)
    return {JDK(version, home) for home, version in found if version and (home / "bin" / "javac").exists()}


def _feature_version(home: Path) -> int | None:
    release = home / "release"
    match = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text(), re.MULTILINE) if release.exists() else None
    return int(match[1]) if match else None
