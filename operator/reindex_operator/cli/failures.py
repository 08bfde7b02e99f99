"""Documents that failed, for people: each cause once, and what is not shown counted. Pure. Called by run.py and listing.py."""

from collections.abc import Mapping, Sequence
from typing import Any

from reindex_operator.cli.logs import cause, failure

CAUSES_SHOWN = 10


def summary(failures: Sequence[Mapping[str, Any]], count: int, everything: str) -> list[str]:
    """The first causes, each with its first document, and how many of all ``count`` failures are not among them; ``everything`` says where those are."""
    alike: dict[str, list[Mapping[str, Any]]] = {}
    for each in failures:
        alike.setdefault(cause(each), []).append(each)
    shown = list(alike.values())[:CAUSES_SHOWN]
    lines = [failure(first) + (f"   and {len(others):,} more like it" if others else "") for first, *others in shown]
    rest = count - sum(len(group) for group in shown)
    return [*lines, f"{rest:,} failures more: {everything}"] if rest > 0 else lines
