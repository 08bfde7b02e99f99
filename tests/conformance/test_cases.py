"""Every case, on the node's own ``_reindex`` and through our engine: nothing may differ but what docs/differences.md lists."""

import pytest

from tests.conformance.cases import CASES
from tests.conformance.harness.case import Case
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import look_around, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_case(node: Node, case: Case) -> None:
    if node.name in case.unless:
        pytest.skip(case.unless[node.name])
    try:
        node.build(case)
        theirs = look_around(node, nodes_own(node, case), case)
        node.reset(case)
        node.build(case)
        ours = look_around(node, await our_run(node, case), case)
        wrong = complaints(case, theirs, ours, node.open_contexts())
    finally:
        node.reset(case)
    assert not wrong, "\n".join([f"{case.name} ({case.rules})", *wrong, f"node: {theirs.status} {theirs.error}", f"ours: {ours.error}"])
