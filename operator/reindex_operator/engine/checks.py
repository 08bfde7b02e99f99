"""What can be said against the destination before a document is written (R11-R16).

With the ``write`` privilege alone the destination can not be looked at: then only that privilege is asked after, and the run will tell the rest.
"""

import fnmatch
from http import HTTPStatus

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers, reasons
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.faults import fault
from reindex_operator.engine.privileges import FIELD, check_privileges
from reindex_operator.engine.resolve import Resolved
from reindex_operator.engine.retry import Patience, patiently


async def check_destination(request: ReindexRequest, resolved: Resolved, dest: Cluster) -> str | None:
    """The concrete index that will be written to, where that is known. Raises ``ReindexError`` when it can not be, as the request wants it."""
    written = None
    name = request.dest.index
    answer = await patiently(lambda: dest.request("GET", path(name, "_alias")), patience=Patience())
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise fault(answer, dest.connection.name, FIELD, reasons.UNAUTHORIZED)
    found = answer.json(dict[str, answers.Aliases]) or await _stream(name, dest) if answer.ok else {}
    missing = answer.status == HTTPStatus.NOT_FOUND
    if found:
        written = _check_existing(request, found, resolved)
    elif missing:
        _check_name(request)
        await _check_created(name, dest)
    await check_privileges(request, dest, creates=missing)
    await _check_pipeline(request, dest)
    return written


async def _stream(name: str, dest: Cluster) -> dict[str, answers.Aliases]:
    """The indices behind a data stream, which some versions do not show with their aliases; empty where there is none or it can not be seen."""
    answer = await patiently(lambda: dest.request("GET", path("_resolve", "index", name)), patience=Patience())
    streams = answer.json(answers.Resolved).data_streams if answer.ok else ()
    return {index: answers.Aliases() for stream in streams if stream.name == name for index in stream.backing_indices}


def _check_existing(request: ReindexRequest, found: dict[str, answers.Aliases], resolved: Resolved) -> str | None:
    name = request.dest.index
    members = {index: about.aliases.get(name) for index, about in found.items()}
    aliased = {index: about for index, about in members.items() if about is not None}
    if request.require_alias and not aliased:
        raise ReindexError(reasons.NOT_AN_ALIAS, f"{FIELD}: requireAlias is true and [{name}] is not an alias")
    written = _written(name, list(found), aliased)
    if written is None and aliased:
        raise ReindexError(
            reasons.INVALID_REQUEST,
            f"{FIELD}: alias [{name}] points to {len(aliased)} indices ({', '.join(sorted(aliased)[:5])}) and none of them is its write index; "
            "set is_write_index on one",
        )
    stream = not aliased and name not in found
    if stream and request.dest.op_type != "create" and not name.startswith("<"):
        raise ReindexError(reasons.INVALID_REQUEST, f"spec.dest.opType: [{name}] is a data stream, which only takes opType: create")
    if request.source.cluster is None and written in resolved.shards:
        raise ReindexError(
            reasons.DESTINATION_IS_SOURCE,
            f"{FIELD}: reindex cannot write into an index its reading from [{written}]; choose another destination",
        )
    return written


def _written(name: str, indices: list[str], aliased: dict[str, answers.Alias]) -> str | None:
    """The concrete index that a write to ``name`` goes to; None where there is none, or where only the cluster knows."""
    if name in indices:
        return name
    if len(aliased) == 1:
        index, about = next(iter(aliased.items()))
        return None if about.is_write_index is False else index
    flagged = [index for index, about in aliased.items() if about.is_write_index]
    if flagged:
        return flagged[0]
    return max(indices) if not aliased and indices else None


def _check_name(request: ReindexRequest) -> None:
    """Refuse what can not become the name of an index: alone an alias or a data stream that is there may be named so."""
    name = request.dest.index
    if request.require_alias:
        raise ReindexError(reasons.NOT_AN_ALIAS, f"{FIELD}: requireAlias is true and [{name}] is not an alias")
    if name != name.lower() and not name.startswith("<"):
        raise ReindexError(
            reasons.INVALID_REQUEST,
            f"{FIELD}: [{name}] does not exist and can not be created, as the name of an index is in lower case: [{name.lower()}]",
        )


async def _check_created(name: str, dest: Cluster) -> None:
    """Refuse a destination that does not exist and would not be created (R14)."""
    params = {"include_defaults": "true", "flat_settings": "true", "filter_path": "*.action*"}  # a dot in it would part the flat name
    answer = await patiently(lambda: dest.request("GET", "/_cluster/settings", params=params), patience=Patience())
    if not answer.ok:
        return
    settings = answer.json(answers.ClusterSettings)
    for level in (settings.transient, settings.persistent, settings.defaults):
        value = level.get("action.auto_create_index")
        if value is not None:
            if not created(name, str(value)) and not await _allowed_by_a_template(dest):
                raise ReindexError(
                    reasons.DESTINATION_MISSING,
                    f"{FIELD}: no such index [{name}] and [action.auto_create_index] is [{value}]; create it first, with the mapping it should have",
                )
            return


async def _allowed_by_a_template(dest: Cluster) -> bool:
    """Whether some template may allow what the setting forbids; which one applies to a name only the cluster knows."""
    params = {"filter_path": "index_templates.index_template.allow_auto_create"}
    answer = await patiently(lambda: dest.request("GET", "/_index_template", params=params), patience=Patience())
    return answer.ok and b"true" in answer.body


def created(name: str, setting: str) -> bool:
    """Whether ``action.auto_create_index: setting`` has the cluster create ``name``."""
    if setting in {"true", "false"}:
        return setting == "true"
    for pattern in (pattern.strip() for pattern in setting.split(",")):
        if fnmatch.fnmatchcase(name, pattern.lstrip("+-")):
            return not pattern.startswith("-")
    return False


async def _check_pipeline(request: ReindexRequest, dest: Cluster) -> None:
    pipeline = request.dest.asked_pipeline
    if pipeline is None:
        return
    answer = await patiently(lambda: dest.request("GET", path("_ingest", "pipeline", pipeline)), patience=Patience())
    if answer.status == HTTPStatus.NOT_FOUND:
        raise ReindexError(reasons.INVALID_REQUEST, f"spec.dest.pipeline: pipeline with id [{pipeline}] does not exist")
