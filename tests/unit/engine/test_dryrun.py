"""What a dry run says of a sample: what would be done, differences, and what fails."""

import json
from typing import Any

import msgspec
import pytest

from reindex_operator import painless
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.dryrun import NO_SCRIPT, NOT_RUN, UNSEEN, Place, notes, report
from reindex_operator.engine.hits import Hit
from reindex_operator.engine.plan import DryRun
from reindex_operator.engine.transform import Transform
from reindex_operator.engine.trial import attempt, diff, shortened

SCRIPT = """
int n = ctx._source.n;
if (n == 1) { ctx.op = 'noop' }
if (n == 2) { ctx.op = 'delete' }
if (n == 3) { ctx._id = 'x'; ctx._index = 'other' }
if (n == 4) { ctx._source.a.b = 1 }
ctx._source.n = n * 2
"""


def hit(n: int, version: int = 1, **source: Any) -> Hit:
    raw = {"_index": "a", "_id": str(n), "_version": version, "_source": {"n": n} | source}
    return msgspec.json.decode(json.dumps(raw), type=Hit)


def tried(hits: list[Hit], there: dict[Place, int], script: str = NO_SCRIPT, **dest: Any) -> DryRun:
    body = {"cluster": {"hosts": ["http://a:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"} | dest}
    request = ReindexRequest.model_validate(body)
    transform = Transform(request, painless.compile(script), "")
    return report(request, [attempt(each, transform) for each in hits], there)


def counts(found: DryRun) -> tuple[int, ...]:
    return found.created, found.updated, found.deleted, found.noops, found.version_conflicts, found.failed


def test_each_document_counts_as_what_would_be_done() -> None:
    found = tried([hit(n) for n in range(6)], {("b", "0", ""): 3}, SCRIPT)
    assert (found.sampled, counts(found)) == (6, (2, 1, 1, 1, 0, 1))
    assert [(one.id, one.op) for one in found.examples] == [("1", "noop"), ("2", "delete"), ("3", "create"), ("5", "create")]
    assert [(one.index, one.id) for one in found.failures] == [("a", "4")]
    assert "null_pointer_exception" in found.failures[0].message
    moved = found.examples[2].diff
    assert '-_index: "a"\n' in moved
    assert '+_index: "other"\n' in moved
    assert '+_id: "x"\n' in moved
    assert found.examples[3].diff == ' {\n-  "n": 5\n+  "n": 10\n }'


@pytest.mark.parametrize(
    ("dest", "version", "there", "counted"),
    [
        ({}, 1, 4, (0, 1, 0, 0, 0, 0)),
        ({}, 1, None, (1, 0, 0, 0, 0, 0)),
        ({"op_type": "create"}, 1, 4, (0, 0, 0, 0, 1, 0)),
        ({"version_type": "external"}, 5, 4, (0, 1, 0, 0, 0, 0)),
        ({"version_type": "external"}, 4, 4, (0, 0, 0, 0, 1, 0)),
        ({"version_type": "external_gte"}, 4, 4, (0, 1, 0, 0, 0, 0)),
        ({"version_type": "external_gte"}, 3, 4, (0, 0, 0, 0, 1, 0)),
    ],
)
def test_what_is_there_decides(dest: dict[str, Any], version: int, there: int | None, counted: tuple[int, ...]) -> None:
    assert counts(tried([hit(1, version)], {} if there is None else {("b", "1", ""): there}, **dest)) == counted


@pytest.mark.parametrize(
    ("pipeline", "shown", "said"),
    [
        (None, True, []),
        ("_none", True, []),
        ("p", True, [f"{NOT_RUN} [p]"]),
        (None, False, [UNSEEN]),
        ("p", False, [UNSEEN, f"{NOT_RUN} [p]"]),
    ],
)
def test_what_a_sample_does_not_say_is_noted(pipeline: str | None, shown: bool, said: list[str]) -> None:
    dest = {"index": "b"} | ({"pipeline": pipeline} if pipeline else {})
    body = {"cluster": {"hosts": ["http://a:9200"]}, "source": {"index": ["a"]}, "dest": dest}
    assert notes(ReindexRequest.model_validate(body), shown=shown) == said


def test_documents_of_the_sample_meet_each_other() -> None:
    assert counts(tried([hit(n) for n in range(3)], {}, "ctx._id = 'x'"))[:2] == (1, 2)
    assert counts(tried([hit(n) for n in range(3)], {}, "ctx._id = 'x'; if (ctx._source.n == 1) { ctx.op = 'delete' }"))[:3] == (2, 0, 1)


def test_a_copy_without_a_script_has_no_examples() -> None:
    assert tried([hit(1), hit(2)], {}).examples == []


def test_examples_and_failures_are_few_and_short() -> None:
    found = tried(
        [hit(n, text="x" * 100_000) for n in range(100, 150)],
        {},
        "ctx._source.text += 'y'; if (ctx._source.n > 120) { ctx._source.x.y = 1 }",
    )
    assert (found.failed, len(found.failures), len(found.examples)) == (29, 10, 5)
    assert len(msgspec.json.encode(found)) < 64_000


def test_a_difference_shows_its_surroundings() -> None:
    before = {"_source": dict.fromkeys("abcdefgh", 1)}
    after = {"_source": before["_source"] | {"d": 2}}
    assert diff(before, after, context=1) == ['   "c": 1,', '-  "d": 1,', '+  "d": 2,', '   "e": 1,']
    assert diff(before, before) == []


def test_a_line_more_does_not_change_the_one_before_it() -> None:
    before, after = {"_source": {"a": [1], "b": "x,"}}, {"_source": {"a": [1, 2], "b": "x,", "c": 3}}
    assert diff(before, after, context=0) == ["+    2", '+  "c": 3']
    assert shortened(["x" * 10] * 1000).endswith("\n...")
