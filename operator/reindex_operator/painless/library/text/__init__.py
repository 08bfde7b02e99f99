"""Texts: String, StringBuilder, Base64 and UUID. Importing this fills their tables."""

from . import strings, builder, joining, base64, uuid  # noqa: F401, I001 - each fills its part of the tables; their order matters
