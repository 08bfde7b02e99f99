"""What a shell needs to look around in what stays up: a file to source, in the run's folder."""

import shlex
import shutil
import sys
from pathlib import Path

from lab.cluster import KubernetesCluster
from lab.processes import Run

_NAME = "env"


def write(run: Run, cluster: KubernetesCluster, *programs: Path) -> str:
    """Writes the file: this cluster's KUBECONFIG, and on the PATH its kubectl, ours with the plugin, and the folders ``programs``.

    Returns the command line that a user types.
    """
    kubectl = cluster.command[0]
    # The user's own is found already: its folder, before the others, would hide what is in them.
    folders = [Path(sys.executable).parent, *([] if kubectl == shutil.which("kubectl") else [Path(kubectl).parent]), *programs]
    path = ":".join(map(str, folders))
    text = f'export KUBECONFIG={shlex.quote(str(cluster.kubeconfig.absolute()))}\nexport PATH={shlex.quote(path)}:"$PATH"\n'
    (run.folder / _NAME).write_text(text)
    return _line(run)


def written(run: Run) -> str | None:
    """The command line, if there is something to look around in."""
    there = (run.folder / _NAME).exists() and any(process.alive() for process in run.processes())
    return _line(run) if there else None


def _line(run: Run) -> str:
    return f"source {shlex.quote(str(run.folder / _NAME))}"
