"""Times as Kubernetes writes them. Pure."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def rfc3339(time: datetime) -> str:
    """To the second, as in every status."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str) -> datetime:
    """The time in RFC 3339 text."""
    return datetime.fromisoformat(text)


def millis(time: datetime) -> int:
    """Epoch milliseconds, as in plans and checkpoints."""
    return int(time.timestamp() * 1000)
