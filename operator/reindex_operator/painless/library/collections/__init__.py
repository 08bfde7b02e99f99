"""Lists, maps, sets, their views and iterators, and what Painless adds to them. Importing this fills their tables."""

from . import arrays, comparators, elements, lists, maps, sets, utilities  # noqa: F401 - each fills its part of the tables
