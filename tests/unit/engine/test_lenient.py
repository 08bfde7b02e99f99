"""Halves of surrogate pairs are read, and come out as they went in."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.engine import lenient
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.faults import cause
from reindex_operator.engine.hits import read

PIECES = [rb"\ud83d", rb"\ude00", rb"\ud83d\ude00", rb"\uDBFF", rb"\\ud83d", rb"\n", rb"\"", "é".encode(), b"a", rb"\u00e9", b"ud83d"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map(b"".join)


@given(TEXTS)
def test_what_is_masked_is_read_and_unmasked_as_it_was(text: bytes) -> None:
    document = b'{"a":"' + text + b'"}'
    masked = lenient.masked(document)
    assert masked is not None
    assert len(masked) == len(document)
    msgspec.json.decode(masked)
    assert lenient.unmasked(masked).lower() == document.lower()


@given(TEXTS)
def test_any_half_has_a_value(text: bytes) -> None:
    assert set(lenient.decode(b'{"a":"' + text + b'"}')) == {"a"}


def test_what_could_not_be_undone_is_not_masked() -> None:
    assert lenient.masked(rb'{"a":"\ue001"}') is None
    assert lenient.masked(rb'{"a":"\\ue001"}') == rb'{"a":"\\ue001"}'


@pytest.mark.parametrize("text", [b'{"a":', b"[1]", b"<html>", b""])
def test_what_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        lenient.decode(text, dict[str, object])


@pytest.mark.parametrize(("text", "whole"), [(b'{"a":[1,"}"]}', True), (b'{/*c*/"a":1}', True), (b'{"a":[1', False), (b'{"a":"x', False)])
def test_whether_it_broke_off(text: bytes, whole: bool) -> None:
    assert lenient.whole(text) is whole


def test_what_is_nested_too_deeply_can_not_be_decoded_and_is_no_error_of_a_cluster() -> None:
    text = b'{"error":' * 5000 + b"1" + b"}" * 5000
    with pytest.raises(msgspec.DecodeError, match="too deeply"):
        lenient.decode(text)
    with pytest.raises(TransientError, match="too deeply"):
        Answer(200, text).json(dict)
    assert cause(Answer(400, text))["type"] == "unexpected_answer"
    with pytest.raises(ReindexError, match="too deeply"):
        read(Answer(200, b'{"hits":{"hits":[{"_id":"1","_source":' + text + b"}]}}"))
