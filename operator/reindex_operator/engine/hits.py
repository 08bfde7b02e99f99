"""What a search answers: documents whose envelope is read, and nothing in them. Called by whoever reads a source."""

from typing import Any

import msgspec

from reindex_operator.engine import lenient, reasons
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError, TransientError

NOTHING = msgspec.Raw()
RAW = ("id", "source", "routing", "sort")


class Hit(msgspec.Struct, gc=False, frozen=True):
    """A document's envelope; ids, routing and source as the bytes that came."""

    id: msgspec.Raw = msgspec.field(name="_id")
    source: msgspec.Raw = msgspec.field(name="_source", default=NOTHING)
    index: str = msgspec.field(name="_index", default="")
    routing: msgspec.Raw = msgspec.field(name="_routing", default=NOTHING)
    version: int = msgspec.field(name="_version", default=-1)
    sort: msgspec.Raw = NOTHING

    def values(self) -> list[Any]:
        """Where the document stands in the order that it is read in; empty of a scroll that is sorted by score alone."""
        return msgspec.json.decode(self.sort, type=list[Any]) if memoryview(self.sort).nbytes else []

    @property
    def number(self) -> int:
        """Of the operation that wrote it, in whose order it is read. Raises ``TransientError`` where the answer does not say."""
        try:
            return msgspec.json.decode(self.sort, type=list[int])[0]  # in a point in time another value follows
        except (msgspec.MsgspecError, IndexError) as error:
            raise TransientError(
                reasons.UNEXPECTED_ANSWER,
                f"[{self.index}][{msgspec.json.decode(self.id)}] has no number in the answer to a search: {error}",
            ) from error


class _Total(msgspec.Struct, gc=False, frozen=True):
    value: int = 0


class _Hits(msgspec.Struct, gc=False):
    hits: list[Hit]
    total: _Total = _Total()
    """How many there are, where that was asked for."""


class Found(msgspec.Struct, gc=False):
    """The answer of a search."""

    hits: _Hits
    timed_out: bool = False
    pit_id: str | None = None


class Page(msgspec.Struct, gc=False):
    """Documents of part ``part``, an answer of ``size`` bytes.

    ``dirty``: some source may hold a line end, which a bulk must not. ``routed``: some document may have a routing.
    """

    part: int
    hits: list[Hit]
    size: int
    dirty: bool = False
    routed: bool = False
    pit: str | None = None


_found = msgspec.json.Decoder(Found).decode
_text = msgspec.json.Decoder(str).decode


def _decode(text: bytes) -> Found:
    """The result of a search. Ids and routing are kept as they came; those of the first document tell that they are texts, for all would cost a tenth more."""
    found = _found(text)
    for hit in found.hits.hits[:1]:
        for name in (hit.id, hit.routing):
            if memoryview(name).nbytes:
                _text(name)
    return found


def untied(page: Page, end: int) -> int:
    """``end`` or later: documents with one ``_seq_no`` are not parted, as a cursor could not tell them. An index that was shrunk has such."""
    while page.pit is None and end < len(page.hits) and page.hits[end].number == page.hits[end - 1].number:
        end += 1
    return end


def read(answer: Answer) -> tuple[Found, bytes]:
    """The result of a search, and its text. Raises ``TransientError`` where it broke off, or is none, and ``ReindexError`` where it never will be one."""
    try:
        return _decode(answer.body), answer.body
    except RecursionError:
        raise ReindexError(reasons.UNEXPECTED_ANSWER, f"{answer.cluster}: a document of the page is nested too deeply to be read") from None
    except msgspec.MsgspecError as error:
        if (found := _with_halves(answer.body)) is not None:
            return found, answer.body
        if not isinstance(error, msgspec.ValidationError) and lenient.whole(answer.body):
            raise ReindexError(
                reasons.UNEXPECTED_ANSWER,
                f"{answer.cluster}: a document of the page is no JSON that can be read (has it a comment?): {error}",
            ) from error
        raise TransientError(
            reasons.UNEXPECTED_ANSWER,
            f"{answer.cluster}.hosts: the host's answer to {answer.asked} is no search result, or broke off: {error}",
        ) from error


def _with_halves(body: bytes) -> Found | None:
    """The result of a search whose documents hold halves of surrogate pairs; None where it is none."""
    text = lenient.masked(body)
    if text is None:
        return None
    try:
        found = _decode(text)
    except msgspec.MsgspecError:
        return None
    found.hits.hits = [
        msgspec.structs.replace(hit, **{name: msgspec.Raw(lenient.unmasked(bytes(getattr(hit, name)))) for name in RAW})
        for hit in found.hits.hits
    ]
    return found
