"""How many documents each slice had done when: recorded while somebody watched, or told by the checkpoints. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reindex_operator.cli.view import View, processed
from reindex_operator.engine.checkpoint import Checkpoint

MOST_POINTS = 1000
BINS = 120

Points = list[tuple[float, int]]
"""Of one slice: seconds (of any clock) and documents done by then, in order."""


@dataclass
class History:
    """By slice. ``averages``: there is only a beginning and an end of each slice, what lies between is their average."""

    slices: dict[int, Points] = field(default_factory=dict)
    averages: bool = False
    ended: set[int] = field(default_factory=set)
    """Slices whose last point is where they ended."""

    def record(self, at: float, view: View) -> None:
        """The run as seen at the time ``at``. Keeps at most ``MOST_POINTS`` a slice, evenly thinned."""
        for each in view.slices:
            points = self.slices.setdefault(each.id, [])
            if each.state in {"Waiting", "Stopped"} and not each.done:
                points[:] = [(at, 0)]
                continue
            if each.state in {"Succeeded", "Failed", "Stopped"}:
                if each.id in self.ended:
                    continue
                self.ended.add(each.id)
            else:
                self.ended.discard(each.id)
            if len(points) > 1 and points[-1][1] == points[-2][1] == each.done:
                points.pop()
            points.append((at, each.done))
            if len(points) > MOST_POINTS:
                points[1:-1:2] = []

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last moment known; the same twice where nothing is."""
        times = [at for points in self.slices.values() for at, _ in points]
        return (min(times), max(times)) if times else (0.0, 0.0)

    def rates(self, bins: int = BINS) -> tuple[float, dict[int, list[float]]]:
        """Seconds of a bin, and by slice the documents a second in each bin; no bins where there is no span."""
        start, end = self.span
        if end <= start:
            return 0.0, {}
        width = (end - start) / bins
        edges = [start + width * number for number in range(bins + 1)]
        found: dict[int, list[float]] = {}
        for number, points in self.slices.items():
            done = [_done(points, edge) for edge in edges]
            found[number] = [(after - before) / width for before, after in pairwise(done)]
        return width, found


def of_checkpoints(checkpoints: Mapping[int, Checkpoint] | Sequence[Checkpoint]) -> History:
    """The beginning and the end of each slice that has begun."""
    every = checkpoints.values() if isinstance(checkpoints, Mapping) else checkpoints
    return History(
        {each.slice: [(each.started / 1000, 0), (each.updated / 1000, processed(each.counters))] for each in every if each.started},
        averages=True,
    )


def _done(points: Points, at: float) -> float:
    """Documents done at that time, in a straight line between what is known."""
    number = bisect_right(points, at, key=lambda point: point[0])
    if number == 0:
        return 0.0
    (before, done) = points[number - 1]
    if number == len(points):
        return float(done)
    after, more = points[number]
    return done + (more - done) * (at - before) / (after - before) if after > before else float(more)
