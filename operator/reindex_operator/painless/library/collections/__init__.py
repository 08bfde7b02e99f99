"""Lists, maps, sets, their views and iterators, and what Painless adds to them. Importing this fills their tables."""

from . import elements, lists, vectors, sets, entries, maps, trees, arrays, utilities, comparators, paths  # noqa: F401, I001 - each fills its part of the tables; their order matters
