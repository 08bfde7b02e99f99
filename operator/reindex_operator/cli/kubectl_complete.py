"""``kubectl_complete-reindex``: kubectl asks it for what may come next after ``kubectl reindex ...``, and prints it.

Its output is that of kubectl's own completion: a candidate a line, a tab before its description, and a last line that tells the shell what to do.
"""

import os
import sys

from click.shell_completion import ShellComplete

from reindex_operator.cli.main import COMPLETE_VARIABLE, main

NO_FILES = 4
DEFAULT = 0
"""Files may be completed."""


def candidates(words: list[str]) -> list[str]:
    """The output for ``words``, the last of which is incomplete."""
    *before, incomplete = words or [""]
    found = ShellComplete(main, {}, "kubectl-reindex", COMPLETE_VARIABLE).get_completions(before, incomplete)
    plain = [item for item in found if item.type == "plain"]
    lines = [f"{item.value}\t{item.help}" if item.help else str(item.value) for item in plain]
    return [*lines, f":{NO_FILES if plain or not found else DEFAULT}"]


def kubectl_complete() -> None:
    """The program."""
    # A name is completed by asking kubectl: it must not take that for a completion as well.
    os.environ.pop("COMP_LINE", None)
    sys.stdout.write("\n".join(candidates(sys.argv[1:])) + "\n")
