"""The CustomResourceDefinition of ``Reindex``, rendered from the models."""

from typing import Any

from reindex_operator.api.reindex import GROUP, KIND, PLURAL, SHORT_NAMES, SINGULAR, VERSION
from reindex_operator.api.schema import Schema, structural
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.api.status import ReindexStatus

_DESCRIPTION = """\
Copies documents from a source to a destination, as `POST /_reindex` does, in Jobs of this cluster. What defines the work is fixed for \
a run, until runId is changed; requestsPerSecond, parallelism, suspend, cancel, attempt, activeDeadlineSeconds, ttlSecondsAfterFinished \
and how the clusters are reached can be changed at any time."""


def crd() -> dict[str, Any]:
    """The CRD, as an object to serialize."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{PLURAL}.{GROUP}",
            "annotations": {
                # Flux would replace the ${...} that descriptions and patterns may hold.
                "kustomize.toolkit.fluxcd.io/substitute": "disabled",
            },
        },
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": KIND,
                "listKind": f"{KIND}List",
                "plural": PLURAL,
                "singular": SINGULAR,
                "shortNames": list(SHORT_NAMES),
                "categories": ["search"],
            },
            "versions": [
                {
                    "name": VERSION,
                    "served": True,
                    "storage": True,
                    "subresources": {"status": {}},
                    "additionalPrinterColumns": _columns(),
                    "schema": {"openAPIV3Schema": _root()},
                }
            ],
        },
    }


def _root() -> Schema:
    return {
        "description": _DESCRIPTION,
        "type": "object",
        "required": ["spec"],
        "properties": {
            "apiVersion": {"description": "Version of this schema.", "type": "string"},
            "kind": {"description": "Kind of this object.", "type": "string"},
            "metadata": {"type": "object"},
            "spec": structural(ReindexSpec),
            # Until the operator's first visit kstatus would otherwise call a new object done.
            "status": structural(ReindexStatus) | {"default": {"observedGeneration": -1}},
        },
    }


def _columns() -> list[dict[str, Any]]:
    response = ".status.response"
    return [
        # A column shows the first match only, and a list as JSON: the first index reads best.
        _column("Source", "string", ".spec.source.index[*]", "The first index read"),
        _column("Dest", "string", ".spec.dest.index", "Where documents go"),
        _column("Status", "string", ".status.phase", "What the run is doing, or how it ended"),
        _column("Progress", "string", ".status.progress.percent", "Documents done of all"),
        _column("Created", "integer", f"{response}.created", "Documents created", wide=True),
        _column("Updated", "integer", f"{response}.updated", "Documents updated", wide=True),
        _column("Conflicts", "integer", f"{response}.versionConflicts", "Version conflicts", wide=True),
        _column("Docs/s", "integer", ".status.progress.docsPerSecond", "Documents a second", wide=True),
        # As text: kubectl prints a date as its age, and one to come as <invalid>.
        _column("ETA", "string", ".status.progress.estimatedCompletionTime", "When it will be done", wide=True),
        _column("Failures", "integer", ".status.failureCount", "Documents that failed"),
        _column("Age", "date", ".metadata.creationTimestamp", "Since when it is there"),
    ]


def _column(name: str, kind: str, path: str, description: str, *, wide: bool = False) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "type": kind, "jsonPath": path, "description": description}
    return column | {"priority": 1} if wide else column
