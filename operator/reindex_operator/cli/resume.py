"""The file by which a run in this process can be gone on with: its plan and its checkpoints. Called by run.py."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.plan import Plan


class CheckpointError(Exception):
    """A file that is not of this run, or can not be written; the message says what to do."""


class _Kept(msgspec.Struct):
    request: dict[str, Any]
    plan: Plan
    checkpoints: list[Checkpoint]


class CheckpointFile:
    """Where the run of ``request`` keeps how far it is."""

    def __init__(self, path: Path, request: ReindexRequest) -> None:
        self._path = path
        self._request = _work(request)

    def read(self) -> tuple[Plan, list[Checkpoint]] | None:
        """What an earlier try left; None where there is no file. Raises ``CheckpointError``."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise CheckpointError(f"{self._path} is no file of checkpoints: {error}") from None
        if kept.request != self._request:
            raise CheckpointError(f"{self._path} has the checkpoints of another request: give another file, or delete it to start anew")
        return kept.plan, kept.checkpoints

    def save(self, plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
        """Keep them, all or nothing. Raises ``CheckpointError``."""
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            new.touch(mode=0o600)
            new.write_bytes(msgspec.json.encode(_Kept(self._request, plan, list(checkpoints))))
            new.replace(self._path)
        except OSError as error:
            raise CheckpointError(f"how far it is can not be kept in {self._path}: {error.strerror}") from None

    def remove(self) -> None:
        """The run has succeeded: there is nothing to go on with."""
        self._path.unlink(missing_ok=True)


def _work(request: ReindexRequest) -> dict[str, Any]:
    """The request without what another try may do otherwise: its rate, and how the clusters are reached."""
    work: dict[str, Any] = request.model_dump(
        mode="json", include=set(ReindexRequest.model_fields) - {"requests_per_second"}, exclude_none=True
    )
    for holder in (work, work["source"]):
        if "cluster" in holder:
            holder["cluster"] = {"hosts": holder["cluster"]["hosts"]}
    return work
