"""Helm, built once from its Go module."""

import os
import subprocess
from pathlib import Path

from lab import cache
from lab.kubernetes.build import go_build

VERSION = "v3.20.2"
_MODULE = "helm.sh/helm/v3/cmd/helm"


def binary() -> Path:
    """The ``helm`` program; built if it is not in the cache."""
    return cache.entry("tools", f"helm-{VERSION}", cache.stamp(_MODULE, VERSION), _build) / "helm"


def helm(*arguments: str, kubeconfig: Path | None = None) -> str:
    """What Helm prints; raises ``RuntimeError`` with what it said where it fails."""
    env = dict(os.environ) | ({"KUBECONFIG": str(kubeconfig)} if kubeconfig else {})
    done = subprocess.run([str(binary()), *arguments], env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"helm {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def _build(folder: Path) -> None:
    go_build(["install", "-trimpath", "-ldflags", "-s -w", f"{_MODULE}@{VERSION}"], cwd=folder, GOBIN=str(folder))
