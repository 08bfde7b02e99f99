"""Object, Number, the boxed types, Math, BigInteger and Character. Importing this fills their tables."""

from . import big, characters, integers, maths, objects, reals  # noqa: F401 - each fills its part of the tables
