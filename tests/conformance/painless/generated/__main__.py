"""``python -m tests.conformance.painless.generated URL [FIRST COUNT]``: prints each difference, and the figures last; how far it is goes to stderr."""

import sys
import time
from collections.abc import Iterator

from tests.conformance.harness.node import Node
from tests.conformance.painless.node import unlimited

from .compare import Difference, differences

STEP = 1000


def told(seeds: range, counts: dict[str, int]) -> Iterator[int]:
    """The seeds; after each thousand a word of what was seen so far."""
    for count, seed in enumerate(seeds):
        if count and count % STEP == 0:
            sys.stderr.write(f"{count} of {len(seeds)}: {counts}\n")
        yield seed


def group(found: Difference) -> str:
    """What differences are counted by: what kind of outcome each side has."""
    node, ours = (side.split(" ")[0] if side.startswith("!") else "a value" for side in (found.node, found.ours))
    return f"node {node}, ours {ours}"


def main(url: str, first: int, count: int) -> int:
    """Compares, prints, and returns how many programs differ without being refused."""
    node = Node("es9", url)
    unlimited(node)
    counts: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    differing = refused = 0
    began = time.monotonic()
    for found in differences(node, told(range(first, first + count), counts), counts=counts):
        refused += found.refused
        differing += not found.refused
        groups.setdefault(group(found), []).append(found.seed)
        sys.stdout.write(f"--- seed {found.seed}\n{found.body}\nnode: {found.node[:400]}\nours: {found.ours[:400]}\n")
        sys.stdout.flush()
    for name, seeds in sorted(groups.items()):
        sys.stdout.write(f"{name}: {len(seeds)} ({', '.join(map(str, seeds[:10]))})\n")
    sys.stdout.write(f"{count} programs in {time.monotonic() - began:.0f} s: {counts}, {differing} differ, {refused} refused here\n")
    return differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4] or (0, 1000))) > 0)
