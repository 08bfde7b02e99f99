"""A body and parameters of ``POST /_reindex`` as our request: only names change, so that every wrong value meets our own checks."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from reindex_operator.api.request import ReindexRequest

VERBATIM = {"query", "runtime_mappings", "params", "_source", "sort"}


def request(body: Mapping[str, Any], params: Mapping[str, Any], url: str) -> ReindexRequest:
    """The request for the cluster at ``url``. Raises pydantic's ValidationError where ours refuses it."""
    spec = camel(body) | {to_camel(name): number(value) for name, value in params.items() if name != "wait_for_completion"}
    spec["cluster"] = {"hosts": [url]}
    source = spec.get("source")
    if isinstance(source, dict):
        spec["source"] = convert_source(source)
    return ReindexRequest.model_validate(spec)


def convert_source(source: dict[str, Any]) -> dict[str, Any]:
    """Lists where the API takes one value as well, and ``remote`` as a cluster."""
    if isinstance(source.get("index"), str):
        source["index"] = source["index"].split(",")
    if isinstance(source.get("sort"), dict):
        source["sort"] = [{name: order} for name, order in source["sort"].items()]
    match source.get("_source"):
        case str() as one:
            source["_source"] = {"includes": [one]}
        case list() as several:
            source["_source"] = {"includes": several}
    if isinstance(remote := source.pop("remote", None), dict):
        source["cluster"] = {"hosts": [remote.pop("host", "")]} | remote
    return source


def camel(value: Any) -> Any:
    """The same with keys in camelCase, but for what is the user's own."""
    if isinstance(value, Mapping):
        return {
            key if key in VERBATIM and key.startswith("_") else to_camel(key): inner if key in VERBATIM else camel(inner)
            for key, inner in value.items()
        }
    return value


def number(value: Any) -> Any:
    """A parameter's text as the number or boolean it stands for."""
    if not isinstance(value, str):
        return value
    if value in {"true", "false"}:
        return value == "true"
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
