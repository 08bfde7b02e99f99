"""Copies between two clusters of other versions and products: each ends as a copy within one of them does.

The node's own ``_reindex`` within the destination's cluster is the measure, as its ``remote`` re-writes documents and refuses much.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from lab import processes
from lab.search.catalog import product
from lab.search.configuration import Configuration
from lab.search.node import SearchNode
from tests.conformance.conftest import chosen
from tests.conformance.harness.case import REMOTE, Case, Doc, Index, addressed, anything, copy, docs, mapped
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import look_around, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(300)]

ROUTED = Index([Doc("1", {"n": 1}, routing="a"), Doc("2", {"n": 2}), Doc("ä b/c", {"n": 3}, routing="ä,b")], shards=2)
BYTES = [Doc("1", b'{ "z":1.10, "a":1e3 }'), Doc("2", '{"k":"äöü € 😀"}'.encode())]
CASES = [
    Case("plain", "R10", {"src": docs(9)}, copy()),
    Case("pages-and-shards", "R10 R33", {"src": Index(docs(40), shards=3)}, copy({"size": 15})),
    Case("slices", "R10 R44", {"src": Index(docs(40), shards=3)}, copy(), {"slices": 3}),
    Case("query", "R10 R17", {"src": docs(20)}, copy({"query": {"range": {"n": {"gt": 12}}}})),
    Case("bytes", "R10 R25", {"src": BYTES}, copy()),
    Case("routing", "R10 R26", {"src": ROUTED, "dst": Index(shards=3)}, copy()),
    Case("external-versions", "R10 R19", {"src": [Doc("1", {"n": 1}, version=7)]}, copy(None, {"version_type": "external"})),
    Case(
        "conflicts", "R10 R29", {"src": docs(6), "dst": docs(2)}, copy({"size": 2}, {"op_type": "create"}, conflicts="proceed", max_docs=3)
    ),
    Case(
        "failures", "R10 R30", {"src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})), "dst": mapped(n={"type": "long"})}, copy()
    ),
    Case("sort", "R10 R15", {"src": docs(9)}, copy({"sort": [{"n": "desc"}], "size": 2}, max_docs=5)),
    Case("several-indices", "R10 R17", {"src-a": docs(3), "src-b": Index(docs(4, start=11), shards=2)}, copy({"index": "src-*"})),
    Case("missing", "R10 R14", {}, copy({"index": "none"}), reason="SourceNotFound", says="none"),
    Case("bad-query", "R10 R17", {"src": docs(2)}, copy({"query": {"trem": {}}}), reason="InvalidQuery", says="trem"),
]
PAIRS = [("es7", "es9"), ("os3", "es9"), ("es9", "os3"), ("es7", "os3"), ("es9", "es7")]


@pytest.fixture(scope="module")
def nodes(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Node]]:
    """Nodes by name: those that the command line has URLs of, the lab's otherwise."""
    given, made = chosen(request.config), {}
    with closing(processes.owned("between")) as run:

        def node(name: str) -> Node:
            if name not in made:
                url = given.get(name) or SearchNode(run, Configuration(product(name)), name=name).start().base_url
                made[name] = Node(name, url)
                made[name].empty()
            return made[name]

        yield node
        for one in made.values():
            one.empty()
            one.close()


@pytest.mark.parametrize("pair", PAIRS, ids="-to-".join)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_between_clusters(nodes: Callable[[str], Node], pair: tuple[str, str], case: Case) -> None:
    source, dest = (nodes(name) for name in pair)
    away: dict[str, Any] = {name: index for name, index in case.indices.items() if name.startswith("src")}
    there = replace(case, indices=away)
    here = replace(
        case,
        indices={name: index for name, index in case.indices.items() if name not in away},
        body=addressed({**case.body, "source": {**case.body["source"], "remote": {"host": REMOTE}}}, source.url),
    )
    try:
        dest.build(case)
        theirs = look_around(dest, nodes_own(dest, case), case)
        dest.empty()
        source.build(there)
        dest.build(here)
        ours = look_around(dest, await our_run(dest, here), here)
        theirs.documents = {name: found for name, found in theirs.documents.items() if name.split("/")[0] not in away}
        theirs.mappings = {name: found for name, found in theirs.mappings.items() if name not in away}
        wrong = complaints(case, theirs, ours, source.open_contexts())
    finally:
        source.empty()
        dest.empty()
    assert not wrong, "\n".join([case.name, *wrong, f"node: {theirs.status} {theirs.error}", f"ours: {ours.error}"])
