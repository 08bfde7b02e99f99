"""What in a query is another in each search, where the API's one search is read to its end and a run searches anew for each page. Pure.

``now`` is one moment for a whole run, that of the plan: a document that was young enough at the first page would be too old at the last.
An order by lot can not be kept so, and is told.
"""

import re
from datetime import UTC, datetime
from typing import Any

from reindex_operator.api.request import Source

BOUNDS = frozenset({"gt", "gte", "lt", "lte"})
OLD_BOUNDS = frozenset({"from", "to"})
FORMAT = "strict_date_optional_time"
_NOW = re.compile(r"now((?:[+-]\d*[yMwdhHms]|/[yMwdhHms])*)")


def pinned(source: Source, started: int) -> Source:
    """``source`` with the ``now`` of its query's ranges as the moment ``started``, in epoch milliseconds."""
    moment = datetime.fromtimestamp(started / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return source.model_copy(update={"query": _query(source.query, moment)})


def _query(query: Any, moment: str) -> Any:
    if isinstance(query, list):
        return [_query(one, moment) for one in query]
    if not isinstance(query, dict):
        return query
    spans = query.get("range")
    if len(query) == 1 and isinstance(spans, dict) and len(spans) == 1:
        ((field, span),) = spans.items()
        return _range(field, span, moment) if isinstance(span, dict) else query
    return {key: _query(inner, moment) for key, inner in query.items()}


def _range(field: str, span: dict[str, Any], moment: str) -> dict[str, Any]:
    """A range over ``field``: in two, where a bound that stands still is in a format of its own."""
    moving = {key: f"{moment}||{found[1]}" for key in BOUNDS & span.keys() if (found := _NOW.fullmatch(str(span[key])))}
    as_it_is = {"range": {field: span}}
    if not moving or OLD_BOUNDS & span.keys():
        return as_it_is
    rest = {key: value for key, value in span.items() if key not in moving}
    how = {key: value for key, value in rest.items() if key not in BOUNDS | {"format"}}
    moved = {"range": {field: how | moving | {"format": FORMAT}}}
    if not BOUNDS & rest.keys():
        return moved
    if str(span.get("relation", "")).lower() == "contains":
        return as_it_is  # of two bounds at once, which two ranges can not say
    return {"constant_score": {"filter": {"bool": {"filter": [{"range": {field: rest}}, moved]}}, "boost": span.get("boost", 1.0)}}


def drawn(source: Source) -> bool:
    """Whether the order is drawn by lot, anew in each search: only one that is read to its end has it."""
    return bool(source.sort) and _draws(source.query)


def _draws(query: Any) -> bool:
    if isinstance(query, list):
        return any(map(_draws, query))
    if not isinstance(query, dict):
        return False
    lot = query.get("random_score")
    return (isinstance(lot, dict) and "seed" not in lot) or any(map(_draws, query.values()))
