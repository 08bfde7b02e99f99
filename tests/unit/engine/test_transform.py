"""What becomes of a hit under a script, by the rules of ``ctx`` (R48-R50)."""

import json
from typing import Any

import msgspec
import pytest

from reindex_operator import painless
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import scripted
from reindex_operator.engine.bulk import Batch, lines, parameters
from reindex_operator.engine.checkpoint import Cursor
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.hits import Hit, Page
from reindex_operator.engine.scripted import ScriptedEncoder
from reindex_operator.engine.transform import Transform


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many hits an encoder takes at once does not depend on how busy this machine is."""
    monkeypatch.setattr(scripted, "SECONDS", 60.0)


def request(dest: dict[str, Any] | None = None, **fields: Any) -> ReindexRequest:
    body = {"cluster": {"hosts": ["http://a:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"} | (dest or {})} | fields
    return ReindexRequest.model_validate(body)


def encoder(script: str, dest: dict[str, Any] | None = None, docs: int = 100, **fields: Any) -> ScriptedEncoder:
    asked = request(dest, **fields)
    return ScriptedEncoder(asked, docs, Transform(asked, painless.compile(script, {"n": 2}), "stamp"))


def page(*sources: bytes, routing: str | None = "r") -> Page:
    hits = []
    for number, source in enumerate(sources):
        envelope = {"_index": "a", "_id": str(number), "_version": 7, "sort": [number]} | ({"_routing": routing} if routing else {})
        hits.append(json.dumps(envelope).encode()[:-1] + b',"_source":' + source + b"}")
    body = b"[" + b",".join(hits) + b"]"
    return Page(0, msgspec.json.decode(body, type=list[Hit]), len(body), dirty=b"\n" in body)


def sent(script: str, dest: dict[str, Any] | None = None, source: bytes = b'{"n":1}', **fields: Any) -> tuple[Any, ...]:
    """The action and source lines of one hit."""
    made = encoder(script, dest, **fields)
    made.add(page(source), 0, 10)
    return tuple(json.loads(line) for document in lines(made.take().pieces) for line in document.splitlines())


EXTERNAL = {"version_type": "external"}


@pytest.mark.parametrize(
    ("script", "dest", "lines_sent"),
    [
        ("ctx._source.n += params.n", {}, ({"index": {"_id": "0", "routing": "r"}}, {"n": 3})),
        ("ctx._source = ['x': 1L]", {}, ({"index": {"_id": "0", "routing": "r"}}, {"x": 1})),
        ("ctx.op = 'noop'", {}, ()),
        ("ctx.op = 'index'", {"op_type": "create"}, ({"create": {"_id": "0", "routing": "r"}}, {"n": 1})),
        ("ctx.op = 'delete'", {}, ({"delete": {"_id": "0", "routing": "r"}},)),
        ("ctx.op = 'delete'; ctx._id = 'x'; ctx._index = 'c'", {}, ({"delete": {"_id": "x", "_index": "c", "routing": "r"}},)),
        ("ctx._id = 'x'", {}, ({"index": {"_id": "x", "routing": "r"}}, {"n": 1})),
        ("ctx._id = 12", {}, ({"index": {"_id": "12", "routing": "r"}}, {"n": 1})),
        ("ctx._index = 'c'", {}, ({"index": {"_id": "0", "_index": "c", "routing": "r"}}, {"n": 1})),
        ("ctx._index = 'b'", {}, ({"index": {"_id": "0", "_index": "b", "routing": "r"}}, {"n": 1})),
        ("ctx._index = 'a'", {}, ({"index": {"_id": "0", "routing": "r"}}, {"n": 1})),
        ("ctx._routing = 'x'", {}, ({"index": {"_id": "0", "routing": "x"}}, {"n": 1})),
        ("ctx._routing = null", {}, ({"index": {"_id": "0"}}, {"n": 1})),
        ("ctx._routing = 'r'", {"routing": "discard"}, ({"index": {"_id": "0"}}, {"n": 1})),
        ("ctx._routing = 'x'", {"routing": "discard"}, ({"index": {"_id": "0", "routing": "x"}}, {"n": 1})),
        ("ctx._routing = 'r'", {"routing": "=cat"}, ({"index": {"_id": "0", "routing": "cat"}}, {"n": 1})),
        ("ctx._routing = 'x'", {"routing": "=cat"}, ({"index": {"_id": "0", "routing": "x"}}, {"n": 1})),
        ("ctx._routing = null", {"routing": "=cat"}, ({"index": {"_id": "0"}}, {"n": 1})),
        ("ctx.op = 'index'", EXTERNAL, ({"index": {"_id": "0", "routing": "r", "version_type": "external", "version": 7}}, {"n": 1})),
        ("ctx._version++", EXTERNAL, ({"index": {"_id": "0", "routing": "r", "version_type": "external", "version": 8}}, {"n": 1})),
        ("ctx._version = null", EXTERNAL, ({"index": {"_id": "0", "routing": "r"}}, {"n": 1})),
        ("ctx._version = null", {}, ({"index": {"_id": "0", "routing": "r"}}, {"n": 1})),
        ("ctx._version = null; ctx.op = 'delete'", EXTERNAL, ({"delete": {"_id": "0", "routing": "r"}},)),
    ],
)
def test_what_a_script_leaves(script: str, dest: dict[str, Any], lines_sent: tuple[Any, ...]) -> None:
    assert sent(script, dest) == lines_sent


@pytest.mark.parametrize(
    ("script", "dest", "said"),
    [
        ("ctx.op = 'update'", {}, r"document \[a\]\[0\]: runtime error at 1:\d+: illegal_argument_exception: \[op\] must be one of"),
        ("def c = ctx; c.x = 1", {}, r"\[x\]"),
        ("ctx._index = null", {}, "_index cannot be null"),
        ("ctx._routing = 1", {}, "_routing"),
        ("ctx._version = 1.5", EXTERNAL, "_version"),
        ("ctx._version = 3", {}, "ctx._version may only be set under dest.versionType external"),
        ("ctx._now = 1L", {}, "_now"),
        ("ctx._source = null", {}, "_source"),
        ("ctx._source = 'x'", {}, "_source"),
        ("ctx._id = null", EXTERNAL, "can not keep an external version"),
        ("ctx.op = 'delete'; ctx._id = null", {}, "a delete needs an id"),
        ("ctx.op = 'delete'", EXTERNAL, "which deletes do not take"),
        ("ctx._source.n.x.y = 1", {}, "runtime error at 1:"),
        ("int z = 0; ctx._source.n = 1 / z", {}, "arithmetic_exception: / by zero"),
        ("ctx._source.put(1, 2)", {}, "can not be written: class java.lang.Integer cannot be cast"),
        ("ctx._source.me = ctx._source", {}, "can not be written: Iterable object is self-referencing"),
        ("while (true) { ctx._source.n = 1 }", {}, "loop"),
    ],
)
def test_what_a_script_must_not_do(script: str, dest: dict[str, Any], said: str) -> None:
    with pytest.raises(ReindexError, match=said) as raised:
        sent(script, dest)
    assert raised.value.reason == "ScriptError"
    assert "[a][0]" in raised.value.message


def test_ctx_shows_the_hit_as_it_was_read() -> None:
    script = (
        "ctx._source = ['i': ctx._index, 'd': ctx._id, 'r': ctx._routing, 'v': ctx._version, 'o': ctx.op, 'now': ctx._now > 1700000000000L]"
    )
    _, source = sent(script, {"index": "b", "routing": "=cat"} | EXTERNAL)
    assert source == {"i": "a", "d": "0", "r": "r", "v": 7, "o": "index", "now": True}


def test_a_source_left_alone_keeps_its_bytes() -> None:
    read = b'{ "z": 1.10, "a":1e3,\n "b":12345678901234567890 }'
    made = encoder("if (ctx._source.z > 5) { ctx._source.z = 0 }")
    made.add(page(read), 0, 10)
    assert b"".join(made.take().pieces).split(b"\n")[1] == read.replace(b"\n", b" ")


def test_a_number_set_to_its_like_of_another_type_is_a_change() -> None:
    made = encoder("ctx._source.n = (double) ctx._source.n")
    made.add(page(b'{"n":1}'), 0, 10)
    assert b"".join(made.take().pieces).split(b"\n")[1] == b'{"n":1.0}'


def test_noops_fill_a_batch_and_not_max_docs() -> None:
    made = encoder("if (ctx._source.n % 2 == 0) { ctx.op = 'noop' }", docs=4)
    read = page(*(f'{{"n":{n}}}'.encode() for n in range(10)))
    assert made.add(read, 0, 3) == 3
    assert (made.hits, len(made), made.full) == (3, 1, False)
    assert made.add(read, 3, 100) == 1
    assert made.full
    batch = made.take()
    assert (batch.docs, batch.noops, batch.end) == (2, 2, Cursor(0, 3))
    assert (made.hits, len(made), made.take()) == (0, 0, Batch([], 0, Cursor(0, 3)))


def test_a_batch_says_what_it_holds() -> None:
    made = encoder("int n = ctx._source.n; if (n == 1) { ctx.op = 'delete' } if (n > 1) { ctx._index = 'c' + n }")
    made.add(page(b'{"n":0}'), 0, 1)
    assert not (batch := made.take()).moved
    assert (batch.deletes, batch.indices) == (False, [])
    made.add(page(b'{"n":1}', b'{"n":3}', b'{"n":2}', b'{"n":3}'), 0, 10)
    batch = made.take()
    assert (batch.docs, batch.moved, batch.deletes, batch.indices) == (4, True, True, ["c2", "c3"])


def test_an_automatic_id_is_the_same_when_the_document_is_tried_again() -> None:
    again = [sent("ctx._id = null")[0]["index"]["_id"] for _ in range(2)]
    assert again[0] == again[1]
    assert len(again[0]) == 20
    asked = request()
    other = ScriptedEncoder(asked, 9, Transform(asked, painless.compile("ctx._id = null"), "another run"))
    other.add(page(b"{}"), 0, 1)
    assert again[0] not in b"".join(other.take().pieces).decode()


def test_an_alias_is_required_of_the_destination_only() -> None:
    assert sent("ctx._index = 'c'", require_alias=True)[0]["index"]["require_alias"] is False
    assert "require_alias" not in sent("ctx._id = 'c'", require_alias=True)[0]["index"]


def test_a_routing_is_no_parameter_that_a_script_could_not_take_away() -> None:
    assert parameters(request({"routing": "=cat"}))["routing"] == "cat"
    assert "routing" not in parameters(request({"routing": "=cat"}, script={"source": "ctx._routing = null"}))
