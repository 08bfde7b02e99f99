"""Streams, Optionals and Collectors. Importing this fills their tables."""

from . import collectors, optionals, streams  # noqa: F401 - each fills its part of the tables
