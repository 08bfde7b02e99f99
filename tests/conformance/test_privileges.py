"""The privileges that the API's documentation asks for are enough for everything; a missing one is named with its index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from lab.search.node import SearchNode
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.prepare import prepare
from tests.conformance.harness.case import REMOTE, Case, Doc, Index, anything, copy, docs, mapped
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import Observation, look_around, nodes_own
from tests.conformance.harness.ours import our_run
from tests.conformance.secured import limited

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(300)]

SRC: dict[str, Any] = {"src": Index(docs(12), shards=2), "dst": Index()}
READ_AND_WRITE = {"src": ["read"], "src-*": ["read"], "dst": ["write"]}
ALLOWED = [
    Case("copy", "privileges", SRC, copy()),
    Case("query", "privileges", SRC, copy({"query": {"range": {"n": {"gt": 5}}}})),
    Case("size", "privileges", SRC, copy({"size": 5})),
    Case("filter", "privileges", SRC, copy({"_source": ["n"]})),
    Case("sort", "privileges", SRC, copy({"sort": {"n": "desc"}, "size": 5})),
    Case("slice-by-hand", "privileges", SRC, copy({"slice": {"id": 0, "max": 2}})),
    Case("runtime-mappings", "privileges", SRC, copy({"runtime_mappings": {"m": {"type": "long"}}})),
    Case("max-docs", "privileges", SRC | {"src": docs(12)}, copy(max_docs=5)),
    Case("slices", "privileges", SRC, copy(), {"slices": 2}),
    Case("create-proceed", "privileges", SRC | {"dst": docs(3)}, copy(None, {"op_type": "create"}, conflicts="proceed")),
    Case("create-abort", "privileges", SRC | {"src": docs(4), "dst": docs(1)}, copy(None, {"op_type": "create"})),
    Case("external-versions", "privileges", SRC | {"src": [Doc("1", {"n": 1}, version=7)]}, copy(None, {"version_type": "external"})),
    Case("routing", "privileges", SRC, copy(None, {"routing": "=x"})),
    Case("throttle", "privileges", SRC, copy({"size": 6}), {"requests_per_second": 1000}, throttled=(0, 1000)),
    Case("new-fields", "privileges", SRC | {"src": docs(3, lambda n: {f"field{n}": n})}, copy()),
    Case("active-shards", "privileges", SRC, copy(), {"wait_for_active_shards": 1}),
    Case("script", "privileges", SRC, copy(script={"source": "ctx._source.m = ctx._source.n * 2; if (ctx._source.n > 9) ctx.op = 'noop'"})),
    Case("script-deletes", "privileges", SRC | {"dst": docs(12)}, copy(script={"source": "ctx.op = 'delete'"})),
    Case(
        "pipeline",
        "privileges",
        SRC,
        copy(None, {"pipeline": "p"}),
        before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "added", "value": 1}}]})],
    ),
    Case("two-indices", "privileges", SRC | {"src-two": docs(3, start=101)}, copy({"index": ["src", "src-two"]})),
    Case("pattern", "privileges", {"src-one": docs(3), "src-two": docs(3, start=101), "dst": Index()}, copy({"index": "src-*"})),
    Case("empty", "privileges", {"src": Index(), "dst": Index()}, copy()),
    Case("failures", "privileges", {"src": anything(docs(3, lambda n: {"n": f"x{n}"})), "dst": mapped(n={"type": "long"})}, copy()),
    Case("query-that-is-wrong", "privileges", SRC, copy({"query": {"trem": {}}}), reason="InvalidQuery", says="trem"),
    Case("alias-required", "privileges", SRC | {"dst": Index(aliases={"also": {}})}, copy(None, {"index": "dst"})),
]


@contextmanager
def built(admin: Node, case: Case, user: Node) -> Iterator[None]:
    """The world of ``case`` for as long as the block runs, and ``user`` not longer."""
    try:
        admin.build(case)
        yield
    finally:
        admin.reset(case)
        user.close()


async def beside(admin: Node, key: Node, case: Case) -> tuple[Observation, Observation]:
    """The node's own run by this key, and ours in the same world made anew."""
    theirs = look_around(admin, nodes_own(key, case), case)
    admin.reset(case)
    admin.build(case)
    return theirs, look_around(admin, await our_run(key, case), case)


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case.name)
async def test_read_and_write_are_enough(secured: tuple[SearchNode, Node], case: Case) -> None:
    server, admin = secured
    key = limited(server, admin, READ_AND_WRITE)
    with built(admin, case, key):
        theirs, ours = await beside(admin, key, case)
        wrong = complaints(case, theirs, ours, admin.open_contexts())
    assert not wrong, "\n".join([case.name, *wrong, f"node: {theirs.status} {theirs.error}", f"ours: {ours.error}"])


MORE = [
    Case("slices-auto", "privileges", SRC, copy(), {"slices": "auto"}, unless={"es9": "wants no more"}),
    Case("refresh", "privileges", SRC, copy(), {"refresh": True}),
    Case("remote", "privileges", SRC, copy({"remote": {"host": REMOTE}})),
]
"""What the node itself wants more for, or does not do with TLS of its own authority."""


@pytest.mark.parametrize("case", MORE, ids=lambda case: case.name)
async def test_what_the_node_wants_more_for(secured: tuple[SearchNode, Node], case: Case) -> None:
    server, admin = secured
    if admin.name in case.unless:
        pytest.skip(case.unless[admin.name])
    key = limited(server, admin, READ_AND_WRITE)
    with built(admin, case, key):
        theirs, ours = await beside(admin, key, case)
    assert theirs.error, theirs.response
    assert ours.response, ours.error
    assert ours.response["created"] == 12


@pytest.mark.parametrize("privilege", ["auto_configure", "create_index", "manage"])
async def test_a_destination_is_created_with_any_of_three_privileges(secured: tuple[SearchNode, Node], privilege: str) -> None:
    server, admin = secured
    key = limited(server, admin, {"src": ["read"], "dst": ["write", privilege]})
    case = Case(f"created-{privilege}", "privileges", {"src": docs(3)}, copy())
    with built(admin, case, key):
        ours = look_around(admin, await our_run(key, case), case)
    assert ours.error is None
    assert ours.response
    assert ours.response["created"] == 3


@pytest.mark.parametrize(
    ("privileges", "reason", "said"),
    [
        ({"src": ["monitor"], "dst": ["write"]}, "Forbidden", ["src", "read"]),
        ({"dst": ["write"]}, "Forbidden", ["src", "read"]),
        ({"src": ["read"]}, "Forbidden", ["spec.dest.index", "write"]),
        ({"src": ["read"], "dst": ["read"]}, "Forbidden", ["spec.dest.index", "write"]),
        ({"src": ["read"], "else": ["write"]}, "Forbidden", ["spec.dest.index", "write", "dst"]),
    ],
    ids=["no-read-but-monitor", "no-read", "no-write", "no-write-but-read", "no-write-but-elsewhere"],
)
@pytest.mark.parametrize("script", [False, True], ids=["plain", "script"])
async def test_a_missing_privilege_is_named_with_its_index(
    secured: tuple[SearchNode, Node], privileges: dict[str, list[str]], reason: str, said: list[str], script: bool
) -> None:
    """With a script it is known only where a document arrives: it may send each to another index."""
    server, admin = secured
    key = limited(server, admin, privileges)
    case = Case(
        "missing", "privileges", {"src": docs(3), "dst": []}, copy(**({"script": {"source": "ctx._source.m = 1"}} if script else {}))
    )
    with built(admin, case, key):
        ours = look_around(admin, await our_run(key, case), case)
    end = ours.error or ours.ending
    assert end
    assert end[0] == reason, end
    assert [text for text in said if text not in end[1]] == [], end
    assert not [name for name in ours.documents if name.startswith("dst/")]


@pytest.mark.parametrize(
    ("privileges", "said"),
    [
        ({"src": ["read"], "else": ["write"]}, ["dst", "write"]),
        ({"src": ["read"], "dst": ["write", "view_index_metadata"]}, ["dst", "auto_configure"]),
    ],
    ids=["no-write", "no-create"],
)
async def test_a_dry_run_says_what_the_destination_would_not_let_it_do(
    secured: tuple[SearchNode, Node], privileges: dict[str, list[str]], said: list[str]
) -> None:
    server, admin = secured
    key = limited(server, admin, privileges)
    case = Case("dry", "privileges", {"src": docs(3)}, copy())
    with built(admin, case, key):
        error = await refused(key, key)
    assert error.reason == "Forbidden"
    assert [text for text in ["spec.dest.index", *said] if text not in error.message] == []


async def test_a_dry_run_says_that_the_destination_refuses_the_credentials(secured: tuple[SearchNode, Node]) -> None:
    _, admin = secured
    stranger = replace(admin, authorization="Basic YWRtaW46d3Jvbmc=", _connection=None)
    case = Case("dry", "privileges", {"src": docs(3)}, copy())
    with built(admin, case, stranger):
        error = await refused(admin, stranger)
    assert (error.reason, error.message.partition(".auth")[0]) == ("Unauthorized", "spec.dest.cluster")


async def refused(source: Node, dest: Node) -> ReindexError:
    """Why a dry run from one to the other is refused."""
    hosts = {"cluster": {"hosts": [dest.url]}}
    request = ReindexRequest.model_validate({**hosts, "source": {"index": ["src"]}, "dest": {"index": "dst"}, "dryRun": True})
    there = Connection(hosts=[dest.url], authorization=dest.authorization, ca=dest.ca, name="spec.dest.cluster")
    here = Connection(hosts=[source.url], authorization=source.authorization, ca=source.ca)
    with pytest.raises(ReindexError) as raised:
        async with Cluster(here) as reads, Cluster(there) as writes:
            await prepare(request, reads, writes)
    return raised.value


@pytest.mark.parametrize("granted", ["also", "dst"])
async def test_through_an_alias_whoever_may_write_on_the_node_may_here(secured: tuple[SearchNode, Node], granted: str) -> None:
    server, admin = secured
    key = limited(server, admin, {"src": ["read"], granted: ["write"]})
    case = Case("alias", "privileges", SRC | {"dst": Index(aliases={"also": {}})}, copy(None, {"index": "also"}))
    with built(admin, case, key):
        theirs, ours = await beside(admin, key, case)
    may = theirs.response is not None and not theirs.response["failures"]
    assert (ours.error is None and ours.ending is None) is may


async def test_a_missing_auto_create_is_named_with_its_index(secured: tuple[SearchNode, Node]) -> None:
    server, admin = secured
    key = limited(server, admin, {"src": ["read"], "dst": ["write"]})
    case = Case("missing", "privileges", {"src": docs(3)}, copy())
    with built(admin, case, key):
        ours = look_around(admin, await our_run(key, case), case)
    end = ours.error or ours.ending
    assert end
    assert [text for text in ("dst", "auto_c") if text not in end[1]] == [], end
