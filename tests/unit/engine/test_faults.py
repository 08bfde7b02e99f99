"""A cluster's error as a sentence that names the field and says all that the cluster knows."""

import json
from typing import Any

from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.faults import fault, sentence

DEEP: dict[str, Any] = {
    "type": "x_content_parse_exception",
    "reason": "[1:54] [bool] failed to parse field [filter]",
    "line": 1,
    "col": 54,
    "caused_by": {
        "type": "x_content_parse_exception",
        "reason": "[1:54] [bool] failed to parse field [filter]",
        "caused_by": {"type": "parsing_exception", "reason": "unknown query [trem]", "caused_by": {"type": "x", "reason": None}},
    },
}


def test_the_last_cause_is_said_and_none_twice() -> None:
    said = sentence(DEEP)
    assert said.count("failed to parse field [filter]") == 1
    assert said.endswith("(line 1, column 54); caused by parsing_exception: unknown query [trem]")


def test_the_place_in_a_script_is_said() -> None:
    wrong = {"type": "script_exception", "reason": "compile error", "script_stack": ["emit((", "       ^---- HERE"]}
    assert sentence({"type": "query_shard_exception", "reason": "failed", "index": "src", "caused_by": wrong}) == (
        "[src] query_shard_exception: failed; caused by script_exception: compile error, at: emit(( ^---- HERE"
    )


def test_the_parameters_of_a_request_that_is_refused_are_not_said() -> None:
    said = sentence(
        {"type": "security_exception", "reason": "no such user [a] for REST request [/dst/_bulk?filter_path=errors%2Citems.%2A]"}
    )
    assert said == "security_exception: no such user [a] for REST request [/dst/_bulk]"


def test_an_error_of_the_query_is_blamed_on_the_field_that_was_asked() -> None:
    answer = Answer(400, json.dumps({"error": DEEP, "status": 400}).encode())
    found = fault(answer, "spec.cluster", "spec.source.index", reasons.SEARCH_FAILED, query="spec.source.sort")
    assert found.reason == reasons.INVALID_QUERY
    assert found.message.startswith("spec.source.sort: x_content_parse_exception")
