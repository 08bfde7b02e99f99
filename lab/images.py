"""Container images without a registry: the product's from its Dockerfile, and the pause image, as tar files that containerd imports.

With a Docker daemon the Dockerfile is built as its users build it. Without one, buildah builds it in a chroot on a Debian base that
debootstrap makes. Each is cached by a stamp of its inputs.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lab import cache, tools

PROJECT = Path(__file__).parent.parent
OPERATOR = "localhost/reindex-operator:lab"
PAUSE = "localhost/pause:1"
_SUITE = "bookworm"
_BASE = "localhost/reindex-lab-base:1"
_CERTIFICATES = Path("/etc/ssl/certs")
_INPUTS = ("Dockerfile", ".dockerignore", "pyproject.toml", "constraints.txt", "README.md", "LICENSE")


def operator() -> Path:
    """The product's image ``OPERATOR``, built from the Dockerfile."""
    sources = sorted(path for path in (PROJECT / "operator").rglob("*") if path.is_file() and path.suffix not in {".pyc", ".pyo"})
    inputs = [*(PROJECT / name for name in _INPUTS), *sources]
    names = "\n".join(str(path.relative_to(PROJECT)) for path in inputs)
    if docker():
        return cache.entry("images", "operator", cache.stamp("docker", names, *inputs), _with_docker) / "image.tar"
    return cache.entry("images", "operator", cache.stamp("buildah", base().parent.name, names, *inputs), _with_buildah) / "image.tar"


def pause() -> Path:
    """The image ``PAUSE``, which holds a pod's namespaces."""
    source = Path(__file__).parent / "pause.c"
    return cache.entry("images", "pause", cache.stamp(source), lambda folder: _pause(source, folder)) / "image.tar"


def base() -> Path:
    """A root file system: Debian with Python and its venv module, as a tar file."""
    return cache.entry("images", "debian-base", cache.stamp(_SUITE, "python3 python3-venv"), _debootstrap) / "rootfs.tar"


def docker() -> bool:
    """Whether a Docker daemon is here."""
    return bool(shutil.which("docker")) and _succeeds(["docker", "info"])


def _with_docker(folder: Path) -> None:
    _run(["docker", "build", "--tag", OPERATOR, str(PROJECT)])
    _run(["docker", "save", "--output", str(folder / "image.tar"), OPERATOR])


def _with_buildah(folder: Path) -> None:
    with _buildah() as buildah:
        container = buildah("from", "--name", "base", "scratch").strip()
        buildah("add", "--quiet", container, str(base()), "/")
        buildah("commit", "--quiet", container, _BASE)
        build = ["build", "--isolation", "chroot", "--pull-never", "--network", "host", "--build-arg", f"BASE={_BASE}", "--tag", OPERATOR]
        buildah(*build, *_client_settings(), str(PROJECT))
        buildah("push", OPERATOR, f"oci-archive:{folder / 'image.tar'}:{OPERATOR}")


def _client_settings() -> list[str]:
    """Lets pip in the build reach its index as pip on this machine does: its settings, and the certificates that are trusted here."""
    names = [name for name in os.environ if re.fullmatch(r"PIP_(INDEX_URL|CERT|TRUSTED_HOST|DEFAULT_TIMEOUT)|SSL_CERT_FILE", name)]
    volumes = [_CERTIFICATES, *(Path(name) for name in ("/etc/pip.conf",) if Path(name).exists())]
    mounts = [word for path in volumes for word in ("--volume", f"{path}:{path}:ro")]
    return [*mounts, *(word for name in names for word in ("--env", f"{name}={os.environ[name]}"))]


@contextmanager
def _buildah() -> Iterator[Callable[..., str]]:
    """Runs buildah with storage of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="reindex-lab-buildah-", ignore_cleanup_errors=True) as scratch:
        storage = ["--root", f"{scratch}/root", "--runroot", f"{scratch}/run", "--storage-driver", "overlay"]
        yield lambda *arguments: _run(["nice", str(tools.find("buildah")), *storage, *arguments])


def _pause(source: Path, folder: Path) -> None:
    _run([str(tools.find("gcc")), "-static", "-Os", "-s", "-o", str(folder / "pause"), str(source)])
    with _buildah() as buildah:
        container = buildah("from", "scratch").strip()
        buildah("add", "--quiet", container, str(folder / "pause"), "/pause")
        buildah("config", "--entrypoint", '["/pause"]', "--user", "65535:65535", container)
        buildah("commit", "--quiet", container, PAUSE)
        buildah("push", PAUSE, f"oci-archive:{folder / 'image.tar'}:{PAUSE}")


def _debootstrap(folder: Path) -> None:
    tools.need_root("making a Debian root file system")
    root = folder / "root"
    packages = "--include=python3,python3-venv,ca-certificates"
    _run(["nice", str(tools.find("debootstrap")), "--variant=minbase", packages, _SUITE, str(root), *_mirror()])
    unwanted = ["--exclude=./var/cache/apt/*", "--exclude=./var/lib/apt/lists/*"]
    _run(["tar", "--create", "--numeric-owner", *unwanted, "--file", str(folder / "rootfs.tar"), "--directory", str(root), "."])
    shutil.rmtree(root)


def _mirror() -> list[str]:
    """The mirror that apt uses here, where it says so in the deb822 format; else debootstrap's own choice."""
    for file in sorted(Path("/etc/apt/sources.list.d").glob("debian*.sources")):
        if found := re.search(r"^URIs:\s*(\S+)", file.read_text(), re.MULTILINE):
            return [found[1]]
    return []


def _succeeds(argv: Sequence[str]) -> bool:
    return subprocess.run(argv, check=False, capture_output=True).returncode == 0


def _run(argv: Sequence[str]) -> str:
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv[:4])} ... failed:\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout
