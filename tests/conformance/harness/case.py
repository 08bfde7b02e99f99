"""What a conformance case is: data only.

A case is a small world (indices, documents, pipelines ...), one request as ``POST /_reindex`` takes it, the rules it proves
(R1-R52 of the reindex semantics, or ``api:<parameter>`` for a row of the API's reference) and what may differ, by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Step = tuple[str, str, Any]
"""A request of the set-up: method, path, body (bytes as they are, other values as JSON, None for none)."""


ABSENT = "(absent)"
"""What a difference shows where one of the two has nothing."""

REMOTE = "the node's own URL"
"""Stands for the URL of the node as ``source.remote.host``."""


@dataclass(frozen=True)
class Doc:
    """A document. ``source`` as bytes reaches the node byte for byte, other values as JSON. ``version`` is an external one."""

    id: str
    source: Any
    routing: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Index:
    """An index: made with no replica and no refresh of its own, then filled in one bulk, then refreshed."""

    docs: Sequence[Doc] = ()
    shards: int = 1
    settings: Mapping[str, Any] = field(default_factory=dict)
    mappings: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Differs:
    """A difference on purpose: its row in docs/differences.md, and what it changes: path -> (the node's, ours), either one a value or a test of it."""

    row: str
    changes: Mapping[str, tuple[Any, Any]]
    always: bool = True
    """Whether it shows in every run, or only in some."""


@dataclass(frozen=True)
class Case:
    """One request in one small world.

    ``before`` runs before the indices are made, ``after`` once they are filled, ``cleanup`` once the request is through, so that everything can
    be looked at; what ``before`` and ``after`` PUT
    under _ingest, _index_template, _component_template and _scripts is deleted by itself. ``reason`` is how our run must end where the
    node answers an error body (where it answers failures the reason follows from them), ``says`` what our message must contain.
    ``unless`` names the nodes that can not run the case, and why. ``throttled`` is the least ``took`` and the most
    ``throttled_millis``, of both. ``any_id``: documents
    get ids of their own, which are not compared. ``visible``: what is searchable before the harness refreshes is compared too.
    """

    name: str
    rules: str
    indices: Mapping[str, Index | Sequence[Doc]]
    body: Mapping[str, Any]
    params: Mapping[str, Any] = field(default_factory=dict)
    before: Sequence[Step] = ()
    after: Sequence[Step] = ()
    cleanup: Sequence[Step] = ()
    reason: str | None = None
    says: str | Sequence[str] = ()
    differs: Differs | None = None
    unless: Mapping[str, str] = field(default_factory=dict)
    throttled: tuple[int, int] = (0, 0)
    any_id: bool = False
    visible: bool = False


def docs(count: int, make: Callable[[int], Mapping[str, Any]] | None = None, start: int = 1) -> list[Doc]:
    """``count`` documents with the ids ``start`` ..., each ``{"n": id}`` or what ``make`` says."""
    return [Doc(str(n), make(n) if make else {"n": n}) for n in range(start, start + count)]


def anything(documents: Sequence[Doc]) -> Index:
    """An index that takes every document, whatever its fields are."""
    return Index(documents, mappings={"dynamic": False})


def mapped(**properties: Any) -> Index:
    """An index with these fields."""
    return Index(mappings={"properties": properties})


def copy(source: Mapping[str, Any] | None = None, dest: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """The body that copies ``src`` to ``dst``, with more keys in source, dest and the body itself."""
    return {"source": {"index": "src"} | dict(source or {}), "dest": {"index": "dst"} | dict(dest or {})} | more


def addressed(body: Any, url: str) -> Any:
    """The body with ``REMOTE`` replaced by the node's URL."""
    if isinstance(body, Mapping):
        return {key: addressed(value, url) for key, value in body.items()}
    return url if body == REMOTE else body
