"""Random requests over random documents, on the node's own ``_reindex`` and through our engine. Set ``REINDEX_EXAMPLES`` for more than a few.

What would depend on the order in which a node happens to read is left out: several shards only where each document goes its own way.
"""

import asyncio
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance.harness.case import Case, Doc, Index
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import look_around, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(1200)]

IDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
NUMBERS = st.integers(-(2**53), 2**53)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def documents(draw: st.DrawFn) -> list[Doc]:
    """Documents with ids of their own, some routed, some with a version."""
    names = draw(st.lists(IDS, unique=True, max_size=12))
    return [
        Doc(name, {"n": n, "v": draw(VALUES)}, draw(st.none() | st.sampled_from(["r", "ä,b", "s t"])), draw(st.none() | st.integers(1, 9)))
        for n, name in enumerate(names)
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A small world and a request."""
    source = draw(documents())
    there = [Doc(doc.id, {"old": True}, doc.routing, draw(st.none() | st.integers(1, 9))) for doc in source if draw(st.booleans())]
    shards = draw(st.integers(1, 3))
    body: dict[str, Any] = {"source": {"index": "src"}, "dest": {"index": "dst"}}
    params: dict[str, Any] = {}
    if draw(st.booleans()):
        body["dest"]["op_type"] = draw(st.sampled_from(["index", "create"]))
    if body["dest"].get("op_type") != "create" and draw(st.booleans()):
        body["dest"]["version_type"] = draw(st.sampled_from(["internal", "external", "external_gte"]))
    if draw(st.booleans()):
        body["dest"]["routing"] = draw(st.sampled_from(["keep", "discard", "=x", "=ä b"]))
    proceeds = draw(st.booleans())
    if proceeds:
        body["conflicts"] = "proceed"
    if draw(st.booleans()):
        body["source"]["query"] = draw(st.sampled_from([{"range": {"n": {"lt": 4}}}, {"match_all": {}}, {"term": {"n": 2}}]))
    if draw(st.booleans()):
        body["source"]["_source"] = draw(st.sampled_from([["n"], ["v.*"], {"excludes": ["v"]}]))
    if draw(st.booleans()) and (proceeds or shards == 1):
        body["source"]["size"] = draw(st.integers(1, 5))
    if shards == 1 and "size" in body["source"] and draw(st.booleans()):
        body["max_docs"] = draw(st.integers(body["source"]["size"] + 1, 14))
    elif proceeds and draw(st.booleans()):
        params["slices"] = draw(st.integers(1, 4))
    world = {"src": Index(source, shards, mappings=OPAQUE), "dst": Index(there, draw(st.integers(1, 2)), mappings=OPAQUE)}
    return Case("random", "R25", world, body, params, any_id=False)


OPAQUE = {"dynamic": False, "properties": {"n": {"type": "long"}}}


@settings(
    max_examples=int(os.environ.get("REINDEX_EXAMPLES", "25")),
    derandomize="REINDEX_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_random_requests(node: Node, case: Case) -> None:
    try:
        node.build(case)
        theirs = look_around(node, nodes_own(node, case), case)
        node.reset(case)
        node.build(case)
        ours = look_around(node, asyncio.run(our_run(node, case)), case)
        wrong = [
            line for line in complaints(case, theirs, ours, node.open_contexts()) if "max_docs" not in case.body or "batches" not in line
        ]
    finally:
        node.reset(case)
    assert not wrong, "\n".join([*wrong, f"node: {theirs.status} {theirs.error}", f"ours: {ours.error}"])
