"""What is sent is what was read; what is answered is counted as the API counts it."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.bulk import Encoder, Item, lines, parameters, read_answer, tally
from reindex_operator.engine.checkpoint import Cursor
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.hits import Hit, Page


def request(**fields: object) -> ReindexRequest:
    body = {"cluster": {"hosts": ["http://a:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}} | fields
    return ReindexRequest.model_validate(body)


def page(documents: list[tuple[str, bytes, str | None]]) -> Page:
    hits = [
        {"_index": "a", "_id": name, "_version": 7, "sort": [number]} | ({"_routing": routing} if routing else {})
        for number, (name, _, routing) in enumerate(documents)
    ]
    body = b",".join(
        json.dumps(hit).encode()[:-1] + b',"_source":' + source + b"}" for hit, (_, source, _) in zip(hits, documents, strict=True)
    )
    return Page(0, msgspec.json.decode(b"[" + body + b"]", type=list[Hit]), len(body), b"\n" in body or b"\r" in body, b"_routing" in body)


sources = st.dictionaries(st.text(max_size=5), st.text(max_size=8) | st.integers() | st.none(), max_size=4)


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=20), sources, st.booleans(), st.none() | st.text(min_size=1, max_size=5)),
        min_size=1,
        max_size=30,
    )
)
def test_a_bulk_holds_every_document_as_it_was_read(documents: list[tuple[str, dict[str, object], bool, str | None]]) -> None:
    read = [(name, json.dumps(source, indent=2 if pretty else None).encode(), routing) for name, source, pretty, routing in documents]
    encoder = Encoder(request(), 1000)
    assert encoder.add(page(read), 0, 1000) == len(read)
    batch = encoder.take()
    sent = [document.rstrip(b"\n").split(b"\n") for document in lines(batch.pieces)]
    assert batch.end == Cursor(0, len(read) - 1)
    assert [json.loads(source) for _, source in sent] == [source for _, source, _, _ in documents]
    assert [json.loads(action)["index"] for action, _ in sent] == [
        {"_id": name} | ({"routing": routing} if routing else {}) for name, _, _, routing in documents
    ]


def test_an_untouched_source_keeps_its_bytes() -> None:
    encoder = Encoder(request(dest={"index": "b", "version_type": "external", "routing": "discard"}), 10)
    encoder.add(page([("1", b'{"a": 1.10,  "b":1e3}', "r")]), 0, 10)
    assert b"".join(encoder.take().pieces) == b'{"index":{"_id":"1","version_type":"external","version":7}}\n{"a": 1.10,  "b":1e3}\n'


def test_a_batch_ends_at_its_documents() -> None:
    encoder = Encoder(request(), 2)
    read = page([("1", b"{}", None), ("2", b"{}", None), ("3", b"{}", None)])
    assert encoder.add(read, 0, 10) == 2
    assert encoder.full
    assert encoder.take().end == Cursor(0, 1)
    assert encoder.add(read, 2, 10) == 1


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_no_batch_parts_documents_of_one_number(most: int) -> None:
    numbers = [1, 2, 2, 2, 3, 4, 4]
    hits = [{"_index": "a", "_id": str(at), "_source": {}, "sort": [number]} for at, number in enumerate(numbers)]
    text = json.dumps(hits).encode()
    read, encoder = Page(0, msgspec.json.decode(text, type=list[Hit]), len(text)), Encoder(request(), most)
    taken: list[int] = []
    while (start := sum(taken)) < len(numbers):
        encoder.add(read, start, 100)
        batch = encoder.take()
        taken.append(batch.docs)
        assert batch.end == Cursor(0, numbers[sum(taken) - 1])
        assert sum(taken) == len(numbers) or numbers[sum(taken)] != numbers[sum(taken) - 1]
    assert sum(taken) == len(numbers)


def test_a_document_without_source_ends_the_run() -> None:
    hit = msgspec.json.decode(b'[{"_index":"a","_id":"1","sort":[1]}]', type=list[Hit])
    with pytest.raises(ReindexError, match=r"\[a\]\[1\] didn't store _source"):
        Encoder(request(), 10).add(Page(0, hit, 40), 0, 10)


def test_a_clean_answer_is_counted_by_its_bytes() -> None:
    items = b'{"index":{"result":"created","status":201}},{"index":{"result":"noop","status":200}}'
    assert read_answer(b'{"errors":false,"items":[' + items + b"]}") == (1, 0)
    deleted = b'{"delete":{"result":"deleted","status":200}},{"delete":{"result":"not_found","status":404}}'
    assert read_answer(b'{"errors":false,"items":[' + items + b"," + deleted + b"]}", deletes=True) == (1, 2)


def test_a_delete_is_one_line_and_counts_whatever_it_finds() -> None:
    index, delete = b'{"index":{"_id":"1"}}\n{"a":1}\n', b'{"delete":{"_id":"2","_index":"x"}}\n'
    assert list(lines([index + delete, delete + index])) == [index, delete, delete, index]
    error = {"type": "index_not_found_exception", "reason": "no such index"}
    counters, failures = tally([(delete, Item(404, "not_found")), (delete, Item(404, None, error))], proceed=False, index="b")
    assert (counters.deleted, counters.updated, counters.failed) == (1, 0, 1)
    assert [(failure.index, failure.id) for failure in failures] == [("x", "2")]


def test_conflicts_are_failures_only_under_abort() -> None:
    error = {"type": "version_conflict_engine_exception", "reason": "r", "index": "b-1"}
    items = [(b'{"create":{"_id":"1"}}\n{}\n', Item(409, None, error)), (b'{"create":{"_id":"2"}}\n{}\n', Item(200, "noop", None))]
    counters, failures = tally(items, proceed=True, index="b")
    assert (counters.version_conflicts, counters.updated, counters.failed, failures) == (1, 1, 0, [])
    counters, failures = tally(items, proceed=False, index="b")
    assert (counters.version_conflicts, counters.failed) == (1, 1)
    assert [(failure.index, failure.id, failure.status) for failure in failures] == [("b-1", "1", 409)]


def test_another_error_with_status_409_is_no_conflict() -> None:
    counters, failures = tally([(b'{"index":{"_id":"1"}}\n{}\n', Item(409, None, {"type": "other"}))], proceed=True, index="b")
    assert (counters.version_conflicts, counters.failed, len(failures)) == (0, 1, 1)


def test_parameters_go_on_every_bulk() -> None:
    made = parameters(
        request(dest={"index": "b", "pipeline": "p", "routing": "=x y"}, timeout="2m", wait_for_active_shards="all", require_alias=True)
    )
    assert made == {
        "filter_path": "errors,items.*.result,items.*.status,items.*.error",
        "timeout": "2m",
        "wait_for_active_shards": "all",
        "require_alias": "true",
        "pipeline": "p",
        "routing": "x y",
    }
