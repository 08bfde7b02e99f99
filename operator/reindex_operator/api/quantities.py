"""Quantities of resources: ``podTemplate.resources`` is as in a pod, which no schema or rule of ours can see into.

The API server looks at them only within a Job, and then names neither the field nor the value.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reindex_operator.api.errors import FieldError, path, shown

_QUANTITY = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?")
_RESOURCES = ("spec", "podTemplate", "resources")


def quantity_errors(resources: Any) -> Iterator[FieldError]:
    """The values in ``podTemplate.resources`` that are no quantities, or less than nothing."""
    for kind in ("requests", "limits"):
        values = resources.get(kind) if isinstance(resources, Mapping) else None
        for name, value in values.items() if isinstance(values, Mapping) else ():
            if not _is_quantity(value):
                location = (*_RESOURCES, kind, name)
                yield FieldError(path(location), f"{shown(value)} is no quantity: write a number, as 0.5 or 500m, 512Mi, 4Gi", location)


def _is_quantity(value: Any) -> bool:
    if value is None:  # as if the field were not there
        return True
    if isinstance(value, int | float):
        return not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and _QUANTITY.fullmatch(value.strip()) is not None
