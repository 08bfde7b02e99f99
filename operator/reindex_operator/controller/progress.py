"""How far a run is, how fast it goes, and when it will be done. Pure; called by status and the shell."""

from datetime import datetime, timedelta
from typing import NamedTuple

from reindex_operator.api.status import Progress
from reindex_operator.controller.clock import rfc3339

WINDOW = timedelta(seconds=30)
"""Speed is taken over about this long: long enough to even out checkpoints, short enough to show a change."""


class Sample(NamedTuple):
    """How many documents were done at a moment."""

    time: datetime
    processed: int


def progress(total: int, processed: int, samples: tuple[Sample, ...], now: datetime, written: int = 0) -> Progress:
    """The progress of a run of which ``samples`` are known, oldest first, and ``written`` bytes."""
    speed = rate(samples, Sample(now, processed))
    return Progress(
        total=total,
        processed=processed,
        percent=percent(total, processed),
        bytes=written,
        docs_per_second=speed,
        estimated_completion_time=_completion(total - processed, speed, now),
    )


def percent(total: int, processed: int) -> str:
    """The share done, rounded down, so that 100% is only said of all."""
    return f"{min(100, processed * 100 // total)}%" if total > 0 else "0%"


def rate(samples: tuple[Sample, ...], latest: Sample) -> int | None:
    """Documents a second from the oldest sample to ``latest``; None when nothing can be said, as after a step back: those samples are of another run."""
    if not samples or latest.processed < samples[-1].processed:
        return None
    seconds = (latest.time - samples[0].time).total_seconds()
    return round((latest.processed - samples[0].processed) / seconds) if seconds >= 1 else None


def remember(samples: tuple[Sample, ...], latest: Sample) -> tuple[Sample, ...]:
    """The samples with ``latest``, without those that have left the window; begun anew after a step back."""
    if samples and latest.processed < samples[-1].processed:
        return (latest,)
    if samples and latest.time - samples[-1].time < timedelta(seconds=1):
        return samples
    kept = [sample for sample in samples if latest.time - sample.time <= WINDOW]
    return (*(kept or samples[-1:]), latest)


def _completion(left: int, speed: int | None, now: datetime) -> str | None:
    if not speed or left <= 0:
        return None
    return rfc3339(now + timedelta(seconds=min(left / speed, timedelta(days=3650).total_seconds())))
