"""``spec.source.query``: the schema takes any object, but a cluster only one kind of query, and complains of what it was wrapped in by then."""

from collections.abc import Iterator
from typing import Any

from reindex_operator.api.errors import FieldError, path

_QUERY: tuple[str, ...] = ("spec", "source", "query")


def query_errors(query: Any) -> Iterator[FieldError]:
    """What is wrong with it whatever the cluster; its kind, and what is inside, are the cluster's to judge."""
    if not isinstance(query, dict):
        return
    if "query" in query:
        where, said = (*_QUERY, "query"), "there is a query within the query: write what is inside of it in its place"
        if len(query) > 1:
            said += f", and no {' and no '.join(key for key in query if key != 'query')}"
    elif not query:
        where, said = (
            _QUERY,
            "must have one key, the kind of query, and has none: remove it to copy all documents, or write {match_all: {}}",
        )
    elif len(query) > 1:
        where, said = _QUERY, f"must have one key, the kind of query, and has {', '.join(query)}: combine several queries in a bool"
    else:
        return
    yield FieldError(path(where), said, where)
