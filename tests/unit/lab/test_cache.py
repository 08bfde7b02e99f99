"""What is made once, whole, and anew when an input changes."""

import threading
import time
from pathlib import Path

import pytest

from lab import cache


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REINDEX_LAB_CACHE", str(tmp_path))
    return tmp_path


def test_an_entry_is_made_once() -> None:
    made: list[Path] = []

    def make(target: Path) -> None:
        made.append(target)
        (target / "content").write_text("x")

    first, second = (cache.entry("kind", "name", "stamp", make) for _ in range(2))
    assert first == second == cache.path("kind", "name", "stamp")
    assert (first / "content").read_text() == "x"
    assert len(made) == 1


def test_what_fails_leaves_no_entry(folder: Path) -> None:
    def make(target: Path) -> None:
        (target / "half").write_text("x")
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError, match="no network"):
        cache.entry("kind", "name", "stamp", make)
    assert [path.name for path in (folder / "kind").iterdir()] == ["name-stamp.lock"]


def test_two_at_once_make_it_once() -> None:
    made: list[int] = []

    def make(_: Path) -> None:
        made.append(1)
        time.sleep(0.05)

    threads = [threading.Thread(target=cache.entry, args=("kind", "name", "stamp", make)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_the_stamp_tells_inputs_apart(tmp_path: Path) -> None:
    file = tmp_path / "go.mod"
    file.write_text("one")
    stamps = [cache.stamp("a", "bc"), cache.stamp("ab", "c"), cache.stamp("a", file), cache.stamp("a", "one")]
    file.write_text("two")
    stamps.append(cache.stamp("a", file))
    assert stamps[2] == stamps[3]  # a file counts by its content
    assert len(set(stamps)) == len(stamps) - 1
