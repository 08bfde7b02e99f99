"""Cuts the documents of the source into slices. Pure.

Slices get equal shares of the documents: shards are dealt out in order, and cut where a slice has its share - unless a shard's end is
near, as a cut costs more than a small imbalance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from reindex_operator.engine.plan import Part, Slice

AUTO_CEILING = 20
"""``slices: auto`` gives this many at most (R44)."""
NEAR = 0.1
"""Share of a slice by which it may be larger or smaller than the others to end where a shard ends."""


@dataclass(frozen=True)
class Cut:
    """Where shard ``shard`` (a position in the list) is cut: behind this ``share`` of its documents."""

    shard: int
    share: float


@dataclass(frozen=True)
class Piece:
    """A range of a shard by share of its documents, for one slice."""

    shard: int
    begin: float
    end: float


def auto(shards_per_index: Sequence[int]) -> int:
    """How many slices ``auto`` is: the shard count of the index with the fewest, at most 20 (R44)."""
    return min([*shards_per_index, AUTO_CEILING]) if shards_per_index else 1


def deal(docs: Sequence[int], slices: int) -> list[list[Piece]]:
    """The pieces of each slice: ``docs`` documents a shard dealt out to at most ``slices`` slices; none of them empty."""
    total = sum(docs)
    slices = max(1, min(slices, total))
    dealt: list[list[Piece]] = [[] for _ in range(slices)]
    share = total / slices
    current, room = 0, share
    for shard, count in enumerate(docs):
        begin = 0.0
        while count and begin < 1.0:
            left = count * (1.0 - begin)
            last = current == slices - 1
            if last or left <= room + share * NEAR:
                dealt[current].append(Piece(shard, begin, 1.0))
                room -= left
                begin = 1.0
            else:
                end = begin + room / count
                dealt[current].append(Piece(shard, begin, end))
                room, begin = 0.0, end
            if not last and room <= share * NEAR:
                current += 1
                room = share
    return [pieces for pieces in dealt if pieces] or [[]]


def cuts(dealt: Sequence[Sequence[Piece]]) -> list[Cut]:
    """The places inside shards where one slice ends and another begins."""
    return [Cut(piece.shard, piece.end) for pieces in dealt for piece in pieces if piece.end < 1.0]


def parts(dealt: Sequence[Sequence[Piece]], shards: Sequence[Part], places: dict[Cut, int]) -> list[Slice]:
    """The slices of ``dealt``: ``places`` says which ``_seq_no`` each cut is at. The last part of a shard is open-ended."""
    slices = []
    reached: dict[int, int] = {}
    for number, pieces in enumerate(dealt):
        mine = []
        for piece in pieces:
            shard = shards[piece.shard]
            after = shard.after if piece.begin == 0.0 else reached[piece.shard]
            # Each cut was asked for by itself, of a shard that may change meanwhile: none may lie before the one before it.
            to = None if piece.end == 1.0 else max(places[Cut(piece.shard, piece.end)], reached.get(piece.shard, -1))
            if to is not None:
                reached[piece.shard] = to
            mine.append(_ranged(shard, after, to, round(shard.docs * (piece.end - piece.begin))))
        slices.append(Slice(id=number, parts=mine, docs=sum(part.docs for part in mine)))
    return slices


def _ranged(part: Part, after: int, to: int | None, docs: int) -> Part:
    """``part`` with another range."""
    return msgspec.structs.replace(part, after=after, to=to, last=part.to, docs=docs)


def share_out(slices: Sequence[Slice], max_docs: int) -> list[Slice]:
    """``slices`` with their shares of ``max_docs``, by their documents, so that the sum is exact (R31, R45)."""
    total = sum(one.docs for one in slices)
    left, docs_left = min(max_docs, total), total
    shared = []
    for one in slices:
        mine = min(one.docs, -(-left * one.docs // docs_left)) if docs_left else 0
        shared.append(Slice(id=one.id, parts=one.parts, docs=min(one.docs, mine), max_docs=mine))
        left, docs_left = left - mine, docs_left - one.docs
    return shared
