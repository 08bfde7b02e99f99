"""A manifest as a request to the API."""

import json
from typing import Any, Final
from urllib.parse import urlencode

from reindex_operator.api.cluster import Cluster
from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.cli.convert.body import dumps
from reindex_operator.cli.convert.request import Access, ApiRequest

_PARAMS: Final = ("slices", "requests_per_second", "scroll", "timeout", "wait_for_active_shards", "require_alias", "refresh")
_BODY: Final = ("conflicts", "max_docs", "dest", "script")
_SOURCE: Final = ("index", "query", "size", "sort", "slice", "runtime_mappings")


def to_request(spec: ReindexRequest) -> ApiRequest:
    """The request that does the same, as far as the API can. Credentials are in Secrets, so there is a text in their place."""
    notes = [f"the request goes to {spec.cluster.hosts[0]}"]
    if spec.cluster.auth:
        notes.append(f"with the credentials in Secret {spec.cluster.auth.secret_name}")
    source = {name: _plain(getattr(spec.source, name)) for name in _SOURCE if getattr(spec.source, name) is not None}
    if spec.source.source_filter is not None:
        source["_source"] = _plain(spec.source.source_filter)
    params = {name: _text(getattr(spec, name)) for name in _PARAMS if getattr(spec, name) is not None}
    if spec.source.cluster:
        source["remote"] = _remote(spec.source.cluster, notes)
        if spec.slices not in (None, 1):
            del params["slices"]
            notes.append("slices is left out: the API can not slice a remote source")
    body = {"source": source} | {name: _plain(getattr(spec, name)) for name in _BODY if getattr(spec, name) is not None}
    own = sorted(
        {*ReindexSpec.model_fields, "dry_run", "dry_run_sample"} - (set(ReindexRequest.model_fields) - {"dry_run", "dry_run_sample"})
    )
    if left := [_alias(name) for name in own if getattr(spec, name, None) is not None]:
        notes.append(f"left out, the API has nothing like it: {', '.join(left)}")
    return ApiRequest(params, body, Access(spec.cluster.hosts[0]), tuple(notes))


def console(request: ApiRequest) -> str:
    """The request as the console takes it, the notes above as comments."""
    query = f"?{urlencode(request.params)}" if request.params else ""
    return "".join(f"# {note}\n" for note in request.notes) + f"POST _reindex{query}\n{dumps(request.body)}\n"


def _remote(cluster: Cluster, notes: list[str]) -> dict[str, Any]:
    host = cluster.hosts[0]
    notes.append(
        f"each node of {'the cluster'} needs reindex.remote.whitelist: {host.split('//')[1].split('/')[0]} (reindex.remote.allowlist in OpenSearch)"
    )
    remote: dict[str, Any] = {"host": host}
    if cluster.auth:
        remote |= {
            "username": f"<username of Secret {cluster.auth.secret_name}>",
            "password": f"<password of Secret {cluster.auth.secret_name}>",
        }
        notes.append("a Secret with an apiKey goes into remote.api_key, which newer versions have, or into a header Authorization")
    if cluster.headers:
        remote["headers"] = dict(cluster.headers)
    for name in ("connect_timeout", "socket_timeout"):
        if getattr(cluster, name) is not None:
            remote[name] = getattr(cluster, name)
    if len(cluster.hosts) > 1:
        notes.append(f"the API reads from one host: {', '.join(cluster.hosts[1:])} left out")
    if cluster.tls:
        notes.append("source.cluster.tls is left out: it is in each node's settings, reindex.ssl.*")
    return remote


def _plain(value: Any) -> Any:
    """The value in the API's names, as JSON."""
    return value.model_dump(by_alias=False, exclude_none=True) if hasattr(value, "model_dump") else value


def _text(value: Any) -> str:
    """A parameter's value: ``true``, ``500``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value)


def _alias(name: str) -> str:
    return ReindexSpec.model_fields[name].alias or name
