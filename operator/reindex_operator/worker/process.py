"""The process in a Job's pod: ``python -m reindex_operator.worker prepare|copy|finish``, called by ``__main__``. Surroundings and exit codes: pod.py.

SIGTERM ends a copy after a last checkpoint, and what copies nothing at once. The termination message is one line of JSON: the final
counters, or the ending.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError, Stopped
from reindex_operator.pod import (
    ENV_COMPLETION_INDEX,
    ENV_MAILBOX,
    ENV_METRICS_PORT,
    ENV_NAME,
    ENV_NAMESPACE,
    ENV_POD_UID,
    SECRETS,
    ExitCode,
)
from reindex_operator.worker import logs, roles
from reindex_operator.worker.kubeapi import SERVICE_ACCOUNT, KubeAPI, in_cluster_address
from reindex_operator.worker.metrics import Metrics, serve
from reindex_operator.worker.post import Post

log = logging.getLogger(__name__)

ROLES = ("prepare", "copy", "finish")
TERMINATION_LOG = Path("/dev/termination-log")
TERMINATION_BYTES = 4096
SHORT_MESSAGE = 600
"""Characters that fit in any case: one takes six bytes at most."""
STOP_WITHIN = 15.0
"""Seconds that a copy has for its last checkpoint after SIGTERM; with those for closing its points in time less than a pod's grace period of 30."""


async def work(
    role: str, env: Mapping[str, str], *, service_account: Path = SERVICE_ACCOUNT, secrets: Path = Path(SECRETS)
) -> dict[str, Any]:
    """Do ``role`` to its end; returns what the termination message says. Raises what the engine raises, and ``Stopped`` on SIGTERM."""
    control = Control()
    async with KubeAPI(env[ENV_NAMESPACE], env[ENV_MAILBOX], address=in_cluster_address(env), folder=service_account) as api:
        post = Post(api)
        if role == "copy":
            metrics = Metrics(env)
            if port := int(env.get(ENV_METRICS_PORT) or 0):
                serve(metrics, port)
            doing = roles.copy(post, secrets, int(env[ENV_COMPLETION_INDEX]), env[ENV_POD_UID], control, metrics=metrics)
        elif role == "finish":
            doing = roles.finish(post, secrets, env[ENV_POD_UID], control)
        else:
            doing = roles.prepare(post, secrets)
        task = asyncio.create_task(doing)
        loop = asyncio.get_running_loop()

        def stop() -> None:
            log.info("asked to stop")
            control.stop()
            post.hurry()
            if role != "prepare":
                loop.call_later(STOP_WITHIN, task.cancel)
            else:
                task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopped("asked to stop") from None


def run(role: str, env: Mapping[str, str], **places: Path) -> tuple[ExitCode, dict[str, Any]]:
    """``work`` with its ending as exit code and termination message."""
    try:
        return ExitCode.DONE, asyncio.run(work(role, env, **places))
    except Stopped as error:
        log.info("stopped: %s", error)
        return ExitCode.STOPPED, {"reason": "Stopped", "message": str(error)}
    except ReindexError as error:
        log.error("%s", error)  # noqa: TRY400 - its message says it all
        return ExitCode.PERMANENT if error.permanent else ExitCode.TRANSIENT, {"reason": error.reason, "message": error.message}
    except Exception as error:
        log.exception("crashed")
        return ExitCode.TRANSIENT, {"reason": type(error).__name__, "message": str(error)}


def termination_message(said: dict[str, Any]) -> str:
    """``said`` as one line of JSON that fits the kubelet's limit; a message that is too long loses its end."""
    line = msgspec.json.encode(said)
    if len(line) > TERMINATION_BYTES:
        line = msgspec.json.encode(said | {"message": str(said.get("message", ""))[:SHORT_MESSAGE] + "..."})
    return line.decode()


def main() -> None:
    """The process, from its arguments to its exit code."""
    if len(sys.argv) != 2 or sys.argv[1] not in ROLES:  # noqa: PLR2004 - program and role
        sys.exit(f"usage: python -m reindex_operator.worker {'|'.join(ROLES)}")
    role, env = sys.argv[1], os.environ
    always: dict[str, Any] = {
        "namespace": env.get(ENV_NAMESPACE, ""),
        "name": env.get(ENV_NAME, ""),
        "run": env.get(ENV_MAILBOX, ""),
        "role": role,
    }
    if role == "copy":
        always["slice"] = int(env.get(ENV_COMPLETION_INDEX, "0"))
    logs.set_up(env.get(logs.ENV_LEVEL, "INFO"), always)
    code, said = run(role, env)
    if TERMINATION_LOG.exists():
        TERMINATION_LOG.write_text(termination_message(said))
    sys.exit(code)
