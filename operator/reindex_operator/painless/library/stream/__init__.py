"""Streams, Optionals and Collectors. Importing this fills their tables."""

from . import streams, numeric, collectors, optionals  # noqa: F401, I001 - each fills its part of the tables; their order matters
