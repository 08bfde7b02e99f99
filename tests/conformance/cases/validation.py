"""What is refused before anything is read: wrong keys, types, bounds and combinations (R1-R10, R14)."""

from collections.abc import Mapping
from typing import Any

from tests.conformance.harness.case import ABSENT, Case, Differs, copy, docs

SRC = {"src": docs(3)}

REFUSED_EARLY = Differs(
    "destination-refused-early",
    {"error": (False, True), "response": (lambda response: len(response["failures"]) == len(SRC["src"]), None), "status": (400, ABSENT)},
)


def refused(  # noqa: PLR0917 - a table
    name: str, rules: str, body: Mapping[str, Any], field: str, params: Mapping[str, Any] | None = None, reason: str = "Invalid"
) -> Case:
    """A request that both refuse, ours by naming ``field``."""
    return Case(name, rules, SRC, body, params or {}, reason=reason, says=field)


CASES = [
    refused("source-index-missing", "R1", {"source": {}, "dest": {"index": "dst"}}, "source.index"),
    refused("source-index-empty-list", "R1", copy({"index": []}), "source.index"),
    refused("source-index-a-number", "R1", copy({"index": 7}), "source.index"),
    refused("source-index-an-object", "R1", copy({"index": {"name": "src"}}), "source.index"),
    refused("source-missing", "R1 api:source", {"dest": {"index": "dst"}}, "source"),
    refused("dest-missing", "R2 api:dest", {"source": {"index": "src"}}, "dest"),
    refused("dest-index-missing", "R2", {"source": {"index": "src"}, "dest": {}}, "dest.index"),
    refused("unknown-key", "R3", copy(colour="red"), "colour"),
    refused("unknown-key-in-source", "R3", copy({"colour": "red"}), "source.colour"),
    refused("unknown-key-in-dest", "R3", copy(None, {"colour": "red"}), "dest.colour"),
    refused("dest-version", "R3", copy(None, {"version": 3}), "dest.version"),
    refused("pipeline-as-a-parameter", "R3", copy(), "pipeline", {"pipeline": "p"}),
    refused("source-from", "R4", copy({"from": 1}), "source.from"),
    refused("source-stored-fields", "R4", copy({"stored_fields": ["n"]}), "source.storedFields"),
    refused("source-filter-off", "R4", copy({"_source": False}), "source._source"),
    refused("source-search-after", "R4", copy({"search_after": [1]}), "source.searchAfter"),
    refused("source-collapse", "R4", copy({"collapse": {"field": "n"}}), "source.collapse"),
    refused("source-rescore", "R4", copy({"rescore": {"query": {"rescore_query": {"match_all": {}}}}}), "source.rescore"),
    refused("max-docs-negative", "R5 api:max_docs", copy(max_docs=-4), "maxDocs"),
    refused("max-docs-zero", "R5", copy(max_docs=0), "maxDocs"),
    refused("max-docs-a-word", "R5", copy(max_docs="many"), "maxDocs"),
    refused("slices-zero", "R6 api:slices", copy(), "slices", {"slices": 0}),
    refused("slices-negative", "R6", copy(), "slices", {"slices": -2}),
    refused("slices-a-word", "R6", copy(), "slices", {"slices": "many"}),
    refused("slices-a-fraction", "R6", copy(), "slices", {"slices": "2.5"}),
    refused("slice-and-slices", "R6", copy({"slice": {"id": 0, "max": 2}}), "slice", {"slices": 2}),
    refused("requests-per-second-zero", "R7 api:requests_per_second", copy(), "requestsPerSecond", {"requests_per_second": 0}),
    refused("requests-per-second-negative", "R7", copy(), "requestsPerSecond", {"requests_per_second": -2}),
    refused("requests-per-second-a-word", "R7", copy(), "requestsPerSecond", {"requests_per_second": "unlimited"}),
    refused("requests-per-second-empty", "R7", copy(), "requestsPerSecond", {"requests_per_second": ""}),
    refused("conflicts-unknown", "R8 api:conflicts", copy(conflicts="maybe"), "conflicts"),
    refused("conflicts-upper-case", "R8", copy(conflicts="PROCEED"), "conflicts"),
    refused("routing-unknown", "R9", copy(None, {"routing": "bogus"}), "dest.routing"),
    refused("routing-upper-case", "R9", copy(None, {"routing": "KEEP"}), "dest.routing"),
    refused("remote-without-port", "R10", copy({"remote": {"host": "http://127.0.0.1"}}), "source.cluster.hosts"),
    refused("remote-without-scheme", "R10", copy({"remote": {"host": "127.0.0.1:9200"}}), "source.cluster.hosts"),
    refused("remote-with-a-query-string", "R10", copy({"remote": {"host": "http://127.0.0.1:9200/?a=b"}}), "source.cluster.hosts"),
    refused("remote-without-host", "R10", copy({"remote": {}}), "source.cluster.hosts"),
    refused("remote-unknown-key", "R10", copy({"remote": {"host": "http://127.0.0.1:9200", "colour": "red"}}), "source.cluster.colour"),
    refused("op-type-unknown", "R25 api:dest", copy(None, {"op_type": "upsert"}), "dest.opType"),
    refused("version-type-unknown", "R25 api:dest", copy(None, {"version_type": "force"}), "dest.versionType"),
    refused("size-zero", "R17 api:source", copy({"size": 0}), "source.size"),
    Case("size-negative", "R17", SRC, copy({"size": -1}), reason="Invalid", says="source.size", unless={"es7": "7.17 takes -1 as no size"}),
    refused("size-over-the-window", "R17", copy({"size": 10_001}), "source.size"),
    refused("scroll-without-unit", "R17 api:scroll", copy(), "scroll", {"scroll": "5"}),
    refused("scroll-a-word", "R17", copy(), "scroll", {"scroll": "long"}),
    refused("timeout-a-word", "R34 api:timeout", copy(), "timeout", {"timeout": "long"}),
    refused("timeout-without-unit", "R34", copy(), "timeout", {"timeout": "5"}),
    refused("active-shards-a-word", "R34 api:wait_for_active_shards", copy(), "waitForActiveShards", {"wait_for_active_shards": "most"}),
    refused("active-shards-negative", "R34", copy(), "waitForActiveShards", {"wait_for_active_shards": -3}),
    refused("refresh-a-word", "R35 api:refresh", copy(), "refresh", {"refresh": "maybe"}),
    refused("require-alias-a-word", "R13 api:require_alias", copy(), "requireAlias", {"require_alias": "maybe"}),
    refused("slice-beyond-max", "R6", copy({"slice": {"id": 2, "max": 2}}), "slice"),
    refused("slice-of-one", "R6", copy({"slice": {"id": 0, "max": 1}}), "slice.max"),
    refused("slice-negative", "R6", copy({"slice": {"id": -1, "max": 2}}), "slice.id"),
    refused("script-with-source-and-id", "R50 api:script", copy(script={"source": "ctx.op='noop'", "id": "s"}), "script"),
    refused("script-with-neither", "R50 api:script", copy(script={"params": {"a": 1}}), "script"),
    refused("script-unknown-key", "R3", copy(script={"source": "ctx.op='noop'", "colour": "red"}), "script.colour"),
    refused("script-unknown-language", "R50", copy(script={"source": "1", "lang": "cobol"}), "script.lang"),
    Case(
        "max-docs-below-slices",
        "R5",
        SRC,
        copy(max_docs=2),
        {"slices": 3},
        reason="Invalid",
        says="maxDocs",
        unless={"es9": "9.4.3 refuses it and yet writes two documents in the background, whenever it gets to it"},
    ),
    refused("sort-a-number", "R15", copy({"sort": 7}), "source.sort"),
    refused("query-a-list", "R17", copy({"query": []}), "source.query"),
    refused("runtime-mappings-a-list", "R17", copy({"runtime_mappings": []}), "source.runtimeMappings"),
    refused("dest-a-text", "R2", {"source": {"index": "src"}, "dest": "dst"}, "dest"),
    Case(
        "create-with-external-versions",
        "R25",
        SRC,
        copy(None, {"op_type": "create", "version_type": "external"}),
        reason="Invalid",
        says="opType",
    ),
    Case("query-unknown", "R17 R51", SRC, copy({"query": {"trem": {"n": 1}}}), reason="InvalidQuery", says="trem"),
    Case("query-malformed", "R17 R51", SRC, copy({"query": {"term": {"n": {"valeu": 1}}}}), reason="InvalidQuery", says="valeu"),
    Case("query-bad-number", "R17 R51", {"src": docs(3)}, copy({"query": {"term": {"n": "abc"}}}), reason="InvalidQuery", says="abc"),
    Case("query-two-keys", "R17 R51", SRC, copy({"query": {"term": {"n": 1}, "match_all": {}}}), reason="InvalidQuery", says="END_OBJECT"),
    Case("source-does-not-exist", "R14", {}, copy({"index": "missing"}), reason="SourceNotFound", says="missing"),
    Case("one-of-the-sources-does-not-exist", "R14", SRC, copy({"index": ["src", "missing"]}), reason="SourceNotFound", says="missing"),
    Case("dest-upper-case", "R2 R30", SRC, copy(None, {"index": "Dst"}), reason="InvalidRequest", says="Dst", differs=REFUSED_EARLY),
    Case("dest-with-a-comma", "R2", SRC, copy(None, {"index": "dst,other"}), reason="Invalid", says="dst,other", differs=REFUSED_EARLY),
    Case("dest-a-pattern", "R2", SRC, copy(None, {"index": "dst*"}), reason="Invalid", says="dst*", differs=REFUSED_EARLY),
    Case("dest-with-an-underscore", "R2", SRC, copy(None, {"index": "_dst"}), reason="Invalid", says="_dst", differs=REFUSED_EARLY),
]
