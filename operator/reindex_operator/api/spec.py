"""The spec of a ``Reindex``: the request, and how it runs on Kubernetes."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from reindex_operator.api.model import ListMap, Model, ObjectName, SecretName
from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.rules import Rule, immutable

_LABEL_KEY = r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
_OWN_PREFIXES = ("reindex.dev/", "batch.kubernetes.io/")

LabelValue = Annotated[str, StringConstraints(pattern=r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", max_length=63)]


def _qualified_keys(field: str, attribute: str) -> Rule:
    return Rule(
        f"!has(self.{field}) || self.{field}.all(k, k.matches(r'{_LABEL_KEY}'))",
        f"a key of {field} is [prefix/]name: letters, digits, - _ . with a letter or digit at both ends, at most 63 after the prefix",
        lambda template: all(re.search(_LABEL_KEY[:-1] + r"\Z", key) for key in getattr(template, attribute) or ()),
        field=field,
    )


class LocalObjectReference(Model):
    """A Secret in the same namespace."""

    name: SecretName = Field(description="Name of the Secret.")


class PodTemplate(Model):
    """What a user may set on the pods that do the work."""

    rules: ClassVar[tuple[Rule, ...]] = (
        _qualified_keys("labels", "labels"),
        _qualified_keys("annotations", "annotations"),
        _qualified_keys("nodeSelector", "node_selector"),
        Rule(
            "!has(self.labels) || !self.labels.exists(k, " + " || ".join(f"k.startsWith('{prefix}')" for prefix in _OWN_PREFIXES) + ")",
            f"labels with {' or '.join(_OWN_PREFIXES)} are the operator's: remove them",
            lambda template: not any(key.startswith(_OWN_PREFIXES) for key in template.labels or ()),
            field="labels",
        ),
    )

    labels: dict[str, LabelValue] | None = Field(None, max_length=64, description="Labels to add.")
    annotations: dict[str, Annotated[str, StringConstraints(max_length=16384)]] | None = Field(
        None, max_length=64, description="Annotations to add."
    )
    resources: dict[str, Any] | None = Field(None, description="Requests and limits of the container, as in a pod.")
    node_selector: dict[str, LabelValue] | None = Field(None, max_length=64, description="Labels that the node must have.")
    tolerations: list[dict[str, Any]] | None = Field(None, max_length=64, description="Taints to tolerate, as in a pod.")
    affinity: dict[str, Any] | None = Field(None, description="Scheduling constraints, as in a pod.")
    topology_spread_constraints: list[dict[str, Any]] | None = Field(
        None, max_length=16, description="How to spread the pods over the nodes, as in a pod."
    )
    image_pull_secrets: Annotated[list[LocalObjectReference], ListMap("name")] | None = Field(
        None, max_length=16, description="Secrets to pull the image with."
    )
    priority_class_name: ObjectName | None = Field(None, description="Priority class of the pods.")


class ReindexSpec(ReindexRequest):
    """The request and how it runs. What defines the work can not be changed once the object is made; what steers it can."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *ReindexRequest.rules,
        *immutable(
            "dest",
            "script",
            "conflicts",
            "maxDocs",
            "slices",
            "scroll",
            "timeout",
            "waitForActiveShards",
            "requireAlias",
            "refresh",
            "backoffLimit",
            "podTemplate",
        ),
    )

    parallelism: int | None = Field(
        None,
        ge=1,
        le=1024,
        description="How many slices run at the same time. May be changed while it runs. Default: all of them, at most 10.",
    )
    suspend: bool | None = Field(
        None, description="Pause: pods end after a checkpoint, and go on from it when set to false again. Default false."
    )
    backoff_limit: int | None = Field(
        None, ge=0, le=1000, description="How many times a slice's pod may fail before the run does. Default 6."
    )
    active_deadline_seconds: int | None = Field(
        None, ge=1, le=2**31 - 1, description="The run fails when it takes longer than this, in seconds from its start. Default: no limit."
    )
    ttl_seconds_after_finished: int | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="Seconds after its end when Jobs, pods and checkpoints are removed - never this object. Default: they stay.",
    )
    pod_template: PodTemplate | None = Field(None, description="What to set on the pods that do the work.")
