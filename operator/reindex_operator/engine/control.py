"""What may be changed while a slice runs: its rate, and whether it goes on. Set by the worker or the CLI, watched by the slice."""

import asyncio


class Control:
    """Steers one running slice. To be used from the event loop of the slice only.

    ``save_interval``: seconds between two checkpoints, at the least, for whoever keeps them.
    """

    def __init__(self, requests_per_second: float = -1.0) -> None:
        self.save_interval = 0.0
        self._requests_per_second = requests_per_second
        self._stopped = False
        self._changed = asyncio.Event()

    @property
    def requests_per_second(self) -> float:
        """The limit of this slice in documents a second; -1 is none."""
        return self._requests_per_second

    @requests_per_second.setter
    def requests_per_second(self, value: float) -> None:
        if value != self._requests_per_second:
            self._requests_per_second = value
            self._wake()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked the slice to stop."""
        return self._stopped

    def stop(self) -> None:
        """Ask the slice to stop: it finishes the writes under way, saves a last checkpoint and ends ``Stopped``."""
        self._stopped = True
        self._wake()

    async def changed(self) -> None:
        """Wait until the rate or the wish to stop changes."""
        await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
