"""The how-tos, followed word by word: their manifests applied and their commands typed, in the order of the page, on a real cluster.

Only what names a user's own cluster is replaced: its address, and the Secrets of a cluster with users and TLS.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.kubernetes import build
from tests.integration.conftest import ROOT, Node
from tests.integration.support import Reindexes, fill, numbered

# Each command is a process of its own, and some call another.
pytestmark = pytest.mark.timeout(400)

PROGRAMS = Path(sys.executable).parent
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>yaml|console)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
# A request that the cluster refuses is an error, and nobody waits for a thing that can not be had here.
_SHELL = (
    'set -euo pipefail\ncurl() { command curl --fail-with-body --silent --show-error "$@"; }\n'
    "docker() { :; }\nhelm() { :; }\npip() { :; }\n"
)

Typed = dict[str, str]
"""What each command line printed."""


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """Language and text of each code block of a page."""
    for found in _BLOCK.finditer((ROOT / "docs" / page).read_text()):
        yield found["language"], re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE)


def typed(text: str) -> str:
    """What is typed of a block: all of it, or the lines behind prompts where it shows output."""
    lines = text.splitlines()
    shown = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return "\n".join(shown or lines)


def here(manifest: dict[str, Any], node: Node) -> dict[str, Any]:
    """The manifest for the node of this test."""
    spec = manifest["spec"]
    return manifest | {"spec": spec | {"cluster": node.cluster}}


@pytest.fixture
def follow(kubernetes: Any, reindexes: Reindexes, es9: Node, tmp_path: Path) -> Callable[..., Typed]:
    """Follows a page: writes its manifests as ``<name>.yaml``, types its commands but for blocks that contain one of ``skipped``."""
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_bytes(Path(kubernetes.kubeconfig).read_bytes())
    environment = {
        **os.environ,
        "PATH": f"{PROGRAMS}:{build.binaries()}:{os.environ['PATH']}",
        "KUBECONFIG": str(kubeconfig),
        "ES": es9.cluster["hosts"][0],
    }

    def run(text: str) -> str:
        done = subprocess.run(
            ["bash", "-c", _SHELL + text], check=False, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    run(f"kubectl config set-context --current --namespace {reindexes.namespace}")

    def page(name: str, *, skipped: tuple[str, ...] = ()) -> Typed:
        said: Typed = {}
        for language, text in blocks(name):
            if language == "yaml":
                manifest = here(yaml.safe_load(text), es9)
                (tmp_path / f"{manifest['metadata']['name']}.yaml").write_text(yaml.safe_dump(manifest))
            elif language == "console" and not any(word in text for word in skipped):
                said[typed(text)] = run(typed(text))
        return said

    return page


def printed(said: Typed, words: str) -> str:
    """What the only block with these words printed."""
    [found] = [output for text, output in said.items() if words in text]
    return found


def test_the_quick_start(follow: Callable[..., Typed], es9: Node, reindexes: Reindexes) -> None:
    es9.client.options(ignore_status=404).indices.delete(index="orders-v2")
    fill(es9.client, "orders-v1", numbered(500))
    # What convert makes, tests/integration/test_cli.py runs; here it would write over the manifest.
    said = follow("quick-start.md", skipped=("reindex convert",))
    assert "created 500" in printed(said, "kubectl reindex watch orders-v2")
    assert reindexes.get("orders-v2")["status"]["phase"] == "Succeeded"


def test_a_mapping_is_changed_without_downtime(follow: Callable[..., Typed], es9: Node) -> None:
    es9.client.options(ignore_status=404).indices.delete(index=["orders-v1", "orders-v2"])
    fill(es9.client, "orders-v1", numbered(500))
    es9.client.indices.put_settings(index="orders-v1", settings={"index.refresh_interval": "-1"})
    es9.client.index(index="orders-v1", id="unseen", document={"n": 500})
    said = follow("how-to/zero-downtime-migration.md")
    assert "created 500" in printed(said, "kubectl reindex watch orders-v2")
    assert "created 1  updated 0  deleted 0  noops 0  conflicts 500" in printed(said, "kubectl reindex rerun orders-v2")
    assert list(es9.client.indices.get_alias(name="orders")) == ["orders-v2"]
    es9.client.indices.refresh(index="orders-v2")
    assert es9.client.count(index="orders")["count"] == 501
    es9.client.indices.delete(index=["orders-v1", "orders-v2"])


def test_an_old_index_is_copied_before_an_upgrade(follow: Callable[..., Typed], es9: Node) -> None:
    es9.client.options(ignore_status=404).indices.delete(index="logs-2019-v8")
    fill(es9.client, "logs-2019", numbered(200))
    said = follow("how-to/version-upgrade.md")
    assert "created 200" in printed(said, "kubectl reindex wait logs-2019-v8")
    assert list(es9.client.indices.get_alias(name="logs-2019")) == ["logs-2019-v8"]
    es9.client.indices.delete(index="logs-2019-v8")


def test_a_script_is_tried_and_run(follow: Callable[..., Typed], es9: Node, reindexes: Reindexes) -> None:
    es9.client.options(ignore_status=404).indices.delete(index=["orders-v1", "orders-total"])
    orders = (
        (str(number), {"tenant": "acme", "status": "returned" if number % 4 == 0 else "paid", "net": number}) for number in range(200)
    )
    fill(es9.client, "orders-v1", orders)
    # What is printed for a file with a mistake, and after a failure, tests/unit/docs and test_failures look at.
    said = follow("how-to/scripts.md", skipped=("reindex lint", "--doc order.json", "failed after"))
    assert "there would be: 75 created, 25 skipped" in printed(said, "kubectl apply -f orders-total.yaml")
    assert "created 150  updated 0  deleted 0  noops 50" in printed(said, "kubectl reindex watch orders-total")
    es9.client.indices.refresh(index="orders-total")
    assert es9.client.get(index="orders-total", id="acme-7")["_source"]["total"] == pytest.approx(8.4)
    assert reindexes.get("orders-total")["status"]["runId"] == "1"
    es9.client.indices.delete(index=["orders-v1", "orders-total"])
