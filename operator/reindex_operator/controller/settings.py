"""What the operator is told from outside: the environment that its Deployment sets. Pure; ``__main__`` calls it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from reindex_operator.api.spec import PodTemplate


class SettingsError(ValueError):
    """A variable of the environment that can not be understood; the message names it."""


_POD_TEMPLATE = PodTemplate(resources={"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}})


@dataclass(frozen=True)
class Settings:
    """The operator's settings; each is read from the variable of its name in capitals. Times in seconds."""

    worker_image: str
    """Image of the workers' pods: this operator's own."""
    worker_image_pull_policy: str = "IfNotPresent"
    worker_pod_template: PodTemplate = _POD_TEMPLATE
    """What a field of ``spec.podTemplate`` is where an object does not set it."""
    worker_user: int | None = 65532
    """User and group of the workers' processes; None leaves the choice to the cluster (OpenShift)."""
    worker_grace: int = 30
    """How long a worker may take to write its last checkpoint when it is told to stop."""
    watch_namespaces: tuple[str, ...] = ()
    """Namespaces to serve; none named: all of them."""
    max_concurrent: int = 0
    """How many runs are at work at once; the others wait. 0: no limit."""
    leader_election: bool = False
    """Whether several replicas choose one that is at work, by a Lease."""
    lease_name: str = "reindex-operator"
    """Name of the Lease, in the operator's own namespace."""
    pod_name: str = ""
    """Name of this pod: its identity in the Lease."""
    pod_namespace: str = ""
    """The operator's own namespace."""
    status_interval: float = 5.0
    """Least time between two writes of a status in which only the progress differs."""
    resync: float = 300.0
    """Every object is looked at again after this time, whatever was heard of it."""
    liveness_port: int = 8080
    """Port of ``/healthz``; 0: none."""
    metrics_port: int = 8081
    """Port of ``/metrics``; 0: none."""
    worker_metrics_port: int = 8081
    """Port of ``/metrics`` in the workers' pods; 0: none."""
    log_format: str = "json"
    """``json`` or ``plain``."""


def from_environment(environ: Mapping[str, str]) -> Settings:
    """The settings in ``environ``; raises ``SettingsError``. An empty variable counts as unset, but for ``WORKER_USER``."""
    if not environ.get("WORKER_IMAGE"):
        raise SettingsError("WORKER_IMAGE is not set: name the image that the workers' pods run")
    values = {name: read(name, environ[name.upper()]) for name, read in _READ.items() if environ.get(name.upper())}
    if environ.get("WORKER_USER") == "":
        values["worker_user"] = None
    found = Settings(**values)
    if found.leader_election and not (found.pod_name and found.pod_namespace):
        raise SettingsError("LEADER_ELECTION is set: POD_NAME and POD_NAMESPACE have to say who and where this replica is")
    return found


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if number < 0:
        raise SettingsError(f"{name.upper()} is {text!r}: a number from 0 is needed")
    return number


def _pod_template(name: str, text: str) -> PodTemplate:
    try:
        return PodTemplate.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([name.upper(), *map(str, first["loc"])])
        raise SettingsError(f"{where}: {first['msg']}; it is written like spec.podTemplate of a Reindex, as JSON") from error


def _whole(name: str, text: str) -> int:
    return int(_number(name, text))


def _truth(name: str, text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise SettingsError(f"{name.upper()} is {text!r}: true or false is needed")
    return text.lower() == "true"


def _names(_: str, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _text(_: str, text: str) -> str:
    return text


_READ: dict[str, Callable[[str, str], Any]] = {
    "worker_image": _text,
    "worker_image_pull_policy": _text,
    "worker_pod_template": _pod_template,
    "worker_user": _whole,
    "worker_grace": _whole,
    "watch_namespaces": _names,
    "max_concurrent": _whole,
    "leader_election": _truth,
    "lease_name": _text,
    "pod_name": _text,
    "pod_namespace": _text,
    "status_interval": _number,
    "resync": _number,
    "liveness_port": _whole,
    "metrics_port": _whole,
    "worker_metrics_port": _whole,
    "log_format": _text,
}
