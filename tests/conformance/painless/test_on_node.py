"""The table of Painless cases, asked of a node again."""

from collections.abc import Iterator

import pytest

from tests.conformance.harness.node import Node

from . import node as real
from .cases import Case, cases, same

NODES = ("es9",)
"""What the table says is what this node does."""


@pytest.fixture(scope="module", autouse=True)
def emptied(node: Node) -> Iterator[None]:
    """Leaves the node as empty as other tests expect it."""
    yield
    node.empty()


@pytest.mark.conformance
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.source[:60]}")
def test_a_node_still_does_what_the_table_says(node: Node, case: Case) -> None:
    real.prepare(node.url)
    assert same(case.expected, real.outcome(node.url, case.source, reindex=case.reindex))
