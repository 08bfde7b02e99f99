"""The plan of a run: what ``prepare`` froze, and what every slice goes by. Pure data, JSON on the wire.

A **part** is a range of ``_seq_no`` of one shard of one index, read in that order, so its cursor is one number and any process can
go on with it. A **slice** is a list of parts, balanced by documents. Sources that can not be read so (``sort``, manual ``slice``,
no ``_seq_no``) have parts with ``shard`` None, read page by page in a context that has to live (``in_order``).
"""

from collections.abc import Iterable, Sequence

import msgspec


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A range of operations of one shard: those with ``after < _seq_no <= to``.

    ``target`` is the expression to search or open a point in time on, where it is not ``index`` itself (a filtered alias, or an
    alias that alone may be read); the search is then filtered by ``_index``. ``pit`` is the point in time that prepare opened.
    """

    index: str
    shard: int | None = None
    after: int = -1
    to: int | None = None
    last: int | None = None
    """The shard's last operation in the point in time of the start. Outside of that nothing is read beyond it (catchup.py)."""
    docs: int = 0
    target: str | None = None
    pit: str | None = None


def in_order(parts: Sequence[Part]) -> bool:
    """Whether ``parts`` are of a source that is read as one, in an order of its own, and not shard by shard."""
    return any(part.shard is None for part in parts)


class Slice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Parts copied one after the other by one process. ``max_docs``: the slice's share of the run's (R45)."""

    id: int
    parts: list[Part]
    docs: int = 0
    max_docs: int | None = None


def points(slices: Iterable[Slice]) -> set[str]:
    """The points in time that prepare opened for ``slices``."""
    return {part.pit for one in slices for part in one.parts if part.pit}


class Example(msgspec.Struct, frozen=True):
    """What becomes of one document: ``op`` is create, update, noop, delete or conflict."""

    index: str
    id: str
    op: str
    diff: str


class Unfit(msgspec.Struct, frozen=True):
    """A document that the script fails on, and what it says."""

    index: str
    id: str
    message: str


class DryRun(msgspec.Struct, omit_defaults=True):
    """What a run would do, by a sample of its documents."""

    sampled: int = 0
    created: int = 0
    updated: int = 0
    deleted: int = 0
    noops: int = 0
    version_conflicts: int = 0
    failed: int = 0
    examples: list[Example] = []
    failures: list[Unfit] = []
    warnings: list[str] = []
    """What the script may well not mean."""


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the destination held when the run began.

    ``index`` is the concrete one; ``highest`` the highest ``_seq_no`` of each of its shards (-1: none), empty where there was no index.
    ``altered``: it keeps another content than it is sent (an ingest pipeline, synthetic ``_source``).
    """

    index: str
    highest: list[int] = []
    altered: bool = False


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be copied. ``total`` is the response's: min(matching documents, maxDocs). ``started`` in epoch milliseconds."""

    slices: list[Slice]
    total: int
    started: int
    notes: list[str] = []
    finish: bool = False
    """Whether something must happen once, after all slices (``refresh``, a catch-up)."""
    dry_run: DryRun | None = None
    """Of a dry run, which has no slices: what it found."""
    before: Baseline | None = None
    """None where the destination may not be read."""
    since: Baseline | None = None
    """Of a plan whose last slice catches up: what the destination held when that began."""
    catches_up: bool = False
    """Whether the last slice copies what changed while the others were at work (catchup.py)."""
    script: str | None = None
    """The source of the stored script, where the request names one: as prepare found it, so that all slices run the same."""
