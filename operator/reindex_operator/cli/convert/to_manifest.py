"""A request to the API as a manifest."""

import re
from dataclasses import dataclass
from typing import Any, Final

from reindex_operator.api.errors import FieldError, InvalidManifestError
from reindex_operator.api.reindex import API_VERSION, KIND, parse
from reindex_operator.cli.convert import clusters, fields, parts, values
from reindex_operator.cli.convert.clusters import NeededSecret
from reindex_operator.cli.convert.misplaced import refuse_unknown
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
    refuse_unknown(body, fields.BODY, "", findings)
    source, dest = (parts.part(body, part, findings) for part in ("source", "dest"))
    spec["source"] = parts.source(source, findings)
    if source.get("remote") is not None:
        other = clusters.remote(source["remote"], findings)
        secrets += _apart(other, secrets)
        spec["source"]["cluster"] = other.spec
    spec["dest"] = parts.dest(dest, body.get("script"), findings)
    if body.get("script") is not None:
        spec["script"] = parts.script(body["script"], findings)
    spec |= take(body, "conflicts", values.text, "", findings)
    spec |= parts.max_docs(request, findings)
    spec |= parts.params(request.params, findings)
    parts.note_variables(spec, findings)
    metadata = {"name": name or _name(spec["dest"].get("index", ""))} | ({"namespace": namespace} if namespace else {})
    manifest = {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}
    if findings.errors:
        raise ConvertError(*findings.errors)
    try:
        parse(manifest)
    except InvalidManifestError as error:
        raise ConvertError(*(_in_api_words(each) for each in error.errors)) from None
    return Conversion(manifest, secrets, findings.notes)


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
