"""How to look around in what stays up."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab import __main__ as lab
from lab import processes, shell
from lab.cluster import KubernetesCluster
from lab.processes import Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REINDEX_LAB_STATE", str(tmp_path / "a state"))
    return processes.kept("demo")


@pytest.fixture
def kubectl(tmp_path: Path) -> Path:
    program = tmp_path / "its programs" / "kubectl"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho ours")
    program.chmod(0o755)
    return program


class Own(KubernetesCluster):
    """A cluster with a kubectl of its own."""

    program: Path

    @property
    def command(self) -> list[str]:
        return [str(self.program)]


def typed(*lines: str) -> list[str]:
    """What bash prints."""
    return subprocess.run(["bash", "-c", "\n".join(lines)], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]


def test_the_file_brings_the_cluster_its_kubectl_and_the_plugin(run: Run, kubectl: Path) -> None:
    cluster = Own(run.folder / "kubeconfig")
    cluster.program = kubectl
    said = typed(shell.write(run, cluster, Path("/more")), 'echo "$KUBECONFIG"', "kubectl", "command -v kubectl-reindex", 'echo "$PATH"')
    assert said[:3] == [str(cluster.kubeconfig), "ours", str(Path(sys.executable).parent / "kubectl-reindex")]
    assert ":/more:" in said[3]
    assert said[3].endswith(":" + typed('echo "$PATH"')[0])


def test_a_kubectl_that_is_found_already_brings_nothing_else_to_the_front(run: Run, kubectl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"/usr/bin:/bin:{kubectl.parent}")
    [path] = typed(shell.write(run, KubernetesCluster(run.folder / "kubeconfig")), 'echo "$PATH"')
    assert path == f"{Path(sys.executable).parent}:/usr/bin:/bin:{kubectl.parent}"


def test_status_says_where_to_look_as_long_as_something_is_up(run: Run, kubectl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cluster = Own(run.folder / "kubeconfig")
    cluster.program = kubectl
    command = shell.write(run, cluster)
    started = [run.start(name, ["sleep", "60"]) for name in ("search", "other")]
    run.announce("search", "http://127.0.0.1:9234")
    lab.main(["status"])
    assert capsys.readouterr().out.endswith(f"  search on http://127.0.0.1:9234\n  {command}\n")
    started[0].end()
    lab.main(["status"])
    assert "9234" not in (said := capsys.readouterr().out)
    assert command in said
    started[1].end()
    lab.main(["status"])
    assert command not in capsys.readouterr().out
    run.close()
