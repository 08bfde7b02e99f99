"""What clusters answer, as far as it is gone by; ``Answer.json`` reads it, and refuses what is of another type. Pure data.

Only what every cluster says is required. Values of aggregations are floating-point numbers, whatever the field.
"""

from typing import Annotated, Any, Generic, TypeVar

import msgspec

from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError

B = TypeVar("B")

Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Number = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Few = Annotated[int, msgspec.Meta(ge=0, le=1 << 16)]
"""Shards: each is asked."""


class Copy(msgspec.Struct):
    """A copy of a shard."""

    index: str
    shard: Few


class Shards(msgspec.Struct):
    """Of ``_search_shards``."""

    shards: list[list[Copy]]
    indices: dict[str, dict[str, Any]] = {}


class Fields(msgspec.Struct):
    """Of ``_field_caps``."""

    indices: list[str] | None = None


class Value(msgspec.Struct):
    """The value of an aggregation; None where there are no documents."""

    value: Annotated[float, msgspec.Meta(ge=-(1 << 63), le=1 << 63)] | None


class _Total(msgspec.Struct):
    value: Count


class _Hits(msgspec.Struct):
    total: _Total


class Counted(msgspec.Struct):
    """Of a search that counts."""

    hits: _Hits


class _Asked(msgspec.Struct):
    total: Few


class Searched(msgspec.Struct):
    """Of a search that says how many shards it has asked."""

    shards: _Asked = msgspec.field(name="_shards")


class _Named(msgspec.Struct):
    key: str


class _Bucket(_Named):
    doc_count: Count
    first: Value
    last: Value


class _Buckets(msgspec.Struct, Generic[B]):
    buckets: list[B]


class _ByIndex(msgspec.Struct, Generic[B]):
    index: _Buckets[B]


class _PerIndex(Counted, Generic[B]):
    aggregations: _ByIndex[B] | None = None

    def __post_init__(self) -> None:
        """Refuse documents of no index."""
        if self.hits.total.value and not self.buckets:
            raise ValueError("its documents are in no bucket of `aggregations`")

    @property
    def buckets(self) -> list[B]:
        """One for each index; none of a shard that an alias's routing leaves out."""
        return self.aggregations.index.buckets if self.aggregations else []


class Holding(_PerIndex[_Named], kw_only=True):
    """Of a search for the indices that hold documents."""

    shards: _Asked = msgspec.field(name="_shards")


class Grouped(_PerIndex[_Bucket]):
    """Of a search for the range of numbers in each index."""


class _Last(msgspec.Struct):
    last: Value


class Ended(msgspec.Struct):
    """Of a search for the last number."""

    aggregations: _Last | None = None

    @property
    def number(self) -> int | None:
        """None where there are no documents."""
        value = self.aggregations.last.value if self.aggregations else None
        return None if value is None else int(value)


class _Percentiles(msgspec.Struct):
    values: Annotated[list[Value], msgspec.Meta(min_length=1)]


class _CutAt(msgspec.Struct):
    cut: _Percentiles


class Cut(msgspec.Struct):
    """Of a search for a percentile."""

    aggregations: _CutAt


class Settings(msgspec.Struct):
    """Of an index."""

    settings: dict[str, Any] = {}


class ClusterSettings(msgspec.Struct):
    """Of the cluster, by level."""

    transient: dict[str, Any] = {}
    persistent: dict[str, Any] = {}
    defaults: dict[str, Any] = {}


class Privileges(msgspec.Struct):
    """Which of them a user has, by index."""

    index: dict[str, dict[str, bool]] = {}
    username: str | None = None


class Alias(msgspec.Struct):
    """An alias of an index."""

    is_write_index: bool | None = None


class Aliases(msgspec.Struct):
    """Those of an index."""

    aliases: dict[str, Alias] = {}


class _Stream(msgspec.Struct):
    name: str
    backing_indices: list[str]


class Resolved(msgspec.Struct):
    """Of ``_resolve/index``."""

    data_streams: list[_Stream] = []


class Opened(msgspec.Struct):
    """A point in time, in the key of either dialect."""

    id: str | None = None
    pit_id: str | None = None


class Scrolled(msgspec.Struct):
    """Of a search that is scrolled."""

    scroll_id: str | None = msgspec.field(name="_scroll_id", default=None)


class Stored(msgspec.Struct):
    """A stored script."""

    script: dict[str, Any] | None = None


class Cause(msgspec.Struct):
    """Why a document can not be read."""

    type: str | None = None
    reason: Any = None


class Got(msgspec.Struct):
    """A document of ``_mget``, or that there is none."""

    found: bool = False
    error: Cause | None = None
    index: str | None = msgspec.field(name="_index", default=None)
    version: Number = msgspec.field(name="_version", default=-1)
    seq_no: Number = msgspec.field(name="_seq_no", default=-1)
    primary_term: Number = msgspec.field(name="_primary_term", default=0)
    source: Any = msgspec.field(name="_source", default=None)

    def __post_init__(self) -> None:
        """Refuse a document of no version."""
        if self.found and self.version < 0:
            raise ValueError("`_version` is missing")


class _Docs(msgspec.Struct):
    docs: list[Got]


def documents(answer: Answer, count: int) -> list[Got]:
    """What an answer to ``_mget`` says of each of ``count`` documents."""
    found = answer.json(_Docs).docs
    if len(found) != count:
        raise ReindexError(
            reasons.UNEXPECTED_ANSWER, f"{answer.cluster}.hosts: {answer.asked} was asked for {count} documents, and gave {len(found)}"
        )
    return found


class _Numbered(msgspec.Struct):
    id: str = msgspec.field(name="_id")
    seq_no: Number = msgspec.field(name="_seq_no")


class _Numbers(msgspec.Struct):
    hits: list[_Numbered]


class Numbered(msgspec.Struct):
    """Of a search for the numbers of documents."""

    hits: _Numbers
