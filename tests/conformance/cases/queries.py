"""Queries, orders and fields that the source's cluster refuses: its own words reach the run's message, and nothing is written (R17, R51)."""

from typing import Any

from tests.conformance.harness.case import Case, Index, copy, docs

SRC = {"src": Index(docs(3, lambda n: {"n": n, "t": f"word{n}", "k": f"k{n}"}), mappings={"properties": {"k": {"type": "keyword"}}})}
NO_RUNTIME = {"os3": "no runtime mappings in OpenSearch"}


def query(name: str, wrong: dict[str, Any], says: str, reason: str = "InvalidQuery", **more: Any) -> Case:
    """A copy under a query that no cluster can read."""
    return Case(f"bad-query-{name}", "R17 R51", SRC, copy({"query": wrong}), reason=reason, says=["spec.source.query", says], **more)


def order(name: str, wrong: list[Any], says: str, reason: str = "InvalidQuery", **more: Any) -> Case:
    """A copy in an order that no cluster can sort by."""
    return Case(f"bad-sort-{name}", "R15 R51", SRC, copy({"sort": wrong}), reason=reason, says=["spec.source.sort", says], **more)


def runtime(name: str, wrong: dict[str, Any], says: str, reason: str = "InvalidQuery") -> Case:
    """A copy with runtime fields that can not be."""
    body = copy({"runtime_mappings": wrong, "query": {"exists": {"field": "x"}}})
    return Case(f"bad-runtime-{name}", "R17 R51", SRC, body, reason=reason, says=["spec.source.runtimeMappings", says], unless=NO_RUNTIME)


CASES = [
    query("unknown-in-a-bool", {"bool": {"must": [{"trem": {"n": 1}}]}}, "trem"),
    query("unknown-clause-of-bool", {"bool": {"moist": []}}, "moist"),
    query("unknown-option-of-match", {"match": {"t": {"query": "x", "fuzzyness": 1}}}, "fuzzyness"),
    query("unknown-option-of-range", {"range": {"n": {"from_": 1}}}, "from_"),
    query("range-of-words", {"range": {"n": {"gt": "many"}}}, "many"),
    query("regexp", {"regexp": {"k": "["}}, "["),
    query("query-string", {"query_string": {"query": "t:("}}, "t:("),
    query("query-string-without-query", {"query_string": {"default_field": "t"}}, "query"),
    query("terms-of-a-text", {"terms": {"n": "1"}}, "terms"),
    query("terms-of-two-fields", {"terms": {"n": [1], "k": ["a"]}}, "terms"),
    query("ids-without-values", {"ids": {"valves": ["1"]}}, "valves"),
    query("exists-without-field", {"exists": {}}, "field"),
    query("nested-of-no-path", {"nested": {"path": "nothing", "query": {"match_all": {}}}}, "nothing"),
    query("geo-of-a-number", {"geo_distance": {"distance": "1km", "n": {"lat": 0, "lon": 0}}}, "n"),
    query("distance-without-unit", {"geo_distance": {"distance": "far", "n": "0,0"}}, "far", unless={}),
    query("script-that-does-not-compile", {"script": {"script": "doc[("}}, "doc[("),
    query("script-that-fails", {"script": {"script": "doc['nothing'].value == 1"}}, "nothing"),
    query("script-of-an-unknown-language", {"script": {"script": {"source": "1", "lang": "cobol"}}}, "cobol"),
    query("script-that-is-not-stored", {"script": {"script": {"id": "none"}}}, "none"),
    query("boost-of-a-word", {"term": {"n": {"value": 1, "boost": "much"}}}, "much"),
    query("minimum-of-a-word", {"bool": {"should": [{"match_all": {}}], "minimum_should_match": "some"}}, "some"),
    query(
        "fuzziness-of-nine", {"match": {"t": {"query": "x", "fuzziness": 9}}}, "9", unless=dict.fromkeys(("es7", "os3"), "takes any number")
    ),
    query("match-all-with-a-value", {"match_all": 3}, "match_all"),
    query("a-list-as-a-clause", {"bool": {"filter": [[{"match_all": {}}]]}}, "START_ARRAY"),
    query("function-score-of-nothing", {"function_score": {"field_value_factor": {"field": "nothing"}}}, "nothing"),
    query("terms-of-a-missing-index", {"terms": {"n": {"index": "none", "id": "1", "path": "n"}}}, "none"),
    query("more-like-this-of-nothing", {"more_like_this": {"fields": ["t"]}}, "like"),
    query("null", {"term": {"n": None}}, "null"),
    order("unknown-direction", [{"n": "upwards"}], "UPWARDS"),
    order("unknown-mode", [{"n": {"order": "asc", "mode": "typical"}}], "typical"),
    order("unknown-option", [{"n": {"colour": "red"}}], "colour"),
    order("nested-path-of-nothing", [{"n": {"order": "asc", "nested": {"path": "nothing"}}}], "nothing"),
    order("script-without-type", [{"_script": {"script": "1"}}], "type"),
    order("script-that-does-not-compile", [{"_script": {"type": "number", "script": "doc[("}}], "doc[("),
    order("by-a-geo-distance-of-a-number", [{"_geo_distance": {"n": "0,0"}}], "n"),
    runtime("unknown-type", {"x": {"type": "colour"}}, "colour"),
    runtime("no-type", {"x": {"script": "emit(1)"}}, "type"),
    runtime("script-that-does-not-compile", {"x": {"type": "long", "script": "emit(("}}, "emit(("),
    runtime("no-object", {"x": 7}, "x"),
]
