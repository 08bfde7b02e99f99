"""The request: what ``POST /_reindex`` takes, field by field, in camelCase.

The engine takes a ``ReindexRequest``; a ``Reindex`` object's spec is one with more fields (spec.py).
Rules that need a cluster to be checked (R11, R12, R14, R16) are the engine's.
"""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from reindex_operator.api.cluster import Cluster
from reindex_operator.api.model import MAX_SLICES, ActiveShards, AnyObject, Duration, Model, Slices
from reindex_operator.api.rules import Rule

_DATE_MATH = r"^-?([^/\\?<>|#]+:)?<[^<>]+>$"
_ILLEGAL_IN_EXPRESSION = r"""[/\\?"<>|#]"""
_RESERVED = r"^(_|[.]{1,2}$)"

IndexExpression = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2048),
    Rule(
        r"!self.matches(r'[\x00-\x20,\x7F]')",
        "one index, alias, data stream or pattern an item: no commas, blanks or control characters",
        lambda index: re.search(r"[\x00-\x20,\x7F]", index) is None,
    ),
    Rule(
        f"self.matches(r'{_DATE_MATH}') || !self.matches(r'''{_ILLEGAL_IN_EXPRESSION}''')",
        'no index has / \\ ? " < > | or # in its name; date math is written as <name-{now/d}>',
        lambda index: re.search(_DATE_MATH[:-1] + r"\Z", index) is not None or re.search(_ILLEGAL_IN_EXPRESSION, index) is None,
    ),
    Rule(
        f"self == '_all' || !self.matches(r'{_RESERVED}')",
        "no index is called . or .. or starts with _, which begins the cluster's own addresses; all indices are _all",
        lambda index: index == "_all" or re.search(_RESERVED, index) is None,
    ),
]
"""An item of ``source.index`` (R1); date math in ``<>``, exclusions with ``-`` and another cluster's ``name:`` are fine."""

_ILLEGAL_IN_INDEX = r"""[\x00-\x20\x7F\\/*?"<>|,#:]"""

DestIndex = Annotated[
    str,
    StringConstraints(min_length=1, max_length=255),
    Rule(
        f"self.matches('^<.*>$') || !(self.matches(r'''{_ILLEGAL_IN_INDEX}''') || self.matches('^[-_+]') || self == '.' || self == '..')",
        'one index, alias or data stream to write to: no wildcards, blanks or any of , # : \\ / * ? " < > |, and not starting with - _ +',
        lambda index: (
            bool(re.fullmatch(r"<.*>", index)) or not (re.search(_ILLEGAL_IN_INDEX, index) or index[0] in "-_+" or index in {".", ".."})
        ),
    ),
]
"""What may be written to (R2). Upper case is an index's mistake but an alias's right, so the cluster decides on it; ``<...>`` is date math."""

FieldPattern = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class SourceFilter(Model):
    """Which fields of `_source` are read."""

    includes: list[FieldPattern] | None = Field(None, max_length=1024, description="Only these fields; `*` is a wildcard.")
    excludes: list[FieldPattern] | None = Field(None, max_length=1024, description="All but these fields; `*` is a wildcard.")


class ManualSlice(Model):
    """One slice of a run that the user slices by hand."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("self.id < self.max", "id counts from 0 and is less than max", lambda manual: manual.id < manual.max, field="id"),
    )

    id: int = Field(ge=0, description="Which slice this is, from 0.")
    max: int = Field(ge=2, le=MAX_SLICES, description="How many slices there are.")


class Source(Model):
    """The documents to copy."""

    index: list[IndexExpression] = Field(
        min_length=1,
        max_length=1024,
        description="Indices, aliases, data streams or patterns to read. All indices: `_all`.",
    )
    query: AnyObject | None = Field(None, description="Which documents, in the query DSL of the source's cluster. Default: all.")
    source_filter: SourceFilter | None = Field(None, alias="_source", description="Which fields of the documents. Default: all.")
    size: int | None = Field(
        None, ge=1, le=10_000, description="Documents a batch. Default: chosen by the engine, to suit the documents' size."
    )
    sort: list[AnyObject] | None = Field(
        None,
        min_length=1,
        max_length=16,
        description="Order to read in, as in the search API. Deprecated there and slower here: it reads in one slice and can not be resumed after its "
        "search context is lost. To copy a subset, prefer a query.",
    )
    slice: ManualSlice | None = Field(None, description="Copy only this slice of the documents. For runs sliced by hand; prefer `slices`.")
    runtime_mappings: AnyObject | None = Field(None, description="Runtime fields that the query may use, as in the search API.")
    cluster: Cluster | None = Field(None, description="The cluster to read from, where it is not the destination's: the API's `remote`.")


_ROUTING = Rule(
    "self in ['keep', 'discard'] || self.startsWith('=')",
    "routing must be unset, keep, discard or =<some new value>",
    lambda routing: routing in {"keep", "discard"} or routing.startswith("="),
)
"""R9."""

NO_PIPELINE = "_none"


class Dest(Model):
    """Where documents go."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "!(has(self.opType) && self.opType == 'create' && has(self.versionType) && self.versionType != 'internal')",
            "opType: create only goes with versionType: internal: external versions need opType: index",
            lambda dest: dest.op_type != "create" or dest.version_type in (None, "internal"),
            field="versionType",
        ),
    )

    index: DestIndex = Field(description="Index, alias or data stream to write to.")
    op_type: Literal["index", "create"] | None = Field(
        None,
        description="`index` overwrites a document with the same id, `create` takes it as a conflict. Data streams need `create`. Default index.",
    )
    version_type: Literal["internal", "external", "external_gt", "external_gte"] | None = Field(
        None,
        description="`internal` writes whatever is there; `external` keeps the source's version, and an older or equal one is a conflict. Default internal.",
    )
    pipeline: Annotated[str, StringConstraints(min_length=1, max_length=512)] | None = Field(
        None,
        description="Ingest pipeline of the destination's cluster to run the documents through; `_none` for none, not even the index's default one.",
    )
    routing: Annotated[str, StringConstraints(max_length=512), _ROUTING] | None = Field(
        None, description="`keep` the document's routing, `discard` it, or `=text` to route by that text. Default keep."
    )

    @property
    def asked_pipeline(self) -> str | None:
        """The pipeline that documents are asked to go through; ``_none`` asks for none."""
        return None if self.pipeline == NO_PIPELINE else self.pipeline


class Script(Model):
    """What to do with each document on its way."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "has(self.source) != has(self.id)",
            "set either source (the script itself) or id (a stored script)",
            lambda script: (script.source is None) != (script.id is None),
        ),
        Rule(
            "!(has(self.id) && has(self.lang))",
            "a stored script has its own language: remove lang",
            lambda script: script.id is None or script.lang is None,
            field="lang",
        ),
    )

    lang: Literal["painless"] | None = Field(None, description="The script's language. Default painless.")
    source: Annotated[str, StringConstraints(min_length=1, max_length=65536)] | None = Field(
        None, description="The script, in Painless; it sees and may change `ctx`."
    )
    id: Annotated[str, StringConstraints(min_length=1, max_length=512)] | None = Field(
        None, description="A stored script of the destination's cluster, instead of `source`."
    )
    params: AnyObject | None = Field(None, description="What the script sees as `params`.")


_RATE = Rule("self > 0.0 || self == -1.0", "requestsPerSecond is more than 0, or -1 for no limit", lambda rate: rate > 0 or rate == -1)
"""R7."""


class ReindexRequest(Model):
    """What to copy, where to, and how: the parameters of the API."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "has(self.source.cluster) || !(self.dest.index in self.source.index)",
            "the destination is the source: a reindex cannot write into an index it reads from",
            lambda request: request.source.cluster is not None or request.dest.index not in request.source.index,
            field="dest",
        ),
        Rule(
            "!has(self.source.slice) || !has(self.slices) || (type(self.slices) == int && self.slices == 1)",
            "set either spec.source.slice or spec.slices, not both: one slice of a run cannot be sliced again",
            lambda request: request.source.slice is None or request.slices in (None, 1),
        ),
        Rule(
            "!has(self.maxDocs) || !has(self.slices) || type(self.slices) != int || self.maxDocs >= int(self.slices)",
            "maxDocs should be at least slices: each slice copies a share of it",
            lambda request: request.max_docs is None or not isinstance(request.slices, int) or request.max_docs >= request.slices,
            field="maxDocs",
        ),
    )

    cluster: Cluster = Field(description="The destination's cluster, and the source's unless `source.cluster` says otherwise.")
    source: Source = Field(description="The documents to copy.")
    dest: Dest = Field(description="Where they go.")
    script: Script | None = Field(None, description="A script that may change, skip or delete each document.")
    conflicts: Literal["abort", "proceed"] | None = Field(
        None, description="At a version conflict, `abort` the run or count it and `proceed`. Default abort."
    )
    max_docs: int | None = Field(None, ge=1, le=2**53 - 1, description="Copy at most this many documents. Default: all.")
    slices: Slices | None = Field(
        None, description="Parts of the work that can run at the same time: a number, or `auto` for one a shard (at most 20). Default 1."
    )
    requests_per_second: Annotated[float, _RATE] | None = Field(
        None, description="Documents a second over all slices, -1 for no limit. May be changed while it runs. Default -1."
    )
    scroll: Duration | None = Field(None, description="How long the consistent view of the source is kept between two reads. Default 5m.")
    timeout: Duration | None = Field(
        None, description="How long a write waits for index creation, mapping updates and active shards. Default 1m."
    )
    wait_for_active_shards: ActiveShards | None = Field(
        None, description="Shard copies that must be active before a write: a number or `all`. Default 1."
    )
    require_alias: bool | None = Field(None, description="Whether the destination must be an alias. Default false.")
    refresh: bool | None = Field(
        None, description="Whether to refresh the destination at the end, so that searches see everything. Default false."
    )
    dry_run: bool | None = Field(
        None,
        description="Only try it: run the script over a sample, look up what the destination has, write nothing, and report in `status.dryRun`. Default false.",
    )
    dry_run_sample: int | None = Field(
        None, ge=1, le=1000, description="Documents of the sample, half of them the first and half the last written. Default 100."
    )
