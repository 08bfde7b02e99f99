"""Object, Number, the boxed types, Math, BigInteger, BigDecimal and Character. Importing this fills their tables."""

from . import big, characters, decimal_tables, integers, maths, objects, reals  # noqa: F401 - each fills its part of the tables
