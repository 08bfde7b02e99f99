"""Builds Kubernetes: one multi-call binary of etcd, the control plane, kubelet and kubectl, from published Go modules.

About ten minutes from nothing on two cores, once a machine; ``kube/go.mod`` names the versions.
"""

import os
import re
import subprocess
from pathlib import Path

from lab import cache, tools

SOURCE = Path(__file__).parent / "kube"
ROLES = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kubectl")


def version() -> str:
    """The Kubernetes version, e.g. ``v1.35.4``."""
    match = re.search(r"^\s*k8s\.io/kubernetes (v\S+)$", (SOURCE / "go.mod").read_text(), re.MULTILINE)
    if not match:
        raise RuntimeError(f"{SOURCE / 'go.mod'} does not require k8s.io/kubernetes")
    return match[1]


def binaries() -> Path:
    """The folder with one program a role; builds it if it is not in the cache."""
    sources = [SOURCE / name for name in ("main.go", "go.mod", "go.sum")]
    stamp = cache.stamp(*sources, _link_flags(), _go_version())
    return cache.entry("kubernetes", version(), stamp, _build)


def _build(folder: Path) -> None:
    go_build(["build", "-trimpath", "-ldflags", _link_flags(), "-o", str(folder / "kube"), "."], cwd=SOURCE)
    for role in ROLES:
        (folder / role).symlink_to("kube")


def go_build(arguments: list[str], *, cwd: Path, **env: str) -> None:
    """Runs ``go`` at low priority; raises with its output where it fails."""
    command = ["nice", str(tools.find("go")), *arguments]
    settings = {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false", "GOWORK": "off", **env}
    done = subprocess.run(command, cwd=cwd, env=os.environ | settings, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"go {' '.join(arguments)} failed:\n{done.stderr[-4000:]}")


def _link_flags() -> str:
    """No symbols, and the version stamps that kubectl, Helm and ``/version`` show."""
    minor = version().split(".")[1]
    stamps = {
        "gitVersion": version(),
        "gitMajor": "1",
        "gitMinor": minor,
        "gitTreeState": "clean",
        "gitCommit": "0" * 40,
        "buildDate": "1970-01-01T00:00:00Z",
    }
    packages = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
    return " ".join(["-s -w", *(f"-X {package}.{name}={value}" for package in packages for name, value in stamps.items())])


def _go_version() -> str:
    # Asked in the sources' folder: the module may ask for another toolchain than the default one.
    command = [str(tools.find("go")), "env", "GOVERSION", "GOOS", "GOARCH"]
    return subprocess.run(command, cwd=SOURCE, check=True, capture_output=True, text=True).stdout
