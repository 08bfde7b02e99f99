"""The object: ``Reindex`` as it is written in a manifest and stored by the API server."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from reindex_operator.api.errors import FieldError, InvalidManifestError, field_errors
from reindex_operator.api.model import DNS_SUBDOMAIN, Model
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import ReindexStatus

GROUP: Final = "reindex.dev"
VERSION: Final = "v1alpha1"
API_VERSION: Final = "reindex.dev/v1alpha1"
KIND: Final = "Reindex"
PLURAL: Final = "reindexes"
SINGULAR: Final = "reindex"
SHORT_NAMES: Final = ("ri",)

_NAME_LENGTH = 253


class Reindex(Model):
    """A ``Reindex`` object. ``metadata`` is Kubernetes' own and taken as it is."""

    api_version: Literal["reindex.dev/v1alpha1"] = Field(API_VERSION, description="Version of the schema.")
    kind: Literal["Reindex"] = Field(KIND, description="Kind of the object.")
    metadata: dict[str, Any] = Field(default_factory=dict, description="Name, namespace, labels ... as of every object.")
    spec: ReindexSpec = Field(description="What to copy, and how.")
    status: ReindexStatus | None = Field(None, description="What the operator has seen and done.")


def parse(manifest: Any) -> Reindex:
    """The object that a manifest (a parsed YAML or JSON document) describes.

    Takes whatever the API server takes but what is nested too deeply (``model.AnyObject``), and finds without it what its schema and rules would;
    raises ``InvalidManifestError`` with all mistakes at once. An update that changes what is immutable is the API server's to see: it alone has the old object.
    """
    if not isinstance(manifest, Mapping):
        raise InvalidManifestError([FieldError("", "a manifest is a mapping with apiVersion, kind, metadata and spec")])
    errors = [FieldError(field, "Required value", (field,)) for field in ("apiVersion", "kind") if field not in manifest]
    errors += _metadata_errors(manifest.get("metadata"))
    try:
        reindex = Reindex.model_validate(dict(manifest), by_alias=True, by_name=False)
    except ValidationError as error:
        raise InvalidManifestError(errors + field_errors(error)) from None
    if errors:
        raise InvalidManifestError(errors)
    return reindex


def _metadata_errors(metadata: Any) -> list[FieldError]:
    if not isinstance(metadata, Mapping) or not (metadata.get("name") or metadata.get("generateName")):
        return [FieldError("metadata.name", "Required value: name or generateName is required", ("metadata",))]
    name = metadata.get("name")
    if name is None or (isinstance(name, str) and len(name) <= _NAME_LENGTH and re.search(DNS_SUBDOMAIN[:-1] + r"\Z", name)):
        return []
    what = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and start and end with one"
    return [FieldError("metadata.name", f'Invalid value: "{name}": {what}', ("metadata", "name"))]
