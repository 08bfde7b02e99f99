"""The API's fields: how each is called here, and how its value, which the API takes in several forms, is written here."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from reindex_operator.cli.convert import script, values

Convert = Callable[[Any], Any]

PARAMS: Final[Mapping[str, Convert]] = {
    "slices": values.whole_or("auto"),
    "requests_per_second": values.rate,
    "scroll": values.text,
    "timeout": values.text,
    "wait_for_active_shards": values.whole_or("all"),
    "require_alias": values.boolean,
    "refresh": values.boolean,
}
SOURCE: Final[Mapping[str, Convert]] = {
    "index": values.indices,
    "query": values.objects,
    "_source": values.source_filter,
    "size": values.whole,
    "sort": values.order,
    "runtime_mappings": values.objects,
}
DEST: Final[Mapping[str, Convert]] = dict.fromkeys(("index", "op_type", "version_type", "pipeline", "routing"), values.text)
SCRIPT: Final[Mapping[str, Convert]] = {"lang": values.text, "source": script.source, "id": values.text, "params": values.objects}
BODY: Final = ("source", "dest", "script", "conflicts", "max_docs", "size")

CREDENTIALS: Final = ("username", "password", "api_key")
"""Of ``source.remote``; here they are in a Secret."""

SCRIPT_ONCE: Final[Mapping[str, str]] = {"inline": "source", "stored": "id"}
"""What fields of ``script`` were called once, and are called now."""

NO_EFFECT: Final = {
    "aggs",
    "aggregations",
    "docvalue_fields",
    "explain",
    "fields",
    "highlight",
    "indices_boost",
    "suggest",
    "timeout",
    "version",
}
"""Keys of the search API that ``source`` takes and that change nothing in what is copied (R4)."""

BACKGROUND: Final = "a Reindex always runs in the background; wait for it with kubectl reindex wait"
"""In place of ``wait_for_completion``."""

NO_TYPES: Final = "indices have no types any more"

_CONVERTED: Final[Mapping[str, Convert]] = {
    **PARAMS,
    **{f"source.{name}": convert for name, convert in SOURCE.items()},
    **{f"dest.{name}": convert for name, convert in DEST.items()},
    **{f"script.{name}": convert for name, convert in SCRIPT.items()},
    "script": lambda value: {"source": script.source(value)},
    "conflicts": values.text,
    "max_docs": values.whole,
}


def ours(name: str) -> str:
    """``op_type`` -> ``opType``; ``_source`` stays."""
    head, *rest = name.lstrip("_").split("_")
    return "_" * (len(name) - len(name.lstrip("_"))) + head + "".join(word.capitalize() for word in rest)


_BY_OUR_PATH: Final = {".".join(map(ours, path.split("."))): convert for path, convert in _CONVERTED.items()}


def converter(path: str) -> Convert | None:
    """What writes a value of the API as the field at ``path`` (below ``spec``, in our names) takes it; it raises ``ConvertError``."""
    return _BY_OUR_PATH.get(path)
