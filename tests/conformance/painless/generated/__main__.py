"""``python -m tests.conformance.painless.generated URL [FIRST COUNT]``: prints each difference, and the figures last."""

import sys
import time

from tests.conformance.harness.node import Node
from tests.conformance.painless.node import unlimited

from .compare import differences


def main(url: str, first: int, count: int) -> int:
    """Compares, prints, and returns how many programs differ without being refused."""
    node = Node("es9", url)
    unlimited(node)
    counts: dict[str, int] = {}
    differing = refused = 0
    began = time.monotonic()
    for found in differences(node, range(first, first + count), counts=counts):
        refused += found.refused
        differing += not found.refused
        sys.stdout.write(f"--- seed {found.seed}\n{found.body}\nnode: {found.node[:400]}\nours: {found.ours[:400]}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{count} programs in {time.monotonic() - began:.0f} s: {counts}, {differing} differ, {refused} refused here\n")
    return differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4] or (0, 1000))) > 0)
