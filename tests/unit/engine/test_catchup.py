"""What has to be read again, and what of a document that changed is written."""

import json
from typing import Any, ClassVar

import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import vectors
from reindex_operator.engine.catchup import missed, note
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.plan import Baseline, Part, Plan, Slice
from reindex_operator.engine.replay import Replay
from reindex_operator.engine.retry import Patience

PLAN = Plan(
    slices=[
        Slice(0, [Part("a", 0, to=50, last=99, pit="p"), Part("b", 0, last=9, pit="q")]),
        Slice(1, [Part("a", 0, after=50, last=99, pit="p")]),
    ],
    total=109,
    started=0,
)


@pytest.mark.parametrize(
    ("outside", "shards"),
    [
        ([[], []], []),
        ([[0], []], [("a", 99), ("b", 9)]),
        ([[], [0]], [("a", 99), ("b", 9)]),
    ],
)
def test_once_a_part_was_read_outside_every_shard_is_read_again_from_the_start_s_last_operation(
    outside: list[list[int]], shards: list[tuple[str, int]]
) -> None:
    parts = missed(PLAN, [Checkpoint(slice=number, outside=parts) for number, parts in enumerate(outside)])
    assert [(part.index, part.after) for part in parts] == shards
    assert all(part.to is None and part.last is None and part.pit is None for part in parts)


def test_people_are_told_of_what_was_caught_up_only() -> None:
    assert note(Checkpoint(slice=2)) is None
    assert str(note(Checkpoint(slice=2, counters=Counters(created=1, updated=2)))).startswith("3 documents changed")


class Destination:
    """Has one document at a ``_seq_no``."""

    memory: ClassVar[dict[str, Any]] = {vectors.PARAMETER: False}

    def __init__(self, sequence: int, source: Any) -> None:
        self.there = {"found": True, "_source": source, "_version": 1, "_seq_no": sequence, "_primary_term": 3}

    async def request(self, *_: Any, **__: Any) -> Answer:
        return Answer(200, json.dumps({"docs": [self.there]}).encode())


@pytest.mark.parametrize(
    ("sequence", "source", "sent", "created"),
    [
        (3, {"n": 1}, "create", 0),  # somebody else's, from before the run: a conflict
        (3, {"n": 2}, "create", 0),
        (15, {"n": 1}, "", 0),  # copied by a slice as it is now
        (15, {"n": 0}, "index", 0),  # copied by a slice in an earlier state
        (25, {"n": 1}, "", 1),  # written by this pass, which died
    ],
)
async def test_a_document_that_changed_is_written_anew_under_create_where_it_is_the_run_s_own(
    sequence: int, source: Any, sent: str, created: int
) -> None:
    asked = ReindexRequest.model_validate(
        {"cluster": {"hosts": ["http://d:9200"]}, "source": {"index": ["s"]}, "dest": {"index": "d", "opType": "create"}}
    )
    before, since = Baseline("d", [10]), Baseline("d", [20])
    replay = Replay(asked, before, Destination(sequence, source), Patience(None), since=since)  # type: ignore[arg-type]
    counters = Counters()
    left = await replay.recognise([b'{"create":{"_id":"x"}}\n{"n":1}\n'], counters, late=True)
    assert [next(iter(json.loads(lines.split(b"\n")[0]))) for lines in left] == ([sent] if sent else [])
    if sent == "index":
        assert json.loads(left[0].split(b"\n")[0])["index"] == {"_id": "x", "if_seq_no": sequence, "if_primary_term": 3}
    assert counters == Counters(created=created)


async def test_a_document_that_changed_is_written_anew_behind_a_data_stream_that_the_run_has_made() -> None:
    asked = ReindexRequest.model_validate(
        {"cluster": {"hosts": ["http://d:9200"]}, "source": {"index": ["s"]}, "dest": {"index": "d", "opType": "create"}}
    )
    destination = Destination(15, {"n": 0})
    destination.there["_index"] = ".ds-d-2026.01.01-000001"
    replay = Replay(asked, Baseline("d"), destination, Patience(None), since=Baseline("d", [20]))  # type: ignore[arg-type]
    document = b'{"create":{"_id":"x"}}\n{"n":1}\n'
    [left] = await replay.recognise([document], Counters(), late=True, found_in={document: destination.there["_index"]})
    action = {"_id": "x", "if_seq_no": 15, "if_primary_term": 3, "_index": ".ds-d-2026.01.01-000001"}
    assert json.loads(left.split(b"\n")[0]) == {"index": action}
