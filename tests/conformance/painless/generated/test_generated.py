"""A bounded set of generated programs; ``make painless-generated`` runs more."""

import pytest

from tests.conformance.harness.node import Node
from tests.conformance.painless import node as real

from .compare import differences

NODES = ("es9",)


@pytest.mark.conformance
@pytest.mark.timeout(300)
def test_generated_programs_do_here_what_they_do_on_a_node(node: Node) -> None:
    real.unlimited(node)
    found = [f"seed {one.seed}: node {one.node[:200]} ours {one.ours[:200]}" for one in differences(node, range(300)) if not one.refused]
    assert not found, "\n".join(found)
