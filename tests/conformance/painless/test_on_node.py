"""The table of Painless cases, asked of the nodes again."""

from collections.abc import Iterator

import pytest

from tests.conformance.harness.node import Node

from . import node as real
from .cases import Case, cases, same


@pytest.fixture(scope="module", autouse=True)
def prepared(node: Node) -> Iterator[None]:
    """Leaves the node as empty as other tests expect it."""
    real.prepare(node)
    yield
    node.empty()


@pytest.mark.conformance
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.source[:60]}")
def test_a_node_still_does_what_the_table_says(node: Node, case: Case) -> None:
    found = real.outcome(node, case.source, reindex=case.reindex)
    assert same(case.on(node.name), found), f"{node.name}: {found}"
