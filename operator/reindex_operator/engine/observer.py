"""What may be told of every request to a cluster, for metrics: the engine tells, whoever runs it listens."""

from typing import Protocol


class Observer(Protocol):
    """Listens. Called in the event loop, after each request; must be quick and must not raise."""

    def requested(self, target: str, seconds: float) -> None:
        """A request to ``target`` (its path) has been answered, whatever the answer, after ``seconds``."""
