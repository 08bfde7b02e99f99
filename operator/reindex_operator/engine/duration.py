"""Time values as the search API writes them: a whole number and a unit."""

UNITS = {"nanos": 1e-9, "micros": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str | None, default: float) -> float:
    """``text`` (``30s``, ``5m``; checked by the API's models) in seconds; ``default`` when there is none."""
    if not text:
        return default
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) * UNITS[text[len(digits) :]]
