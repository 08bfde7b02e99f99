"""The allow-listed Java classes. Importing this fills the tables."""

from . import functions, numbers, text, collections, stream, regex, misc, fields, time  # noqa: F401, I001 - each fills its part of the tables; their order matters
from .table import CLASSES, FULL, FUNCTIONS, Method, find, is_a, method_names

__all__ = ["CLASSES", "FULL", "FUNCTIONS", "Method", "find", "is_a", "method_names"]
