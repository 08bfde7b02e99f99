"""The spec of a ``Reindex``: the request, and how it runs on Kubernetes."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from reindex_operator.api.model import AnyObject, ListMap, Model, ObjectName, SecretName
from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.rules import Rule, immutable

_LABEL_KEY = r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
_OWN_PREFIXES = ("reindex.dev/", "batch.kubernetes.io/")

RUN_ID = r"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$"

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
    resources: AnyObject | None = Field(None, description="Requests and limits of the container, as in a pod.")
    node_selector: dict[str, LabelValue] | None = Field(None, max_length=64, description="Labels that the node must have.")
    tolerations: list[AnyObject] | None = Field(None, max_length=64, description="Taints to tolerate, as in a pod.")
    affinity: AnyObject | None = Field(None, description="Scheduling constraints, as in a pod.")
    topology_spread_constraints: list[AnyObject] | None = Field(
        None, max_length=16, description="How to spread the pods over the nodes, as in a pod."
    )
    image_pull_secrets: Annotated[list[LocalObjectReference], ListMap("name")] | None = Field(
        None, max_length=16, description="Secrets to pull the image with."
    )
    priority_class_name: ObjectName | None = Field(None, description="Priority class of the pods.")


_ANOTHER_RUN = "(has(self.runId) ? self.runId : '') != (has(oldSelf.runId) ? oldSelf.runId : '')"
_ANOTHER_ATTEMPT = "(has(self.attempt) ? self.attempt : 1) > (has(oldSelf.attempt) ? oldSelf.attempt : 1)"
_NEW_RUN = "it defines the work of a run; with another runId the object runs anew, from the start"


class ReindexSpec(ReindexRequest):
    """The request and how it runs. What defines the work is fixed for a run (``runId``), the pods' shape for an attempt; what steers it is free."""

    rules: ClassVar[tuple[Rule, ...]] = (
        *ReindexRequest.rules,
        *immutable(
            _ANOTHER_RUN,
            _NEW_RUN,
            "cluster.hosts",
            "cluster.elasticRef",
            "source.index",
            "source.query",
            "source._source",
            "source.size",
            "source.sort",
            "source.slice",
            "source.runtimeMappings",
            "source.cluster.hosts",
            "source.cluster.elasticRef",
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
            "dryRun",
            "dryRunSample",
        ),
        Rule(
            f"{_ANOTHER_RUN} || has(self.source.cluster) == has(oldSelf.source.cluster)",
            f"cluster cannot be added or removed: {_NEW_RUN}",
            field="source.cluster",
        ),
        *immutable(
            f"{_ANOTHER_RUN} || {_ANOTHER_ATTEMPT}",
            "the pods are made with it; raise attempt with it to take a failed run up again, or set another runId",
            "backoffLimit",
            "podTemplate",
        ),
    )

    run_id: Annotated[str, StringConstraints(pattern=RUN_ID, max_length=63)] | None = Field(
        None,
        description="Another value runs the object anew, from the start, after the run before was stopped; what defines the work may then be "
        "changed too. Any label value: a date, a release, a commit.",
    )
    attempt: int | None = Field(
        None,
        ge=1,
        le=9999,
        description="A higher value takes a failed or cancelled run up again where it stopped, with documents that failed tried again; nothing "
        "happens to one that succeeded. Lowering it does nothing. Default 1.",
    )
    cancel: bool | None = Field(
        None, description="End the run for good: the pods end after a checkpoint and the counters are kept. Default false."
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
        None, ge=0, le=1000, description="How many times a slice's pod may fail before the run does, as of a Job. Default 6."
    )
    active_deadline_seconds: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        description="The run fails when it is at work for longer than this without a break, in seconds; as of a Job, the time begins anew when "
        "it is resumed. Default: no limit.",
    )
    ttl_seconds_after_finished: int | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="Seconds after its end when Jobs, pods and checkpoints are removed - never this object. Default: they stay.",
    )
    pod_template: PodTemplate | None = Field(None, description="What to set on the pods that do the work.")
