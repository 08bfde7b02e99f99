"""What a worker loads as it starts: each pod pays for it, in CPU and memory."""

import subprocess
import sys

HEAVY = ("reindex_operator.painless.compiler", "reindex_operator.painless.library", "kubernetes", "kopf", "rich", "yaml")


def loaded(code: str) -> list[str]:
    """Which of ``HEAVY`` a new process has loaded after ``code``."""
    asked = f"import sys; {code}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()


def test_a_worker_loads_nothing_that_it_may_not_need() -> None:
    assert loaded("import reindex_operator.worker.process") == []


def test_the_first_script_loads_its_compiler() -> None:
    assert loaded("from reindex_operator import painless; painless.compile('ctx.op = null')") == list(HEAVY[:2])
