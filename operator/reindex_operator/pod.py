"""What the operator gives a worker's pod, and what the pod's exit code tells the operator and the Job controller.

The controller writes pods by this and the worker reads its surroundings by it; the command line keeps Secrets in folders of the same shape.
"""

from enum import IntEnum
from pathlib import PurePosixPath

from reindex_operator.api.request import ReindexRequest

ENV_NAMESPACE = "REINDEX_NAMESPACE"
ENV_MAILBOX = "REINDEX_MAILBOX"
"""Name of the mailbox ConfigMap."""
ENV_NAME = "REINDEX_NAME"
"""Name of the ``Reindex``, for logs and metrics."""
ENV_METRICS_PORT = "REINDEX_METRICS_PORT"
"""Port to serve Prometheus metrics on; none, if it is not set."""
ENV_POD_UID = "REINDEX_POD_UID"
"""The pod's UID, by which it owns its slice."""
ENV_COMPLETION_INDEX = "JOB_COMPLETION_INDEX"
"""Set by the Job controller in an Indexed Job's pods: the number of the slice."""

SECRETS = PurePosixPath("/var/run/secrets/reindex.dev")
"""Every Secret that the spec names is mounted below, in a folder of its name: one file a key."""


class ExitCode(IntEnum):
    """How a worker's process ends. Any other code is a crash, and as transient as ``TRANSIENT``."""

    DONE = 0
    TRANSIENT = 1
    PERMANENT = 42
    """The mailbox says why; another try can not help."""
    STOPPED = 143
    """SIGTERM: the last checkpoint is in the mailbox."""


def secret_names(request: ReindexRequest) -> list[str]:
    """The Secrets that the request's clusters name, each once, in order."""
    names: list[str | None] = []
    for cluster in (request.cluster, request.source.cluster):
        if cluster and cluster.auth:
            names.append(cluster.auth.secret_name)
        if cluster and cluster.tls:
            names += [cluster.tls.ca_secret_name, cluster.tls.client_certificate_secret_name]
    return [name for name in dict.fromkeys(names) if name]
