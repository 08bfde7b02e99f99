"""A request to the API as a manifest."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from reindex_operator.api.errors import FieldError, InvalidManifestError
from reindex_operator.api.reindex import API_VERSION, KIND, parse
from reindex_operator.cli.convert import clusters, fields, values
from reindex_operator.cli.convert.clusters import NeededSecret
from reindex_operator.cli.convert.fields import ours
from reindex_operator.cli.convert.request import ApiRequest, ConvertError
from reindex_operator.cli.convert.values import Findings, take

_NAME_LENGTH: Final = 63
"""Of the name that is made up: long ones are cut in the names of Jobs and pods."""


@dataclass(frozen=True)
class Conversion:
    """The manifest as plain data, the Secrets to make for it, and what has to be said."""

    manifest: dict[str, Any]
    secrets: list[NeededSecret]
    notes: list[str]


def to_manifest(request: ApiRequest, *, name: str | None = None, namespace: str | None = None, host: str | None = None) -> Conversion:
    """The manifest called ``name`` (without: after the destination). ``host`` is the request's cluster. Raises ``ConvertError`` with all mistakes."""
    findings = Findings(notes=list(request.notes))
    body = request.body
    reached = clusters.own(request.access, host, findings)
    spec: dict[str, Any] = {"cluster": reached.spec}
    secrets = list(reached.secrets)
    _refuse_unknown(body, fields.BODY, "", findings)
    source, dest = (_part(body, part, findings) for part in ("source", "dest"))
    spec["source"] = _source(source, findings)
    if source.get("remote") is not None:
        other = clusters.remote(source["remote"], findings)
        secrets += _apart(other, secrets)
        spec["source"]["cluster"] = other.spec
    spec["dest"] = _dest(dest, findings)
    if body.get("script") is not None:
        spec["script"] = _script(body["script"], findings)
    spec |= take(body, "conflicts", values.text, "", findings)
    spec |= _max_docs(request, findings)
    spec |= _params(request.params, findings)
    metadata = {"name": name or _name(spec["dest"].get("index", ""))} | ({"namespace": namespace} if namespace else {})
    manifest = {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}
    if findings.errors:
        raise ConvertError(*findings.errors)
    try:
        parse(manifest)
    except InvalidManifestError as error:
        raise ConvertError(*(_in_api_words(each) for each in error.errors)) from None
    return Conversion(manifest, secrets, findings.notes)


def _part(body: dict[str, Any], part: str, findings: Findings) -> dict[str, Any]:
    found = take(body, part, values.objects, "", findings).get(part)
    if found is None and not isinstance(body.get(part), str | list | int):
        findings.errors.append(f"{part} is missing")
    return found or {}


def _source(given: dict[str, Any], findings: Findings) -> dict[str, Any]:
    known = {*fields.SOURCE, "remote", "slice", "type"}
    if idle := sorted(given.keys() & fields.NO_EFFECT):
        findings.notes.append(f"left out of source, they have no effect on what is copied: {', '.join(idle)}")
    _refuse_unknown(given, known | fields.NO_EFFECT, "source.", findings)
    _type(given, "source", "a query on the field _type says the same where it still exists", findings)
    out = {
        ours(key): value
        for name, convert in fields.SOURCE.items()
        for key, value in take(given, name, convert, "source.", findings).items()
    }
    if given.get("slice") is not None:
        one = take(given, "slice", values.objects, "source.", findings).get("slice", {})
        _refuse_unknown(one, {"id", "max"}, "source.slice.", findings)
        out["slice"] = {key: each for key in ("id", "max") for each in take(one, key, values.whole, "source.slice.", findings).values()}
    return out


def _dest(given: dict[str, Any], findings: Findings) -> dict[str, Any]:
    _refuse_unknown(given, {*fields.DEST, "type"}, "dest.", findings)
    _type(given, "dest", fields.NO_TYPES, findings)
    found = {
        ours(key): value for name, convert in fields.DEST.items() for key, value in take(given, name, convert, "dest.", findings).items()
    }
    return {key: value.lower() if key == "opType" else value for key, value in found.items() if (key, value) != ("routing", "")}


def _type(given: dict[str, Any], part: str, instead: str, findings: Findings) -> None:
    if given.get("type") == "_doc":
        findings.notes.append(f"{part}.type is left out: {fields.NO_TYPES}")
    elif given.get("type") is not None:
        findings.errors.append(f"{part}.type is of a version that is not supported: {instead}")


def _script(given: Any, findings: Findings) -> dict[str, Any]:
    if isinstance(given, str):
        given = {"source": given}
    script = take({"script": given}, "script", values.objects, "", findings).get("script", {})
    script = {fields.SCRIPT_ONCE.get(key, key): value for key, value in script.items()}
    _refuse_unknown(script, fields.SCRIPT, "script.", findings)
    return {
        key: value for name, convert in fields.SCRIPT.items() for key, value in take(script, name, convert, "script.", findings).items()
    }


def _max_docs(request: ApiRequest, findings: Findings) -> dict[str, Any]:
    """``max_docs`` of the body (once called ``size`` there) or of the URL; two different ones are an error (R5)."""
    places = [
        *take(request.body, "max_docs", values.whole, "", findings).values(),
        *take(request.body, "size", values.whole, "", findings).values(),
        *take(request.params, "max_docs", values.whole, "", findings).values(),
    ]
    if len(set(places)) > 1:
        findings.errors.append(f"max_docs is set to different values: {', '.join(map(str, places))}")
    return {"maxDocs": places[0]} if places else {}


def _params(params: dict[str, str], findings: Findings) -> dict[str, Any]:
    if shape := sorted(params.keys() & set(values.SHAPE_PARAMS)):
        findings.notes.append(f"left out, they only shape the answer: {', '.join(shape)}")
    if "wait_for_completion" in params:
        findings.notes.append(f"wait_for_completion is left out: {fields.BACKGROUND}")
    _refuse_unknown(params, {*fields.PARAMS, "max_docs", "wait_for_completion", *values.SHAPE_PARAMS}, "parameter ", findings)
    return {ours(key): value for name, convert in fields.PARAMS.items() for key, value in take(params, name, convert, "", findings).items()}


def _refuse_unknown(given: Mapping[str, Any], known: Collection[str], at: str, findings: Findings) -> None:
    for name in given:
        if name not in known:
            close = get_close_matches(name, sorted(known), 1)
            findings.errors.append(f"{at}{name} can not be converted" + (f"; did you mean {close[0]}?" if close else ""))


def _apart(other: clusters.Reached, taken: list[NeededSecret]) -> list[NeededSecret]:
    """The other cluster's Secrets; one of a name that is taken by other values gets a name of its own."""
    out: list[NeededSecret] = []
    for secret in other.secrets:
        same = next((each for each in taken if each.name == secret.name), None)
        if same is None:
            out.append(secret)
        elif same.values != secret.values:
            out.append(NeededSecret(f"{secret.name}-source", secret.values))
            other.spec["auth"]["secretName"] = out[-1].name
    return out


def _name(index: str) -> str:
    """A name that Kubernetes takes, after the destination's."""
    labels = (re.sub(r"[^a-z0-9]+", "-", label).strip("-") for label in index.lower().split("."))
    return ".".join(label for label in labels if label)[:_NAME_LENGTH].strip("-.") or "reindex"


def _in_api_words(error: FieldError) -> str:
    """The mistake with the API's name of the field."""
    path = re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"_{found[1].lower()}", error.path.removeprefix("spec."))
    path = path.replace("source.cluster.hosts[0]", "source.remote.host").replace("cluster.hosts[0]", "the cluster's host")
    return f"{path}: {error.message.replace(error.path, path)}"
