"""From a cluster's error answer to a ``ReindexError`` with a reason and a message that a person can act on. Pure."""

import re
from typing import Any

import msgspec

from reindex_operator.engine import reasons
from reindex_operator.engine.checkpoint import Failure
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError, TransientError

QUERY_ERRORS = frozenset(
    {
        "parsing_exception",
        "query_shard_exception",
        "x_content_parse_exception",
        "named_object_not_found_exception",
        "mapper_parsing_exception",
    }
)
DENIED = "security_exception"
"""The type of an error that is about a privilege. Other 403s are blocks of an index."""
TRANSIENT = frozenset({429, 502, 503, 504})
LONGEST = 2000
LONGEST_TEXTS = (4096, 1024, 256, 64)
"""Characters of a text in a cause that is too large: as many as leave room for it."""
_ASKED_WITH = re.compile(r"(for REST request \[[^\]?]*)\?[^\]]*")
"""The parameters of a request that a refusal quotes: they are ours, and say nothing to the user."""


def cause(answer: Answer) -> dict[str, Any]:
    """The cluster's own error: ``type``, ``reason`` and what else it says; of an answer that is no error of a cluster, its beginning."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        text = answer.body[:200].decode("utf-8", "replace")
        return {"type": "unexpected_answer", "reason": f"the host answered {answer.status} and no JSON: {text}"}
    error = document.get("error") if isinstance(document, dict) else None
    if isinstance(error, dict):
        return error
    return {"type": "unexpected_answer", "reason": str(error or document)[:LONGEST]}


def deepest(error: dict[str, Any]) -> dict[str, Any]:
    """The error that says most: the first root cause or shard failure, where there is one."""
    for failed in _objects(error.get("failed_shards")):
        if isinstance(failed.get("reason"), dict):
            return deepest(failed["reason"])
    roots = _objects(error.get("root_cause"))
    if roots and error.get("type") in ("search_phase_execution_exception", None):
        return roots[0]
    return error


def _objects(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def sentence(error: dict[str, Any]) -> str:
    """``error`` as one sentence: type, reason, place, the index where the reason lacks it, all that it was caused by, and the place in a script."""
    error = deepest(error)
    place = f" (line {error['line']}, column {error['col']})" if "line" in error and "col" in error else ""
    said = f"{error.get('type')}: {error.get('reason')}{place}"
    if error.get("index") and str(error["index"]) not in said:
        said = f"[{error['index']}] {said}"
    inner: Any = error
    while isinstance(inner, dict):
        if inner.get("reason") is not None and str(inner["reason"]) not in said:
            said += f"; caused by {inner.get('type')}: {inner['reason']}"
        if isinstance(stack := inner.get("script_stack"), list) and stack:
            said += f", at: {' '.join(' '.join(map(str, stack)).split())}"
        inner = inner.get("caused_by")
    return _ASKED_WITH.sub(r"\1", said)[:LONGEST]


def shortened(failure: Failure, most: int) -> Failure:
    """``failure`` with a cause of at most about ``most`` bytes: its long texts are cut, and what is left around them last."""
    cut: Any = failure.cause
    for longest in LONGEST_TEXTS:
        if len(msgspec.json.encode(cut)) <= most:
            break
        cut = _cut(failure.cause, longest)
    else:
        if len(msgspec.json.encode(cut)) > most:
            cut = {key: cut[key] for key in ("type", "reason") if isinstance(cut.get(key), str)}
    return msgspec.structs.replace(failure, cause=cut)


def _cut(value: Any, longest: int) -> Any:
    """``value`` with its long texts cut."""
    if isinstance(value, str) and len(value) > longest:
        return f"{value[:longest]}... ({len(value)} characters)"
    if isinstance(value, dict):
        return {key: _cut(inner, longest) for key, inner in value.items()}
    return [_cut(inner, longest) for inner in value] if isinstance(value, list) else value


def fault(answer: Answer, cluster: str, field: str, reason: str, *, query: str = "spec.source.query") -> ReindexError:
    """The error of an ``answer`` that is no success: what ``field`` of the spec asked of ``cluster`` failed; ``reason`` where no other fits.

    ``query`` is the field that an error of the query language is blamed on.
    """
    error = cause(answer)
    said = sentence(error)
    kind = str(deepest(error).get("type"))
    if answer.status == 401:  # noqa: PLR2004 - HTTP
        return ReindexError(reasons.UNAUTHORIZED, f"{cluster}.auth: the cluster refused the credentials: {said}")
    if answer.status == 403:  # noqa: PLR2004 - HTTP
        return ReindexError(reasons.FORBIDDEN, f"{field}: {said}")
    if kind == "unexpected_answer":
        status = f" with status {answer.status}" if answer.ok else ""
        return ReindexError(reasons.UNEXPECTED_ANSWER, f"{cluster}.hosts: this is no search cluster{status}: {error.get('reason')}")
    if answer.status in TRANSIENT:
        return TransientError(reason, f"{field}: {said}")
    if kind in QUERY_ERRORS:
        return ReindexError(reasons.INVALID_QUERY, f"{query}: {said}")
    return ReindexError(reason, f"{field}: {said}")
