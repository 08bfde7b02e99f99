"""The file of checkpoints: whose it is, and what may change between two tries."""

from pathlib import Path

import pytest

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.cli.resume import CheckpointError, CheckpointFile
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor
from reindex_operator.engine.plan import Part, Plan, Slice

BASE = {
    "cluster": {"hosts": ["https://h:1"], "auth": {"secretName": "s"}},
    "source": {"index": ["a"], "cluster": {"hosts": ["https://o:1"]}},
    "dest": {"index": "b"},
}
PLAN = Plan(slices=[Slice(id=0, parts=[Part(index="a", shard=0, to=9, pit="p")], docs=10)], total=10, started=5)
CHECKPOINTS = [Checkpoint(slice=0, cursor=Cursor(after=3), horizon=Cursor(after=7), counters=Counters(created=4), started=6)]


def of(path: Path, **change: object) -> CheckpointFile:
    return CheckpointFile(path, ReindexSpec.model_validate(BASE | change))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_without_a_file_there_is_nothing_to_go_on_with(path: Path) -> None:
    assert of(path).read() is None


def test_what_is_kept_is_read(path: Path) -> None:
    of(path).save(PLAN, CHECKPOINTS)
    assert of(path).read() == (PLAN, CHECKPOINTS)
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["state"]


def test_rate_credentials_and_how_it_runs_may_change(path: Path) -> None:
    of(path).save(PLAN, CHECKPOINTS)
    cluster = {"hosts": ["https://h:1"], "auth": {"secretName": "other"}, "socketTimeout": "1m"}
    source = {"index": ["a"], "cluster": {"hosts": ["https://o:1"], "tls": {"insecureSkipVerify": True}}}
    assert of(path, cluster=cluster, source=source, requestsPerSecond=5, parallelism=3).read()


@pytest.mark.parametrize(
    "change", [{"dest": {"index": "c"}}, {"slices": 2}, {"cluster": {"hosts": ["https://other:1"]}}, {"conflicts": "proceed"}]
)
def test_another_request_is_refused(path: Path, change: dict[str, object]) -> None:
    of(path).save(PLAN, CHECKPOINTS)
    with pytest.raises(CheckpointError, match="of another request"):
        of(path, **change).read()


@pytest.mark.parametrize("text", ["", "{}", "apiVersion: v1"])
def test_another_file_is_refused_and_left_alone(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(CheckpointError, match="no file of checkpoints"):
        of(path).read()
    assert path.read_text() == text


def test_success_leaves_nothing(path: Path) -> None:
    of(path).save(PLAN, CHECKPOINTS)
    of(path).remove()
    assert not path.exists()
