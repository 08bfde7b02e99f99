"""The syntax tree to a Python function: types and names are checked on the way, and Python's own syntax tree is what comes out."""

from .program import compile_script

__all__ = ["compile_script"]
