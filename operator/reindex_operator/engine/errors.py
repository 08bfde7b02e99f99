"""How a run fails: every failure that the engine can name ends as a ``ReindexError``.

``reason`` is one CamelCase word that becomes the reason of the condition and the heading of a page in the troubleshooting guide;
``message`` is a sentence for people, with the cluster's own reason in it and never a secret.
"""

from typing import ClassVar


class ReindexError(Exception):
    """A failure with a reason. ``permanent``: trying the same again can not help, so the run ends."""

    permanent: ClassVar[bool] = True

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        """``Reason: message``."""
        return f"{self.reason}: {self.message}"


class TransientError(ReindexError):
    """A failure that may pass: the process ends and another one goes on from the last checkpoint."""

    permanent = False


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """The run was asked to stop; what was acknowledged is in the last checkpoint."""


class Deleted(Stopped):
    """The run is no more: nobody will go on from its last checkpoint, and what it has open in the clusters is nobody's."""
