"""Texts: String, StringBuilder, Base64 and UUID. Importing this fills their tables."""

from . import base64, builder, strings, uuid  # noqa: F401 - each fills its part of the tables
