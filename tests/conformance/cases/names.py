"""Aliases, data streams and pipelines of the destination (R11-R13, R16, R27, R31)."""

from collections.abc import Sequence
from typing import Any

from tests.conformance.harness.case import ABSENT, Case, Differs, Doc, Index, Step, copy, docs

SRC: dict[str, Index | Sequence[Doc]] = {"src": docs(6)}
NO_INGEST = {"es7": "the node has no ingest-common module", "os3": "the node has no ingest-common module"}
NO_REROUTE = {"os3": "OpenSearch has no such processor"}

REFUSED_EARLY = Differs(
    "destination-refused-early",
    {"error": (False, True), "response": (lambda response: len(response["failures"]) == 6, None), "status": (400, ABSENT)},
)


def into_alias(name: str, rules: str, members: dict[str, Any], **more: Any) -> Case:
    """A copy into the alias ``also`` with these members."""
    indices = {index: Index(aliases={"also": about}) for index, about in members.items()}
    return Case(name, rules, SRC | indices, copy(None, {"index": "also"}), **more)


def pipeline(name: str, *processors: dict[str, Any], rules: str = "api:dest", dest: dict[str, Any] | None = None, **more: Any) -> Case:
    """A copy through a pipeline of these processors."""
    made: Step = ("PUT", "/_ingest/pipeline/p", {"processors": list(processors)})
    unable = NO_INGEST | more.pop("no", {})
    return Case(name, rules, SRC, copy(None, {"pipeline": "p"} | (dest or {})), before=[made], unless=unable, **more)


CASES = [
    into_alias("alias-of-one-index", "R12", {"dst": {}}),
    into_alias("alias-with-a-write-index", "R12", {"dst": {"is_write_index": True}, "dst2": {}}),
    into_alias("alias-without-a-write-index", "R12", {"dst": {}, "dst2": {}}, reason="InvalidRequest", says="also"),
    into_alias("alias-that-refuses-writes", "R12", {"dst": {"is_write_index": False}}, reason="InvalidRequest", says="also"),
    into_alias("alias-with-routing", "R12 R26", {"dst": {"index_routing": "x"}}),
    into_alias("alias-required-and-there", "R13 api:require_alias", {"dst": {}}, params={"require_alias": True}),
    Case("alias-required-and-missing", "R13 R14", SRC, copy(), {"require_alias": True}, reason="NotAnAlias", says="dst"),
    Case("alias-required-and-an-index", "R13", SRC | {"dst": []}, copy(), {"require_alias": True}, reason="NotAnAlias", says="dst"),
    into_alias("alias-required-with-a-write-index", "R13", {"dst": {"is_write_index": True}, "dst2": {}}, params={"require_alias": True}),
    Case(
        "alias-required-of-the-source",
        "R11 R13",
        {"src": Index(docs(3), aliases={"also": {}})},
        copy(None, {"index": "also"}),
        {"require_alias": True},
        reason="DestinationIsSource",
        says="src",
    ),
    Case("alias-required-of-an-empty-source", "R13", {"src": []}, copy(), {"require_alias": True}, reason="NotAnAlias", says="dst"),
    Case(
        "alias-read-and-written",
        "R12",
        {"real": Index(docs(3), aliases={"src": {}}), "dst": Index(aliases={"also": {}})},
        copy(None, {"index": "also"}),
    ),
    Case(
        "alias-of-two-with-create",
        "R12 R29",
        SRC | {"dst": Index(docs(2), aliases={"also": {"is_write_index": True}}), "dst2": Index(aliases={"also": {}})},
        copy(None, {"index": "also", "op_type": "create"}, conflicts="proceed"),
    ),
    Case(
        "alias-with-a-filter-as-destination",
        "R12",
        SRC | {"dst": Index(aliases={"also": {"filter": {"term": {"n": 1}}}})},
        copy(None, {"index": "also"}),
    ),
    Case("alias-with-upper-case", "R12 api:dest", SRC | {"dst": Index(aliases={"Also": {}})}, copy(None, {"index": "Also"})),
    Case("alias-hidden", "api:source", {"real": Index(docs(2), aliases={"src": {"is_hidden": True}})}, copy()),
    Case("alias-not-required", "R13", SRC | {"dst": []}, copy(), {"require_alias": False}),
    Case("alias-read", "api:source", {"real": Index(docs(4), aliases={"src": {}})}, copy()),
    Case(
        "alias-read-of-several",
        "api:source",
        {"a": Index(docs(4), aliases={"src": {}}), "b": Index(docs(4, start=11), aliases={"src": {}})},
        copy(),
    ),
    Case("alias-read-filtered", "api:source", {"real": Index(docs(9), aliases={"src": {"filter": {"range": {"n": {"gt": 4}}}}})}, copy()),
    Case(
        "alias-read-filtered-and-query",
        "api:source",
        {"real": Index(docs(9), aliases={"src": {"filter": {"range": {"n": {"gt": 4}}}}})},
        copy({"query": {"range": {"n": {"lt": 7}}}}),
    ),
    Case(
        "alias-read-filtered-and-slices",
        "api:source",
        {"real": Index(docs(19), shards=2, aliases={"src": {"filter": {"range": {"n": {"gt": 4}}}}})},
        copy(),
        {"slices": 2},
    ),
    Case(
        "alias-read-filtered-beside-its-index",
        "api:source",
        {"real": Index(docs(9), aliases={"part": {"filter": {"range": {"n": {"gt": 4}}}}})},
        copy({"index": ["real", "part"]}),
    ),
    Case(
        "two-filtered-aliases-of-one-index",
        "api:source",
        {"real": Index(docs(9), aliases={"low": {"filter": {"range": {"n": {"lt": 3}}}}, "high": {"filter": {"range": {"n": {"gt": 7}}}}})},
        copy({"index": ["low", "high"]}),
    ),
    Case(
        "alias-read-by-pattern",
        "api:source",
        {"real": Index(docs(9), aliases={"part-a": {"filter": {"range": {"n": {"gt": 4}}}}})},
        copy({"index": "part-*"}),
    ),
    Case(
        "alias-read-with-search-routing",
        "api:source",
        {"real": Index(docs(30), shards=3, aliases={"src": {"search_routing": "x"}})},
        copy(),
    ),
    Case(
        "alias-of-the-source",
        "R11",
        {"src": Index(docs(3), aliases={"also": {}})},
        copy(None, {"index": "also"}),
        reason="DestinationIsSource",
        says="src",
    ),
    Case(
        "alias-read-of-the-destination",
        "R11",
        {"real": Index(docs(3), aliases={"src": {}})},
        copy(None, {"index": "real"}),
        reason="DestinationIsSource",
        says="real",
    ),
    Case(
        "alias-whose-write-index-is-elsewhere",
        "R11 R12",
        {"src": Index(docs(3), aliases={"also": {}}), "dst": Index(aliases={"also": {"is_write_index": True}})},
        copy(None, {"index": "also"}),
    ),
    pipeline("pipeline-sets", {"set": {"field": "added", "value": "x"}}),
    pipeline("pipeline-removes", {"remove": {"field": "n"}}),
    pipeline("pipeline-renames", {"rename": {"field": "n", "target_field": "m"}}),
    pipeline("pipeline-drops-all", {"drop": {}}, rules="R27"),
    pipeline("pipeline-drops-some", {"drop": {"if": "ctx.n % 2 == 0"}}, rules="R27"),
    pipeline("pipeline-fails-all", {"fail": {"message": "no"}}, rules="R29 R30"),
    pipeline("pipeline-fails-some", {"fail": {"message": "no {{n}}", "if": "ctx.n == 3"}}, rules="R29 R30"),
    pipeline("pipeline-fails-and-goes-on", {"fail": {"message": "no", "ignore_failure": True}}, rules="R29"),
    pipeline("pipeline-changes-the-index", {"set": {"field": "_index", "value": "elsewhere"}}, rules="R27"),
    pipeline("pipeline-changes-the-id", {"set": {"field": "_id", "value": "all-the-same"}}, rules="R27 R36"),
    pipeline("pipeline-changes-the-routing", {"set": {"field": "_routing", "value": "r"}}, rules="R26"),
    pipeline("pipeline-reroutes-some", {"set": {"field": "_index", "value": "elsewhere", "if": "ctx.n > 4"}}, rules="R27"),
    pipeline("pipeline-reroutes-by-its-processor", {"reroute": {"destination": "elsewhere"}}, rules="R27", no=NO_REROUTE),
    pipeline("pipeline-drops-under-create", {"drop": {"if": "ctx.n < 3"}}, rules="R27", dest={"op_type": "create"}),
    pipeline(
        "pipeline-mends-its-failure",
        {"fail": {"message": "no", "if": "ctx.n == 2", "on_failure": [{"set": {"field": "mended", "value": True}}]}},
        rules="R29",
    ),
    pipeline("pipeline-with-a-condition-that-fails", {"set": {"field": "a", "value": 1, "if": "ctx.nothing.more == 1"}}, rules="R29 R30"),
    pipeline("pipeline-converts-what-it-can-not", {"convert": {"field": "n", "type": "ip"}}, rules="R29 R30"),
    pipeline("pipeline-of-the-version", {"set": {"field": "seen", "value": "{{_index}}/{{_id}}"}}, rules="R25"),
    pipeline("pipeline-changes-the-type-of-a-field", {"set": {"field": "n", "value": "text"}}, rules="R29"),
    pipeline("pipeline-scripts", {"script": {"source": "ctx.n = ctx.n * 2"}}, rules="R25"),
    pipeline("pipeline-and-create", {"set": {"field": "added", "value": 1}}, dest={"op_type": "create"}, rules="R25"),
    pipeline("pipeline-and-routing", {"set": {"field": "added", "value": 1}}, dest={"routing": "=x"}, rules="R26"),
    Case(
        "pipeline-drops-and-max-docs",
        "R27 R31",
        SRC,
        copy(None, {"pipeline": "p"}, max_docs=4),
        before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"drop": {"if": "ctx.n < 4"}}]})],
        unless=NO_INGEST,
    ),
    Case(
        "pipeline-missing",
        "R29",
        SRC,
        copy(None, {"pipeline": "nothing"}),
        reason="InvalidRequest",
        says=["pipeline", "nothing"],
        differs=REFUSED_EARLY,
    ),
    Case("pipeline-none", "api:dest", SRC, copy(None, {"pipeline": "_none"})),
    Case(
        "pipeline-by-default",
        "api:dest",
        SRC | {"dst": Index(settings={"default_pipeline": "p"})},
        copy(),
        before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "added", "value": 1}}]})],
        unless=NO_INGEST,
    ),
    Case(
        "pipeline-by-default-switched-off",
        "api:dest",
        SRC | {"dst": Index(settings={"default_pipeline": "p"})},
        copy(None, {"pipeline": "_none"}),
        before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "added", "value": 1}}]})],
        unless=NO_INGEST,
    ),
    Case(
        "pipeline-at-the-end",
        "api:dest",
        SRC | {"dst": Index(settings={"final_pipeline": "p"})},
        copy(),
        before=[("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "added", "value": 1}}]})],
        unless=NO_INGEST,
    ),
    Case("pipeline-empty", "api:dest", SRC, copy(None, {"pipeline": "p"}), before=[("PUT", "/_ingest/pipeline/p", {"processors": []})]),
]
