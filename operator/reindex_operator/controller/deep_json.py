"""Has JSON of any depth read: an object that nobody here could read would hide all others, in lists and watches. Called once, when the process starts."""

import json
import sys
from json import scanner
from typing import Any

LIMIT = 12_000 if sys.version_info < (3, 12) else 40_000
"""Calls within one another: the API server keeps objects of 10,000 levels, and Python's own code needs two calls for each.

Before Python 3.12 the limit is that of C code too, and more than this is more than a stack of 8 MiB holds.
"""


class _Patient(json.JSONDecoder):
    """Reads by Python's own code, slower by far. Since Python 3.12 C code has a limit of its own, of 10,000 and less, that nobody can set."""

    def __init__(self) -> None:
        super().__init__()
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined] # it is there in every version


def read_any_depth() -> None:
    """Have ``json.loads``, which is what reads lists and watches, try what is too deep for it again by Python's own code."""
    sys.setrecursionlimit(LIMIT)
    usual = json._default_decoder  # type: ignore[attr-defined] # noqa: SLF001 - there is no other way to it for the libraries' calls
    quick, patient = usual.scan_once, _Patient().scan_once

    def scan(text: str, at: int) -> Any:
        try:
            return quick(text, at)
        except RecursionError:
            return patient(text, at)

    usual.scan_once = scan
