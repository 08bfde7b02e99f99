"""Helm, and helm-docs, which writes the chart's README: each built once from its Go module."""

import os
import subprocess
import sys
from pathlib import Path

from lab import cache
from lab.kubernetes.build import go_build

VERSION = "v3.20.2"
_MODULE = "helm.sh/helm/v3/cmd/helm"
_DOCS_VERSION = "v1.14.2"
_DOCS_MODULE = "github.com/norwoodj/helm-docs/cmd/helm-docs"

CHART = Path(__file__).parent.parent / "charts" / "reindex-operator"


def binary() -> Path:
    """The ``helm`` program; built if it is not in the cache."""
    return _built("helm", _MODULE, VERSION)


def helm(*arguments: str, kubeconfig: Path | None = None) -> str:
    """What Helm prints; raises ``RuntimeError`` with what it said where it fails."""
    env = dict(os.environ) | ({"KUBECONFIG": str(kubeconfig)} if kubeconfig else {})
    done = subprocess.run([str(binary()), *arguments], env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"helm {' '.join(arguments)}: {done.stdout.strip()}\n{done.stderr.strip()}".replace(": \n", ": "))
    return done.stdout


def readme() -> str:
    """The chart's README as ``README.md.gotmpl`` and the comments in ``values.yaml`` make it."""
    program = _built("helm-docs", _DOCS_MODULE, _DOCS_VERSION)
    command = [str(program), "--dry-run", "--log-level", "error", "--sort-values-order", "file", "--chart-search-root", str(CHART)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() + "\n"


def _built(name: str, module: str, version: str) -> Path:
    def build(folder: Path) -> None:
        go_build(["install", "-trimpath", "-ldflags", "-s -w", f"{module}@{version}"], cwd=folder, GOBIN=str(folder))

    return cache.entry("tools", f"{name}-{version}", cache.stamp(module, version), build) / name


if __name__ == "__main__":
    sys.stdout.write(readme())
