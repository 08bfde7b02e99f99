"""What an image name stands for on a node without a container engine."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Image:
    """A root file system and the defaults of its containers; ``binds`` are folders of this machine that it shows read-only."""

    rootfs: Path = Path("/")
    user: int = 0
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=lambda: {"PATH": _PATH})
    workdir: str = "/"
    binds: tuple[Path, ...] = ()


def named(name: str) -> Image:
    """The product's image is this checkout with the Python that runs the node; any other is this machine."""
    return _product() if "reindex-operator" in name else Image()


def _product() -> Image:
    """As the Dockerfile makes it: the interpreter's environment first in the path, and an unprivileged user."""
    folders = [PROJECT, Path(sys.prefix), Path(sys.base_prefix), Path(os.path.realpath(sys.executable)).parent.parent]
    env = {
        "PATH": f"{Path(sys.prefix) / 'bin'}:{_PATH}",
        "PYTHONPATH": str(PROJECT / "operator"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/tmp",  # noqa: S108 - the container's own
        "USER": "reindex-operator",
        "PYTHONUNBUFFERED": "1",
    }
    return Image(
        user=65532,
        entrypoint=("python", "-m"),
        command=("reindex_operator.controller",),
        env=env,
        workdir="/tmp",  # noqa: S108 - the container's own
        binds=tuple(dict.fromkeys(one for one in folders if not any(one != other and one.is_relative_to(other) for other in folders))),
    )
