"""The scripts as people write them, asked of the nodes again."""

from collections.abc import Iterator

import pytest

from tests.conformance.harness.node import Node

from .cases import same
from .in_use import Used, prepare, there, used
from .node import unlimited


@pytest.fixture(scope="module", autouse=True)
def prepared(node: Node) -> Iterator[None]:
    """Leaves the node as empty as other tests expect it."""
    unlimited(node)
    node.empty()
    prepare(node, used())
    yield
    node.empty()


@pytest.mark.conformance
@pytest.mark.parametrize("script", used(), ids=lambda script: script.name)
def test_a_node_still_runs_a_script_as_the_table_says(node: Node, script: Used) -> None:
    expected = script.on(node.name)
    found = there(node, script, {int(number) for number in expected.get("thrown", {})})
    assert same(expected, found), f"{node.name}: {found}"
