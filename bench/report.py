"""The figures as a table with medians and ranges, ratios pair by pair within a round, and a plot."""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One contender's run in one round. Seconds and bytes; ``tenths`` are the documents a second of each tenth, where they were taken."""

    data: str
    contender: str
    round: int
    docs_per_second: float
    wall: float
    server_cpu: float
    client_cpu: float
    other_cpu: float
    peak_rss: int
    tenths: list[float] = field(default_factory=list)


def by_contender(runs: Iterable[Run]) -> dict[tuple[str, str], list[Run]]:
    """Runs of each (data set, contender), in the order first seen."""
    groups: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in runs:
        groups[run.data, run.contender].append(run)
    return dict(groups)


def table(runs: Sequence[Run]) -> str:
    """A row per data set and contender: the median docs/s with its range, CPU seconds, peak memory."""
    header = f"{'data':<6} {'contender':<28} {'runs':>4} {'docs/s':>9} {'min-max':>17} {'server s':>9} {'client s':>9} {'cli/srv':>8} {'peak MiB':>9}"
    lines = [header, "-" * len(header)]
    for (data, contender), group in by_contender(runs).items():
        speed = [run.docs_per_second for run in group]
        server, client = (statistics.median(getattr(run, name) for run in group) for name in ("server_cpu", "client_cpu"))
        share = f"{client / server:>8.0%}" if server else f"{'-':>8}"
        spread = f"{min(speed):.0f}-{max(speed):.0f}"
        peak = max(run.peak_rss for run in group) / 2**20
        lines.append(
            f"{data:<6} {contender:<28} {len(group):>4} {statistics.median(speed):>9,.0f} {spread:>17} {server:>9.1f} {client:>9.1f} {share} {peak:>9.0f}"
        )
    return "\n".join(lines)


def ratio(runs: Sequence[Run], data: str, ours: str, other: str) -> str | None:
    """``ours`` over ``other`` in docs/s, round by round: the median and the range; None if either did not run."""
    groups = by_contender(runs)
    mine, theirs = groups.get((data, ours)), groups.get((data, other))
    if not mine or not theirs:
        return None
    pairs = [a.docs_per_second / b.docs_per_second for a, b in zip(mine, theirs, strict=False)]
    return f"{data:<6} {ours} / {other}: {statistics.median(pairs):.2f} ({min(pairs):.2f}-{max(pairs):.2f})"


def tenths(runs: Sequence[Run]) -> str:
    """A line for each run whose pace was watched: thousands of documents a second by tenth, and the last tenth over the first."""
    return "".join(
        f"{run.data:<6} {run.contender:<28} k docs/s by tenth: {' '.join(f'{speed / 1000:.1f}' for speed in run.tenths)}"
        f"  last/first {run.tenths[-1] / run.tenths[0]:.2f}\n"
        for run in runs
        if run.tenths
    )


def save(runs: Sequence[Run], folder: Path) -> None:
    """Writes the runs as JSON lines, and a plot for each data set beside them."""
    import matplotlib as mpl

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "runs.jsonl").write_text("".join(json.dumps(asdict(run)) + "\n" for run in runs))
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    groups = by_contender(runs)
    for data in dict.fromkeys(data for data, _ in groups):
        rows = [(name, [run.docs_per_second for run in group]) for (of, name), group in groups.items() if of == data]
        figure, axes = plt.subplots(figsize=(9, 0.4 * len(rows) + 1.2))
        medians = [statistics.median(speed) for _, speed in rows]
        low = [median - min(speed) for median, (_, speed) in zip(medians, rows, strict=True)]
        high = [max(speed) - median for median, (_, speed) in zip(medians, rows, strict=True)]
        axes.barh(
            [name for name, _ in rows], medians, xerr=[low, high], color=["#0b6" if name.startswith("ours") else "#89a" for name, _ in rows]
        )
        axes.invert_yaxis()
        axes.set_xlabel(f"documents a second ({data}); bars: min-max of the rounds")
        figure.tight_layout()
        figure.savefig(folder / f"{data}.png", dpi=110)
        plt.close(figure)
