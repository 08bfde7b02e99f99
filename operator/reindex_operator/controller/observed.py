"""What the operator sees of a run: its Jobs, its mailbox, its pods, and what the API server refused. Pure.

Made by the shell from its store, read by reconcile, endings and obstacles.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from reindex_operator import mailbox
from reindex_operator.controller.decision import Target
from reindex_operator.controller.jobs import ROLES, Role, idle
from reindex_operator.controller.lost import Lost
from reindex_operator.controller.names import Run, begun, known
from reindex_operator.controller.progress import Sample
from reindex_operator.engine.checkpoint import Checkpoint

T = TypeVar("T")

JOB_NAME = "batch.kubernetes.io/job-name"
"""Label of a Job's pods."""

_SLICE = re.compile(r"slice-([0-9]+)\.json")


@dataclass(frozen=True)
class Mailbox:
    """The mailbox, read. ``broken`` names the keys whose text is not what it should be."""

    control: mailbox.Control | None = None
    prepared: mailbox.Prepared | None = None
    checkpoints: Mapping[int, Checkpoint] = field(default_factory=dict)
    finished: mailbox.Finished | None = None
    broken: tuple[str, ...] = ()
    request: dict[str, Any] | None = None

    @property
    def attempt(self) -> int:
        """The attempt that it was last made ready for; Jobs are made of no other."""
        return self.control.attempt if self.control else 1


@dataclass(frozen=True)
class Refusal:
    """A write that the API server refused. ``permanent``: the same write will be refused again."""

    reason: str
    message: str
    permanent: bool


@dataclass(frozen=True)
class Warned:
    """A Warning event about a Job or a pod that does not get on."""

    reason: str
    message: str


@dataclass(frozen=True)
class Children:
    """The children of an object: those of its run, at its attempt, and what earlier ones left (``old_``)."""

    jobs: Mapping[Role, dict[str, Any]] = field(default_factory=dict)
    config_map: dict[str, Any] | None = None
    pods: tuple[dict[str, Any], ...] = ()
    old_jobs: tuple[dict[str, Any], ...] = ()
    old_pods: tuple[dict[str, Any], ...] = ()
    old_config_maps: tuple[dict[str, Any], ...] = ()

    @property
    def every_job(self) -> tuple[dict[str, Any], ...]:
        """The Jobs of all runs and attempts."""
        return (*self.jobs.values(), *self.old_jobs)

    @property
    def every_pod(self) -> tuple[dict[str, Any], ...]:
        """Their pods."""
        return (*self.pods, *self.old_pods)


def sort_out(
    reindex: dict[str, Any], jobs: Iterable[dict[str, Any]], config_maps: Iterable[dict[str, Any]], pods: Iterable[dict[str, Any]]
) -> Children:
    """The children by their names: those of the object's run at its attempt, and the others."""
    boxes = {box["metadata"]["name"]: box for box in config_maps}
    box = boxes.pop(Run.of(reindex).base, None)
    run = Run.of(begun(reindex, read_mailbox(box).attempt)) if box and not known(reindex) else Run.of(reindex)
    roles: dict[str, Role] = {run.job(role): role for role in ROLES}
    own = {roles[job["metadata"]["name"]]: job for job in jobs if job["metadata"]["name"] in roles}
    return Children(
        jobs=own,
        config_map=box,
        pods=tuple(pod for pod in pods if _job_of(pod) in roles),
        old_jobs=tuple(job for job in jobs if job["metadata"]["name"] not in roles),
        old_pods=tuple(pod for pod in pods if _job_of(pod) not in roles),
        old_config_maps=tuple(boxes.values()),
    )


def _job_of(pod: dict[str, Any]) -> str | None:
    name: str | None = (pod["metadata"].get("labels") or {}).get(JOB_NAME)
    return name


@dataclass(frozen=True)
class Observed:
    """All that is known of a run beside its object."""

    jobs: Mapping[Role, dict[str, Any]] = field(default_factory=dict)
    mailbox: Mailbox | None = None
    pods: tuple[dict[str, Any], ...] = ()
    old_jobs: tuple[dict[str, Any], ...] = ()
    """Jobs of an earlier run, or of an earlier attempt at this one."""
    turn: bool = True
    """Whether the run may be at work now; if not, it waits until others have ended (turns.py)."""
    unready: Mailbox | None = None
    """The mailbox as it is, where ``mailbox`` is what the attempt begins with (runs.py)."""
    old_mailboxes: tuple[Target, ...] = ()
    warnings: tuple[Warned, ...] = ()
    refused: Refusal | None = None
    stuck: frozenset[str] = frozenset()
    """UIDs of Jobs and pods that should have got on by now."""
    lost: tuple[Lost, ...] = ()
    """Pods, of this run's Jobs and of old ones, that were told to end and do not (lost.py)."""
    vanishing: bool = False
    """Whether the namespace is being deleted, and waits for what the run's Jobs hold (vanishing.py)."""
    samples: tuple[Sample, ...] = ()
    """How far the run was at some earlier moments, oldest first."""

    @property
    def busy(self) -> list[dict[str, Any]]:
        """The Jobs of an earlier run or attempt whose pods may be at work."""
        return [job for job in self.old_jobs if not self.idle(job)]

    def given_up(self, job: dict[str, Any]) -> int:
        """How many pods of the Job will not end, and are not waited for."""
        return sum(pod.given_up and pod.job == job["metadata"]["uid"] for pod in self.lost)

    def idle(self, job: dict[str, Any]) -> bool:
        """Whether no pod of the Job is at work any more, and none will be."""
        return idle(job, self.given_up(job))

    @property
    def all_idle(self) -> bool:
        """Whether no pod of the run is at work any more, and none will be."""
        return all(map(self.idle, self.jobs.values()))


def read_mailbox(config_map: dict[str, Any]) -> Mailbox:
    """The mailbox in a ConfigMap, whatever is in it."""
    data: dict[str, str] = config_map.get("data") or {}
    broken: list[str] = []

    def read(key: str, kind: type[T]) -> T | None:
        if key not in data:
            return None
        try:
            return mailbox.decode(data[key], kind)
        except (msgspec.DecodeError, RecursionError):
            broken.append(key)
            return None

    checkpoints = {}
    for key in data:
        if (match := _SLICE.fullmatch(key)) and (checkpoint := read(key, Checkpoint)):
            checkpoints[int(match[1])] = checkpoint
    return Mailbox(
        control=read(mailbox.CONTROL, mailbox.Control),
        prepared=read(mailbox.PLAN, mailbox.Prepared),
        checkpoints=dict(sorted(checkpoints.items())),
        finished=read(mailbox.FINISH, mailbox.Finished),
        request=read(mailbox.REQUEST, dict),
        broken=tuple(broken),
    )


def robbed(reindex: dict[str, Any], children: Children) -> bool:
    """Whether the mailbox of a run that goes on is missing: it may be, as the garbage collector takes it, that the object is gone too."""
    status = reindex.get("status") or {}
    return children.config_map is None and bool(status.get("startTime") or children.jobs) and "completionTime" not in status


def needs_fresh_mailbox(reindex: dict[str, Any], jobs: Mapping[Role, dict[str, Any]], box: Mailbox | None) -> bool:
    """Whether the mailbox has to be read from the API server: what follows can not be undone, and watches may lag behind one another.

    A plan is never written again, so ``prepare`` is not asked after once ``box`` has one.
    """
    if box is None:
        return bool(reindex.get("status", {}).get("startTime") or jobs)
    planned = box.prepared is not None and box.prepared.plan is not None
    return any(idle(job) for role, job in jobs.items() if not (role == "prepare" and planned))
