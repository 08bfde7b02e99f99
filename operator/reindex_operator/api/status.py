"""The status of a ``Reindex``: conditions (the contract), progress, and the API's own response."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from reindex_operator.api.model import ListMap, Model, Time

_CONDITION_TYPE = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"


class Condition(Model):
    """A condition as of metav1.Condition."""

    type: Annotated[str, StringConstraints(pattern=_CONDITION_TYPE, max_length=316)] = Field(
        description="Succeeded, Ready, Finished, Reconciling, Stalled or Degraded."
    )
    status: Literal["True", "False", "Unknown"] = Field(description="True, False or Unknown.")
    reason: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", min_length=1, max_length=1024)] = Field(
        description="One word, for machines."
    )
    message: Annotated[str, StringConstraints(max_length=32768)] = Field(description="A sentence, for people.")
    observed_generation: int = Field(ge=0, description="The generation of the spec that this was said of.")
    last_transition_time: Time = Field(description="When `status` last changed, RFC 3339.")


class Progress(Model):
    """How far the run is."""

    total: int = Field(0, description="Documents that the run looks at.")
    processed: int = Field(0, description="Documents done: created, updated, deleted, no-ops, conflicts and failures.")
    percent: str = Field("0%", description="processed / total.")
    bytes: int = Field(0, description="Bytes of bulk requests that the destination acknowledged.")
    docs_per_second: int | None = Field(None, description="Speed over the last checkpoints, all slices together.")
    estimated_completion_time: Time | None = Field(None, description="When it will be done at that speed, RFC 3339.")


class Retries(Model):
    """How many requests were tried again."""

    bulk: int = Field(0, description="Bulk requests tried again.")
    search: int = Field(0, description="Searches tried again.")


class Failure(Model):
    """A document, or a read, that failed."""

    index: str | None = Field(None, description="The index written to or read.")
    id: str | None = Field(None, description="The document's id; none for a read.")
    shard: int | None = Field(None, description="The shard read; none for a document.")
    cause: dict[str, Any] = Field(description="The cluster's own error: type, reason ...")
    status: int = Field(description="HTTP status.")


class Response(Model):
    """What ``POST /_reindex`` answers, in camelCase (R51)."""

    took: int = Field(0, description="Milliseconds from start to end.")
    timed_out: bool = Field(False, description="Whether a search timed out.")
    total: int = Field(0, description="Documents that the run looks at.")
    created: int = Field(0, description="Documents created.")
    updated: int = Field(0, description="Documents that were there and were written anew.")
    deleted: int = Field(0, description="Documents deleted by a script.")
    batches: int = Field(0, description="Pages read.")
    version_conflicts: int = Field(0, description="Version conflicts met.")
    noops: int = Field(0, description="Documents that a script skipped.")
    retries: Retries = Field(default_factory=Retries, description="How many requests were tried again.")
    throttled_millis: int = Field(0, description="Milliseconds slept to keep to requestsPerSecond, summed over the slices.")
    requests_per_second: float = Field(-1.0, description="The limit in force; -1 is none.")
    throttled_until_millis: int = Field(0, description="Milliseconds until a throttled slice goes on; 0 in a final response.")
    canceled: str | None = Field(None, description="Why the run was cancelled, if it was.")
    failures: list[Failure] = Field(
        default_factory=list, description="The first failures; all of them are in the workers' logs, as long as their pods are there."
    )


class DryRunExample(Model):
    """What the script makes of one document."""

    index: str = Field(description="The document's index.")
    id: str = Field(description="The document's id.")
    op: Literal["create", "update", "noop", "delete", "conflict"] = Field(description="create, update, noop, delete or conflict.")
    diff: str = Field(description="Before and after, line by line; cut where it is long.")


class DryRunFailure(Model):
    """A document that the script fails on."""

    index: str = Field(description="The document's index.")
    id: str = Field(description="The document's id.")
    message: str = Field(description="What the script says, with its place.")


class DryRunStatus(Model):
    """What a run would do, by a sample of its documents. Nothing was written."""

    total: int = Field(0, description="Documents that the run would look at.")
    sampled: int = Field(0, description="Documents of the sample.")
    created: int = Field(0, description="How many of them would be created.")
    updated: int = Field(0, description="How many would be written over one that is there.")
    deleted: int = Field(0, description="How many the script would delete.")
    noops: int = Field(0, description="How many the script would skip.")
    version_conflicts: int = Field(0, description="How many would be version conflicts.")
    failed: int = Field(0, description="How many the script fails on.")
    examples: list[DryRunExample] = Field(default_factory=list, description="A few documents before and after.")
    failures: list[DryRunFailure] = Field(default_factory=list, description="The first documents that the script fails on.")
    warnings: list[str] = Field(
        default_factory=list, description="What the script may well not mean, such as a misspelt name of `ctx` that is null."
    )


class SliceStatus(Model):
    """One slice of the run."""

    id: int = Field(description="Number of the slice, from 0.")
    state: Literal["Waiting", "Running", "Succeeded", "Failed", "Stopped"] = Field(
        description="Waiting, Running, Succeeded or Failed; Stopped, when the run ended before the slice did."
    )
    total: int = Field(0, description="Documents of the slice.")
    processed: int = Field(0, description="Documents done.")


Phase = Literal["Pending", "Queued", "Preparing", "Copying", "Finishing", "Suspended", "Succeeded", "Failed", "Cancelled"]


class ReindexStatus(Model):
    """What the operator has seen and done."""

    observed_generation: int | None = Field(None, description="The generation of the spec that this status is of.")
    phase: Phase | None = Field(None, description="For people; machines read the conditions.")
    run_id: str | None = Field(None, description="The `spec.runId` that this status is of.")
    attempt: int | None = Field(None, description="The attempt that is going on, or was the last.")
    start_time: Time | None = Field(None, description="When the operator took it up, RFC 3339.")
    active_since: Time | None = Field(
        None, description="Since when it is at work without a break, RFC 3339; `activeDeadlineSeconds` counts from here."
    )
    completion_time: Time | None = Field(None, description="When it ended, either way, RFC 3339.")
    progress: Progress | None = Field(None, description="How far the run is.")
    failure_count: int | None = Field(None, description="How many documents failed, of which `response.failures` has the first.")
    response: Response | None = Field(None, description="What POST /_reindex would answer: of the run so far, and final at its end.")
    dry_run: DryRunStatus | None = Field(None, description="What `spec.dryRun` found.")
    slices: Annotated[list[SliceStatus], ListMap("id")] | None = Field(None, description="The slices of the run.")
    notes: list[str] | None = Field(None, description="What the engine chose or could not do, for people.")
    conditions: Annotated[list[Condition], ListMap("type")] | None = Field(
        None, description="Succeeded, Ready, Finished always; Reconciling, Stalled and Degraded while they are true."
    )
