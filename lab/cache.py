"""What the lab builds or downloads, kept outside the tree so that it is made once a machine.

An entry is a folder ``<cache>/<kind>/<name>-<stamp>``. The stamp is a hash of all that went into it, so a changed input
makes a new entry. Entries are made in a folder beside and then renamed: one that exists is whole. A file lock keeps
two processes from making the same entry at once.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def root() -> Path:
    """The cache's folder: ``REINDEX_LAB_CACHE``, else ``reindex-lab`` in the user's cache folder (XDG)."""
    if given := os.environ.get("REINDEX_LAB_CACHE"):
        return Path(given).absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "reindex-lab"


def stamp(*inputs: str | Path) -> str:
    """A short hash of texts and of files' contents, in order."""
    digest = hashlib.sha256()
    for given in inputs:
        content = given.read_bytes() if isinstance(given, Path) else given.encode()
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:16]


def path(kind: str, name: str, stamped: str) -> Path:
    """Where the entry is, or would be."""
    return root() / kind / f"{name}-{stamped}"


def entry(kind: str, name: str, stamped: str, make: Callable[[Path], None]) -> Path:
    """The entry's folder; ``make`` fills an empty folder where there is none yet. Prints what takes time."""
    target = path(kind, name, stamped)
    if target.is_dir():
        return target
    with locked(target.with_name(target.name + ".lock")):
        if target.is_dir():
            return target
        began = time.monotonic()
        print(f"making {name} (kept in {target}) ...", file=sys.stderr, flush=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=target.parent))
        try:
            make(scratch)
            scratch.chmod(0o755)
            scratch.rename(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        print(f"made {name} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return target


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds the file's lock; waits for whoever has it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
