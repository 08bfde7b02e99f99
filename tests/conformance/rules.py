"""What the contract of ``_reindex`` consists of, and where each piece of it is proven.

``R1`` ... are rules that the documentation leaves out or has wrong, found in the nodes' behaviour; ``api:`` the API's parameters and the keys of
its body, ``response:`` the fields of its answer, ``privileges`` what its authorization section asks for. A case names the rules that it proves; what no
single request can show is proven by the tests of ``ELSEWHERE``. ``python -m tests.conformance.rules`` prints docs/conformance.md.
"""

import sys
from collections.abc import Mapping, Sequence

from tests.conformance.cases import CASES

RULES: Mapping[str, str] = {
    "R1": "`source.index` is a name, a text with commas or a list; none at all is refused",
    "R2": "`dest.index` is mandatory",
    "R3": "unknown keys are refused at every level",
    "R4": "`from`, `stored_fields`, `_source: false` and some more search keys are refused; `_source` includes and excludes work",
    "R5": "`max_docs` is at least 1 and at least the number of slices",
    "R6": "`slices` is a number from 1 or `auto`; not together with a slice by hand",
    "R7": "`requests_per_second` is more than 0, or -1 for no limit",
    "R8": "`conflicts` is `abort` or `proceed`",
    "R9": "`dest.routing` is `keep`, `discard` or `=text`",
    "R10": "a remote host is scheme://host:port[/path]; its query goes there as it is",
    "R11": "the destination must not be one of the indices read, behind aliases and patterns too",
    "R12": "an alias as destination needs one write index",
    "R13": "`require_alias` refuses a destination that is no alias",
    "R14": "a source that is missing is an error, a pattern without a match is none; a destination is created where the cluster does that",
    "R15": "`sort` orders what is read, and with `max_docs` which documents are",
    "R16": "a data stream takes `op_type: create` only",
    "R17": "the source is read in pages of `size` through one consistent view, whatever its queries, shards and mappings are",
    "R18": "a page that lacks shards is not written: the run fails",
    "R19": "external version types carry the source's version, internal ones start anew",
    "R20": "a document without `_source` fails the run",
    "R21": "the view is kept alive through the waits of a throttle",
    "R22": "no search context stays open after a run",
    "R23": "an answer of more than 100 MB is refused with the advice to lower `size`",
    "R24": "a search context that is lost ends the run, where it can not be opened anew without losing the place",
    "R25": "id and `_source` are kept; `op_type`, `version_type` and `pipeline` as the request says",
    "R26": "routing is kept unless the request says otherwise",
    "R27": "a document counts as created or as updated, by the destination's answer",
    "R28": "deletes count as deleted, also of what is not there",
    "R29": "a version conflict is a failure under `abort` and a count under `proceed`; other errors are always failures",
    "R30": "after a failure the batch is counted to its end, then the run stops; nothing is rolled back",
    "R31": "`max_docs` counts what was written, conflicts do not use it up",
    "R32": "a page of noops alone sends nothing and makes no destination",
    "R33": "`batches` counts the pages that held documents",
    "R34": "`timeout` and `wait_for_active_shards` go with every write",
    "R35": "`refresh` makes what was written visible, and touches nothing else",
    "R36": "of documents with one id the last one written stays",
    "R37": "rejected work is tried again after 0.5 s, growing to 30 s, for a minute",
    "R38": "only rejected documents of a bulk are sent again, and none when another one failed",
    "R39": "a search that is rejected is tried again; an unreachable cluster is waited for",
    "R40": "a page that is read again loses and doubles nothing",
    "R41": "a throttle waits after each batch, never before the first",
    "R42": "`throttled_millis` is the time waited, `throttled_until_millis` is 0 at the end",
    "R43": "a new rate shortens a wait, and slices share it",
    "R44": "`auto` is the smallest number of shards of the sources, at most 20",
    "R45": "`max_docs` is shared out over the slices to the last document",
    "R46": "the slices' counters are summed",
    "R47": "a running run tells what each slice has done",
    "R48": "a script sees and may change `ctx`: `_source`, `_id`, `_index`, `_routing`, `_version`, `op`, `_now`",
    "R49": "metadata that a script did not change is as the request says",
    "R50": "`ctx.op` is `index`, `noop` or `delete`; a script's error ends the run",
    "R51": "the response has the API's fields, failures with index, id, cause and status",
    "R52": "a run that is stopped ends with its counters so far and `canceled`, and refreshes nothing",
    "api:source": "what is read: indices, aliases, data streams, patterns, a query",
    "api:dest": "what is written, and how",
    "api:conflicts": "abort or proceed",
    "api:max_docs": "in the body and as a parameter",
    "api:refresh": "visible at the end, or not",
    "api:requests_per_second": "the throttle",
    "api:scroll": "how long the view is kept",
    "api:slices": "number and `auto`",
    "api:timeout": "of each write",
    "api:wait_for_active_shards": "a number or `all`",
    "api:wait_for_completion": "a run is an object that is waited for or not",
    "api:script": "Painless, by source or stored",
    "api:require_alias": "true and false",
    "response:batches": "pages",
    "response:created": "documents created",
    "response:deleted": "documents deleted",
    "response:failures": "what could not be written or read",
    "response:noops": "documents that a script left out",
    "response:requests_per_second": "as asked for",
    "response:retries": "of bulks and searches",
    "response:slices": "of each slice",
    "response:throttled_millis": "time waited",
    "response:throttled_until_millis": "0 at the end",
    "response:timed_out": "false where nothing timed out",
    "response:took": "milliseconds of the whole run",
    "response:total": "documents that are looked at",
    "response:updated": "documents updated",
    "response:version_conflicts": "conflicts counted",
    "privileges": "`read` on the source and `write` on the destination are enough; one of `auto_configure`, `create_index`, `manage` creates it",
}

IN_EVERY_CASE = frozenset(
    f"response:{name}"
    for name in (
        "batches",
        "created",
        "deleted",
        "failures",
        "noops",
        "requests_per_second",
        "throttled_until_millis",
        "timed_out",
        "total",
        "updated",
        "version_conflicts",
    )
)
"""Fields that are compared in every case which both runs answer."""

ELSEWHERE: Mapping[str, Sequence[str]] = {
    "R21": ["tests/unit/engine/test_throttle.py::test_the_view_outlives_the_waits_of_a_page"],
    "R22": ["tests/conformance/test_cases.py::test_case"],
    "R23": ["tests/conformance/test_limits.py::test_an_answer_over_the_limit_is_refused"],
    "R24": ["tests/conformance/test_contexts.py::test_a_lost_view_of_a_sorted_source_ends_the_run"],
    "R37": ["tests/unit/engine/test_retry.py::test_the_bound_grows_and_stays_bounded"],
    "R38": [
        "tests/conformance/test_rejections.py::test_only_rejected_documents_are_sent_again",
        "tests/conformance/test_rejections.py::test_nothing_is_sent_again_beside_another_failure",
    ],
    "R39": ["tests/conformance/test_rejections.py::test_a_rejected_search_is_tried_again"],
    "R40": ["tests/conformance/test_contexts.py::test_a_lost_view_loses_no_document"],
    "response:took": ["tests/unit/engine/test_response.py::test_counters_are_summed_and_time_is_the_runs"],
    "R42": ["tests/unit/engine/test_throttle.py::test_a_batch_never_starts_before_the_last_ones_share_is_over"],
    "R43": ["tests/unit/engine/test_throttle.py::test_faster_shortens_a_wait_and_slower_does_not_lengthen_it"],
    "R45": ["tests/unit/engine/test_slicing.py::test_max_docs_is_shared_out_exactly"],
    "R47": ["tests/conformance/test_rejections.py::test_a_running_run_tells_of_each_slice"],
    "R16": ["tests/conformance/test_streams.py::test_a_stream_takes_only_creates"],
    "response:retries": ["tests/conformance/test_rejections.py::test_only_rejected_documents_are_sent_again"],
    "response:slices": ["tests/conformance/test_rejections.py::test_a_running_run_tells_of_each_slice"],
    "privileges": ["tests/conformance/test_privileges.py::test_read_and_write_are_enough"],
    "R52": ["tests/conformance/test_rejections.py::test_a_run_that_is_stopped"],
}


MOST = 8
"""Proofs that the page names of one rule."""

HEAD = """# Conformance

`make conformance` runs hundreds of cases - a few documents, one request - on the own `_reindex` of Elasticsearch 9.4.3, 8.19.8, 7.17.15 and OpenSearch 3.8.0
and through the engine, and compares all that can be seen: response, failures, status, and every document's id, version, routing, index and
`_source`, byte for byte. What differs on purpose is in [differences.md](differences.md); nothing else may.

This page is generated from the cases (`make conformance-docs`), and a test fails when a rule has no proof.
"""


def proofs(rule: str) -> list[str]:
    """The cases and tests that prove ``rule``."""
    cases = [case.name for case in CASES if rule in case.rules.split()]
    return cases + list(ELSEWHERE.get(rule, ()))


def page() -> str:
    """docs/conformance.md."""
    rows = [f"| {rule} | {says} | {shown(rule)} |" for rule, says in RULES.items()]
    return "\n".join([HEAD, "| rule | what it says | proven by |", "|---|---|---|", *rows, ""])


def shown(rule: str) -> str:
    """What proves ``rule``, as the page shows it."""
    if rule in IN_EVERY_CASE:
        return "every case that ends with a response"
    found = proofs(rule)
    return ", ".join(f"`{proof.removeprefix('tests/')}`" for proof in found[:MOST]) + (" ..." if len(found) > MOST else "")


if __name__ == "__main__":
    sys.stdout.write(page())
